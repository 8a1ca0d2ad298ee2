import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import { getCoreRowModel, useReactTable, type ColumnDef, type Header } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Cell, RowSort } from '../../../app/api/schemas/common';
import { cellText, isNumeric } from '../format/cells';
import { count } from '../format/numbers';
import type { PagedRows } from './usePagedRows';
import { icon, rowHeight } from '../theme/tokens';

const numberColumn = '#';

interface DataTableProps {
  label: string;
  rows: PagedRows;
  sort: RowSort | undefined;
  /** Left out where the order is fixed. */
  onSort?: (sort: RowSort | undefined) => void;
  height: string | number;
  /** Shown above the name of a column; e.g. its role. */
  columnNote?: (name: string) => string | undefined;
  /** Opens a row (1-based) as “what if”. */
  onRow?: ((row: number) => void) | undefined;
}

interface RowShape {
  cells: Cell[];
}

/** Rows are paged in by hand; the table model is there for its columns. */
const noRows: RowShape[] = [];

/** A table over any number of rows: only what is in view exists, in both directions. */
export function DataTable({ label, rows, sort, onSort, height, columnNote, onRow }: DataTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo<ColumnDef<RowShape>[]>(
    () => [
      { id: numberColumn, header: 'Row', size: 76 },
      ...rows.columns.map(({ name, type }, index) => ({
        id: `${index}:${name}`,
        header: name,
        size: Math.min(280, Math.max(isNumeric(type) ? 96 : 132, 42 + name.length * 8 + (columnNote?.(name)?.length ?? -2) * 8)),
        meta: { name, type },
      })),
    ],
    [rows.columns, columnNote],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here, never passed on
  const table = useReactTable({ data: noRows, columns, getCoreRowModel: getCoreRowModel(), manualSorting: true });
  const headers = table.getFlatHeaders();
  const lines = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight.dense,
    overscan: 12,
    scrollMargin: rowHeight.head,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: headers.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => headers[index]?.getSize() ?? 120,
    overscan: 4,
  });
  useEffect(() => across.measure(), [across, columns]);

  const visible = lines.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;
  const { onRange } = rows;
  useEffect(() => onRange(first, last), [onRange, first, last]);
  const width = across.getTotalSize();

  return (
    <div
      ref={scroller}
      className="datatable"
      style={{ height }}
      role="table"
      aria-label={label}
      aria-rowcount={rows.total + 1}
      aria-colcount={headers.length}
      tabIndex={0}
    >
      <div className="datatable-head" role="rowgroup" style={{ width, height: rowHeight.head }}>
        <div role="row" aria-rowindex={1} style={{ height: '100%', position: 'relative' }}>
          {across.getVirtualItems().map((item) => {
            const header = headers[item.index];
            return (
              header && (
                <HeadCell
                  key={header.id}
                  header={header}
                  index={item.index}
                  left={item.start}
                  sort={sort}
                  onSort={onSort}
                  note={columnNote?.(header.column.columnDef.header as string)}
                />
              )
            );
          })}
        </div>
      </div>
      <div role="rowgroup" style={{ height: lines.getTotalSize(), width }}>
        {visible.map((line) => {
          const row = rows.rowAt(line.index);
          return (
            <div
              key={line.key}
              role="row"
              aria-rowindex={line.index + 2}
              className="datatable-row"
              style={{ height: rowHeight.dense, width, transform: `translateY(${line.start}px)`, top: 0 }}
            >
              {across.getVirtualItems().map((item) => {
                const type = rows.columns[item.index - 1]?.type ?? 'integer';
                return (
                  <div
                    key={item.key}
                    role="cell"
                    aria-colindex={item.index + 1}
                    className={`datatable-cell${isNumeric(type) ? ' is-number' : ''}`}
                    style={{ left: item.start, width: item.size }}
                  >
                    {row ? (
                      item.index === 0 ? (
                        <RowNumber row={row.rowNumber} onRow={onRow} />
                      ) : (
                        <CellText cell={row.cells[item.index - 1] ?? null} type={type} />
                      )
                    ) : (
                      <span className="ghost" aria-hidden />
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RowNumber({ row, onRow }: { row: number; onRow: ((row: number) => void) | undefined }) {
  if (!onRow) return <span className="soft">{count(row)}</span>;
  return (
    <button type="button" className="linkbutton" onClick={() => onRow(row)} aria-label={`Row ${count(row)}: what if`}>
      {count(row)}
    </button>
  );
}

function CellText({ cell, type }: { cell: Cell; type: string }) {
  if (cell === null) return <span className="is-missing">missing</span>;
  const text = cellText(cell, type);
  return (
    <span title={typeof cell === 'string' ? text : undefined}>{text === '' ? <i className="is-missing">empty</i> : text}</span>
  );
}

interface HeadCellProps {
  header: Header<RowShape, unknown>;
  index: number;
  left: number;
  sort: RowSort | undefined;
  onSort: ((sort: RowSort | undefined) => void) | undefined;
  note: string | undefined;
}

function HeadCell({ header, index, left, sort, onSort, note }: HeadCellProps) {
  const name = header.column.columnDef.header as string;
  const isSorted = sort?.column === name;
  const canSort = onSort !== undefined && index > 0;
  const next = (): RowSort | undefined =>
    !isSorted ? { column: name, descending: false } : sort.descending ? undefined : { column: name, descending: true };
  const SortIcon = !isSorted ? IconArrowsSort : sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
      className="datatable-cell"
      style={{ left, width: header.getSize() }}
    >
      {canSort ? (
        <button type="button" className="datatable-sort" title={note ? `${name}: ${note}` : name} onClick={() => onSort(next())}>
          <span>{name}</span>
          {note && <em className="chip chip-accent">{note}</em>}
          <SortIcon size={icon.sm} aria-hidden style={{ flex: 'none', opacity: isSorted ? 1 : 0.55 }} />
        </button>
      ) : (
        <>
          <span className="soft" style={{ fontWeight: 600 }}>
            {name}
          </span>
          {note && <em className="chip">{note}</em>}
        </>
      )}
    </div>
  );
}

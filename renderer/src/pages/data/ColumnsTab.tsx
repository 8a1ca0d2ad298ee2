import { ActionIcon, TextInput } from '@mantine/core';
import { IconChartLine, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { ColumnProfile, DatasetCard } from '../../../../app/api/schemas/datasets';
import type { Mapping } from '../../../../app/api/schemas/mapping';
import { Sparkline } from '../../charts/Sparkline';
import { useCommand } from '../../commands/useCommand';
import { Panel } from '../../components/Panel';
import { count, counted, number, percent } from '../../format/numbers';
import { cellText } from '../../format/cells';
import { day } from '../../format/times';
import { dependenceRequest, useRowsDrawer } from '../../state/rowsDrawer';
import { useCanProbe } from '../../state/useProbe';
import { icon, rowHeight } from '../../theme/tokens';

const grid =
  'minmax(var(--width-10), 1.4fr) var(--width-6) var(--width-9) var(--width-6) var(--width-5) minmax(var(--width-11), 1.5fr)';

interface ColumnsTabProps {
  data: DatasetCard;
  mapping: Mapping | null;
  /** The column that somebody came for. */
  wanted: string | null;
}

export function ColumnsTab({ data, mapping, wanted }: ColumnsTabProps) {
  const [search, setSearch] = useState(wanted ?? '');
  const field = useRef<HTMLInputElement>(null);
  useCommand('table.find', () => field.current?.select());
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(
    () => data.columns.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase())),
    [data.columns, search],
  );
  const drawer = useRowsDrawer();
  const canProbe = useCanProbe(data.sha256);
  const feeding = new Set(canProbe ? mapping?.inputs.flatMap(({ feeds }) => feeds.map((feed) => feed.column)) : []);
  const roles = new Map(mapping?.columns.map(({ name, role }) => [name, role]));
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here, never passed on
  const lines = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight.tall,
    overscan: 6,
  });
  return (
    <Panel
      flush
      title={counted(data.columns.length, 'column')}
      end={
        <TextInput
          ref={field}
          aria-label="Search columns"
          placeholder="Search"
          leftSection={<IconSearch size={icon.sm} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      }
    >
      <div
        ref={scroller}
        className="scroll-x"
        style={{ maxHeight: 'max(var(--width-18), calc(100vh - var(--width-18)))', overflowY: 'auto' }}
        tabIndex={0}
        role="table"
        aria-label="Columns"
        aria-rowcount={shown.length + 1}
      >
        <div role="rowgroup" className="datatable-head" style={{ minWidth: 'var(--width-46)' }}>
          <div role="row" className="profile-row profile-head" style={{ gridTemplateColumns: grid }}>
            <div role="columnheader">Column</div>
            <div role="columnheader">Type</div>
            <div role="columnheader">Values</div>
            <div role="columnheader" className="num">
              Missing
            </div>
            <div role="columnheader" className="num">
              Distinct
            </div>
            <div role="columnheader">Range</div>
          </div>
        </div>
        <div role="rowgroup" style={{ height: lines.getTotalSize(), position: 'relative', minWidth: 'var(--width-46)' }}>
          {lines.getVirtualItems().map((line) => {
            const column = shown[line.index];
            return (
              column && (
                <div
                  key={column.name}
                  role="row"
                  aria-rowindex={line.index + 2}
                  className="profile-row"
                  style={{ gridTemplateColumns: grid, height: rowHeight.tall, transform: `translateY(${line.start}px)` }}
                >
                  <ProfileCells
                    column={column}
                    rows={data.rows}
                    role={roles.get(column.name)}
                    onDependence={feeding.has(column.name) ? () => drawer.show(dependenceRequest(column.name)) : undefined}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </Panel>
  );
}

interface ProfileCellsProps {
  column: ColumnProfile;
  rows: number;
  role: string | undefined;
  /** Left out where the column feeds no model. */
  onDependence: (() => void) | undefined;
}

function ProfileCells({ column, rows, role, onDependence }: ProfileCellsProps) {
  const missing = column.missing / Math.max(1, rows);
  return (
    <>
      <div role="cell" className="profile-name" title={column.name}>
        <strong className="clip" style={{ fontWeight: 550 }}>
          {column.name}
        </strong>
        {role && role !== 'feature' && role !== 'ignored' && <span className="chip chip-accent">{role}</span>}
        {onDependence && (
          <ActionIcon
            variant="subtle"
            color="gray"
            c="var(--text-soft)"
            size="sm"
            onClick={onDependence}
            title="How the answer depends on it"
            aria-label={`${column.name}: how the answer depends on it`}
          >
            <IconChartLine size={icon.md} />
          </ActionIcon>
        )}
      </div>
      <div role="cell" title={`stored as ${column.storage}`}>
        {column.type}
      </div>
      <div role="cell">
        <Sparkline column={column} />
      </div>
      <div role="cell" className="num">
        {column.missing === 0 ? (
          <span className="soft">none</span>
        ) : (
          <span
            title={counted(column.missing, 'row')}
            style={missing > 0.2 ? { color: 'var(--warn)', fontWeight: 600 } : undefined}
          >
            {percent(missing)}
          </span>
        )}
      </div>
      <div role="cell" className="num">
        {count(column.distinct)}
      </div>
      <div role="cell" className="clip soft" title={rangeText(column)}>
        {rangeText(column)}
      </div>
    </>
  );
}

function rangeText(column: ColumnProfile): string {
  const { type, min, max, top, quantiles } = column;
  const hasRange = type === 'datetime' || type === 'number' || type === 'integer';
  if (!hasRange && top.length > 0)
    return top
      .slice(0, 3)
      .map(({ value }) => value || '(empty)')
      .join(', ');
  if (min === null || max === null) return 'all missing';
  if (type === 'datetime') return `${day(String(min))} … ${day(String(max))}`;
  const range = `${cellText(min, type)} … ${cellText(max, type)}`;
  return quantiles ? `${range}, median ${number(quantiles.p50)}` : range;
}

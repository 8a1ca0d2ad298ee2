import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode } from 'react';

/** A table of so many rows is drawn whole: it can be searched and printed. */
const wholeUpTo = 100;

export interface RowPlace {
  ref?: (row: HTMLTableRowElement | null) => void;
  'data-index'?: number;
  'aria-rowindex'?: number;
}

interface WindowedRowsProps<T> {
  items: readonly T[];
  /** How many cells a row has. */
  columns: number;
  /** What scrolls around the table, of bounded height; null until it is there. State, no ref: it is there later than the rows. */
  scroller: HTMLElement | null;
  /** Of a usual row, in pixels; each is measured once it is there. */
  rowHeight: number;
  /** Draws a row; the place goes on its <tr>. */
  row: (item: T, place: RowPlace) => ReactNode;
}

/** The body of a real table over any number of rows: of many, only those in view exist, between two that keep the others' room. */
export function WindowedRows<T>(props: WindowedRowsProps<T>) {
  if (props.items.length > wholeUpTo) return <RowsInView {...props} />;
  return <tbody>{props.items.map((item) => props.row(item, {}))}</tbody>;
}

function RowsInView<T>({ items, columns, scroller, rowHeight, row }: WindowedRowsProps<T>) {
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here, never passed on
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const visible = lines.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = lines.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <tbody>
      <Room height={before} columns={columns} />
      {visible.map(({ index }) =>
        row(items[index] as T, { ref: lines.measureElement, 'data-index': index, 'aria-rowindex': index + 2 }),
      )}
      <Room height={after} columns={columns} />
    </tbody>
  );
}

function Room({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

/** For the <table> around: rows that do not exist are counted all the same. */
export function rowCount(items: readonly unknown[]): { 'aria-rowcount'?: number } {
  return items.length > wholeUpTo ? { 'aria-rowcount': items.length + 1 } : {};
}

import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { Fragment, useCallback, type ReactNode } from 'react';

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
  /** A row that exists even out of view: that of the focus. */
  kept?: number;
  /** Draws a row; the place goes on its <tr>. */
  row: (item: T, place: RowPlace) => ReactNode;
}

/** The body of a real table over any number of rows: of many, only those in view exist, between two that keep the others' room. */
export function WindowedRows<T>(props: WindowedRowsProps<T>) {
  if (props.items.length > wholeUpTo) return <RowsInView {...props} />;
  return <tbody>{props.items.map((item) => props.row(item, {}))}</tbody>;
}

function RowsInView<T>({ items, columns, scroller, rowHeight, kept, row }: WindowedRowsProps<T>) {
  const rangeExtractor = useCallback(
    (range: Range): number[] => {
      const inView = defaultRangeExtractor(range);
      if (kept === undefined || kept >= range.count || inView.includes(kept)) return inView;
      return [...inView, kept].sort((a, b) => a - b);
    },
    [kept],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are called here, never passed on
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 12,
    rangeExtractor,
  });
  const visible = lines.getVirtualItems();
  const after = lines.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <tbody>
      {visible.map(({ index, start }, at) => {
        const before = start - (visible[at - 1]?.end ?? 0);
        return (
          <Fragment key={index}>
            {before > 0 && <Room height={before} columns={columns} />}
            {row(items[index] as T, { ref: lines.measureElement, 'data-index': index, 'aria-rowindex': index + 2 })}
          </Fragment>
        );
      })}
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

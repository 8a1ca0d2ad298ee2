// One time cursor for all charts of a page: pointed at in one of them, a window is marked in the others, whatever windows they have.
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { WindowBounds } from '../charts/timelinePoints';

/** A stretch of time in milliseconds, or of row numbers where there are no times; half open. */
export interface CursorSpan {
  by: 'time' | 'row';
  from: number;
  to: number;
}

interface Cursor {
  /** Under the pointer or the keyboard. */
  pointed: CursorSpan | null;
  /** The window that was opened last, and the project it belongs to: another tab begins there. */
  opened: { project: string; span: CursorSpan } | null;
}

let cursor: Cursor = { pointed: null, opened: null };
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: Cursor): void {
  cursor = next;
  for (const listener of listeners) listener();
}

/** Null for a window that has neither times nor rows. */
export function windowSpan({ start, end, firstRow, lastRow }: WindowBounds): CursorSpan | null {
  if (start !== null && end !== null) {
    const from = Date.parse(start);
    return { by: 'time', from, to: Math.max(from + 1, Date.parse(end)) };
  }
  return firstRow !== null && lastRow !== null ? { by: 'row', from: firstRow, to: lastRow + 1 } : null;
}

/** The window that is this very stretch, else the one that its middle lies in; null = none. */
export function windowAt(spans: readonly (CursorSpan | null)[], { by, from, to }: CursorSpan): number | null {
  const same = spans.findIndex((span) => span?.by === by && span.from === from && span.to === to);
  if (same >= 0) return same;
  const middle = (from + to) / 2;
  const around = spans.findIndex((span) => span?.by === by && middle >= span.from && middle < span.to);
  return around < 0 ? null : around;
}

/** The cursor among the windows of one chart. `point(null)` takes it away. */
export function useTimeCursor(windows: readonly WindowBounds[]): {
  pointed: number | null;
  point: (index: number | null) => void;
} {
  const spans = useMemo(() => windows.map(windowSpan), [windows]);
  const pointed = useSyncExternalStore(subscribe, () => (cursor.pointed ? windowAt(spans, cursor.pointed) : null));
  const point = useCallback(
    (index: number | null) => {
      const span = index === null ? null : (spans[index] ?? null);
      if (span?.from === cursor.pointed?.from && span?.to === cursor.pointed?.to && span?.by === cursor.pointed?.by) return;
      set({ ...cursor, pointed: span });
    },
    [spans],
  );
  return { pointed, point };
}

/** A window was opened: where another tab of the same project begins. */
export function keepOpened(project: string, window: WindowBounds | undefined): void {
  const span = window ? windowSpan(window) : null;
  cursor = { ...cursor, opened: span && { project, span } };
}

/** The window that was opened last in this project, among others; null = none. */
export function openedWindow(project: string, windows: readonly WindowBounds[]): number | null {
  const { opened } = cursor;
  return opened?.project === project ? windowAt(windows.map(windowSpan), opened.span) : null;
}

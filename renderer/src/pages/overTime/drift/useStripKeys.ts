import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';

export interface CellPlace {
  row: number;
  window: number;
}

interface StripKeysOptions {
  rows: number;
  windows: number;
  /** What is chosen: the keyboard goes on from there whenever it changes. */
  chosen: CellPlace;
  onChoose: (place: CellPlace) => void;
}

const pageRows = 10;

/** The cell an event came from. */
export function cellAt(target: EventTarget): CellPlace | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-window]') : null;
  const { row, window } = cell?.dataset ?? {};
  return row === undefined || window === undefined ? null : { row: Number(row), window: Number(window) };
}

/** One cell of a grid can be reached with Tab; arrow keys, Home, End and the page keys move on, Enter and space choose (ARIA's grid). */
export function useStripKeys({ rows, windows, chosen, onChoose }: StripKeysOptions) {
  const [wanted, setWanted] = useState(chosen);
  const [followed, setFollowed] = useState(chosen);
  if (chosen.row !== followed.row || chosen.window !== followed.window) {
    setFollowed(chosen);
    setWanted(chosen);
  }
  const table = useRef<HTMLTableElement>(null);
  const isMoving = useRef(false);
  // Fewer rows after a filter: the last of them.
  const active: CellPlace = {
    row: Math.max(0, Math.min(rows - 1, wanted.row)),
    window: Math.max(0, Math.min(windows - 1, wanted.window)),
  };
  const { row, window } = active;
  useEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    table.current?.querySelector<HTMLElement>(`[data-row="${String(row)}"][data-window="${String(window)}"]`)?.focus();
  }, [row, window]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!cellAt(event.target) || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(active);
      return;
    }
    const next = moved(event, active, { rows, windows });
    if (!next) return;
    event.preventDefault();
    if (next.row === row && next.window === window) return;
    isMoving.current = true;
    setWanted(next);
  };
  const onClick = (event: MouseEvent): void => {
    const place = cellAt(event.target);
    if (!place) return;
    setWanted(place);
    onChoose(place);
  };
  return { active, handlers: { ref: table, onKeyDown, onClick } };
}

function moved(
  { key, ctrlKey }: KeyboardEvent,
  { row, window }: CellPlace,
  { rows, windows }: { rows: number; windows: number },
) {
  const last = { row: rows - 1, window: windows - 1 };
  const moves: Record<string, CellPlace> = {
    ArrowLeft: { row, window: Math.max(0, window - 1) },
    ArrowRight: { row, window: Math.min(last.window, window + 1) },
    ArrowUp: { row: Math.max(0, row - 1), window },
    ArrowDown: { row: Math.min(last.row, row + 1), window },
    PageUp: { row: Math.max(0, row - pageRows), window },
    PageDown: { row: Math.min(last.row, row + pageRows), window },
    Home: { row: ctrlKey ? 0 : row, window: 0 },
    End: { row: ctrlKey ? last.row : row, window: last.window },
  };
  return moves[key] ?? null;
}

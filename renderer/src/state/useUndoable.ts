import { useCallback, useSyncExternalStore } from 'react';
import { useProject } from './project';
import { useUndo } from './undo';

const values = new Map<string, unknown>();
const listeners = new Set<() => void>();

function put(key: string, value: unknown): void {
  values.set(key, value);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * A choice on a page (filters, a zoom, a unit) that is still there when one comes back to it, and that can be undone.
 * `key` names it within the project, with the run where each run has its own; what changes together is one value.
 * The label follows "Undid: "; what a drag goes through is one step.
 */
export function useUndoable<T extends object | string | number | boolean | null>(
  key: string,
  initial: T,
): [T, (next: T, label: string, options?: { isDrag?: boolean }) => void] {
  const { push } = useUndo();
  const project = useProject()?.project ?? null;
  const full = JSON.stringify([project, key]);
  const kept = useSyncExternalStore(subscribe, () => values.get(full)) as T | undefined;
  const value = kept === undefined ? initial : kept;
  const change = useCallback(
    (next: T, label: string, { isDrag = false } = {}) => {
      put(full, next);
      push({
        label,
        undo: () => put(full, value),
        redo: () => put(full, next),
        ...(isDrag ? { drag: `${full} ${label}` } : {}),
      });
    },
    [full, value, push],
  );
  return [value, change];
}

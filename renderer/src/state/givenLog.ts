// A log that was dropped on the window or chosen there, on its way to the panel that asks how to read it.
import { useSyncExternalStore } from 'react';

let given: readonly string[] | null = null;
const listeners = new Set<() => void>();

export function giveLog(paths: readonly string[] | null): void {
  given = paths;
  for (const listener of listeners) listener();
}

export function useGivenLog(): readonly string[] | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => given,
  );
}

/** The folder rather than its files, where the folder was dropped: files that come later belong to the log, too. */
export function logPaths(files: readonly string[], dropped: readonly string[]): string[] {
  const folderOf = (path: string): string => path.replace(/[\\/][^\\/]*$/, '');
  return [...new Set(files.map((path) => (dropped.includes(path) ? path : folderOf(path))))];
}

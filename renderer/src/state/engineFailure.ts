import { useSyncExternalStore } from 'react';

let failure: string | null = null;
const listeners = new Set<() => void>();

export function setEngineFailure(next: string | null): void {
  failure = next;
  for (const listener of listeners) listener();
}

/** Why the engine will not come back by itself, as the desktop tells it; null while it may. */
export function useEngineFailure(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => failure,
  );
}

import type { CommandId } from '../../../app/api/commands';

export interface Handler {
  run: () => void;
  /** Why it cannot be done just now, in words; null when it can. */
  disabled: string | null;
}

export interface CommandRegistry {
  /** The handler added last answers, until it is taken away: that of a page goes before that of the shell. */
  add: (id: CommandId, handler: { readonly current: Handler }) => () => void;
  handler: (id: CommandId) => Handler | undefined;
  /** For a page that is being opened: runs the next handler that is added, or none if that takes too long. */
  runWhenAdded: (id: CommandId) => void;
  /** A handler went on or off. */
  changed: () => void;
  subscribe: (listener: () => void) => () => void;
  /** Another number after each change. */
  version: () => number;
}

/** Nobody still waits for what was asked for so long ago. */
const patienceMs = 5_000;

export function createCommandRegistry(now: () => number = Date.now): CommandRegistry {
  const handlers = new Map<CommandId, { readonly current: Handler }[]>();
  const listeners = new Set<() => void>();
  let wanted: { id: CommandId; until: number } | null = null;
  let version = 0;
  const changed = (): void => {
    version += 1;
    for (const listener of listeners) listener();
  };
  return {
    add(id, handler) {
      handlers.set(id, [...(handlers.get(id) ?? []), handler]);
      if (wanted?.id === id) {
        const isInTime = now() <= wanted.until;
        wanted = null;
        if (isInTime && handler.current.disabled === null) handler.current.run();
      }
      changed();
      return () => {
        handlers.set(
          id,
          (handlers.get(id) ?? []).filter((other) => other !== handler),
        );
        changed();
      };
    },
    handler: (id) => handlers.get(id)?.at(-1)?.current,
    runWhenAdded: (id) => (wanted = { id, until: now() + patienceMs }),
    changed,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

// Worker processes started by the host for the engine: under Electron only the main process can start one.
import { randomUUID } from 'node:crypto';
import type { Child, ChildEnd, Spawn } from '../supervisor/child.ts';
import type { FromEngine, ToEngine } from '../supervisor/engineProtocol.ts';

type FromHost = Extract<ToEngine, { type: 'child-message' | 'child-output' | 'child-exit' }>;

export interface HostSpawn {
  spawn: Spawn;
  /** Gives what the host says about its children to those who hold them. */
  handle: (message: FromHost) => void;
}

interface Entry {
  message: (message: unknown) => void;
  output: (text: string) => void;
  exit: (end: ChildEnd) => void;
}

export function createHostSpawn(post: (message: FromEngine) => void): HostSpawn {
  const entries = new Map<string, Entry>();
  return {
    spawn(script, { name, args = [], onOutput }): Child {
      const child = randomUUID();
      let end: ChildEnd | undefined;
      const exitListeners: ((end: ChildEnd) => void)[] = [];
      const entry: Entry = {
        message: () => undefined,
        output: (text) => onOutput?.(text),
        exit(how) {
          end = how;
          entries.delete(child);
          for (const listener of exitListeners) listener(how);
        },
      };
      entries.set(child, entry);
      post({ type: 'child-spawn', child, script, name, args: [...args] });
      return {
        pid: undefined,
        send(message) {
          if (!end) post({ type: 'child-send', child, message });
        },
        onMessage: (listener) => (entry.message = listener),
        onExit(listener) {
          if (end) listener(end);
          else exitListeners.push(listener);
        },
        kill: () => post({ type: 'child-kill', child }),
      };
    },
    handle(message) {
      const entry = entries.get(message.child);
      if (message.type === 'child-message') entry?.message(message.message);
      else if (message.type === 'child-output') entry?.output(message.text);
      else entry?.exit({ code: message.code, signal: message.signal });
    },
  };
}

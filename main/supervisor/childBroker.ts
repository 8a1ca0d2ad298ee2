// The host's half of hostSpawn: starts processes for the engine and passes their messages on, unread.
import type { Child, Spawn } from './child.ts';
import type { FromEngine, ToEngine } from './engineProtocol.ts';

type Asked = Extract<FromEngine, { type: 'child-spawn' | 'child-send' | 'child-kill' }>;

export interface ChildBroker {
  handle: (message: Asked) => void;
  /** The engine is gone: so are its children. */
  killAll: () => void;
}

/** @param allowed the only scripts that may be started, whatever the engine asks for */
export function createChildBroker(spawn: Spawn, allowed: readonly string[], post: (message: ToEngine) => void): ChildBroker {
  const children = new Map<string, Child>();
  const start = (child: string, script: string, name: string, args: readonly string[]): void => {
    if (!allowed.includes(script)) {
      post({ type: 'child-exit', child, code: null, signal: null });
      return;
    }
    const started = spawn(script, { name, args, onOutput: (text) => post({ type: 'child-output', child, text }) });
    children.set(child, started);
    started.onMessage((message) => post({ type: 'child-message', child, message }));
    started.onExit(({ code, signal }) => {
      children.delete(child);
      post({ type: 'child-exit', child, code, signal });
    });
  };
  return {
    handle(message) {
      if (message.type === 'child-spawn') start(message.child, message.script, message.name, message.args);
      else if (message.type === 'child-send') children.get(message.child)?.send(message.message);
      else children.get(message.child)?.kill();
    },
    killAll() {
      for (const child of children.values()) child.kill();
    },
  };
}

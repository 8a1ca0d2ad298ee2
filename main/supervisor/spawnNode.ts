import { fork } from 'node:child_process';
import { type Child, type ChildEnd, type Spawn } from './child.ts';
import { childEnvironment } from './childEnvironment.ts';

/** Children as Node processes: for the browser host, the command line and tests. */
export const spawnNode: Spawn = (script, { args = [], onOutput }): Child => {
  const child = fork(script, args, {
    env: childEnvironment(process.env),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onOutput?.(text));
  let end: ChildEnd | undefined;
  const listeners: ((end: ChildEnd) => void)[] = [];
  const ended = (how: ChildEnd): void => {
    if (end) return;
    end = how;
    for (const listener of listeners) listener(how);
  };
  // 'close' rather than 'exit': by then everything the child printed has been read.
  child.on('close', (code, signal) => ended({ code, signal }));
  child.on('error', (error) => {
    onOutput?.(`${String(error)}\n`);
    if (child.pid === undefined) ended({ code: null, signal: null });
  });
  return {
    pid: child.pid,
    send(message) {
      // A pipe that broke meanwhile reports through the callback; the end of the child follows.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      if (end) listener(end);
      else listeners.push(listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

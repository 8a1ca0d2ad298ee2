import type { utilityProcess as UtilityProcessModule, MessagePortMain } from 'electron';
import type { Child, ChildEnd, Spawn } from '../supervisor/child.ts';
import { childEnvironment } from '../supervisor/childEnvironment.ts';

/** Children as Electron utility processes: plain fork does not work in a packaged app, whose fuses forbid it. */
export function createUtilitySpawn(utilityProcess: typeof UtilityProcessModule): Spawn {
  return (script, { name, args = [], onOutput }): Child => {
    const child = utilityProcess.fork(script, [...args], {
      serviceName: name,
      stdio: 'pipe',
      env: childEnvironment(process.env),
    });
    child.stdout?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => onOutput?.(chunk.toString('utf8')));
    let end: ChildEnd | undefined;
    const listeners: ((end: ChildEnd) => void)[] = [];
    child.on('exit', (code) => {
      end = { code, signal: null };
      for (const listener of listeners) listener(end);
    });
    return {
      get pid() {
        return child.pid;
      },
      send(message, transfer) {
        if (!end) child.postMessage(message, transfer as MessagePortMain[] | undefined);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit(listener) {
        if (end) listener(end);
        else listeners.push(listener);
      },
      kill() {
        // kill() of a utility process asks politely; native code that hangs would not hear it.
        if (child.pid === undefined || !killHard(child.pid)) child.kill();
      },
    };
  };
}

function killHard(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

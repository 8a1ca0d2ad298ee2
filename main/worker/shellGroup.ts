// A line for the system's shell as a group of processes that lives and dies as one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { descendants, signalAll, type Descendant } from './processTree.ts';

/**
 * The line runs in a shell of its own group. Beside it waits a process that reads from a pipe which only this process holds:
 * should this one be killed, that read ends, and it ends the group. On SIGTERM the shell waits for the command that is under
 * way, which gets the signal too, and starts no other.
 */
const guarded = `(trap '' TERM INT HUP; read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 &
exec 3<&-
trap 'exit 143' TERM
eval "$1"`;

export interface ShellGroup {
  child: ChildProcess;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** @returns the shell with its output as pipes. When it exits, what it left behind in the group is ended. */
export function startShellGroup(line: string, options: { cwd: string; env: NodeJS.ProcessEnv }): ShellGroup {
  return process.platform === 'win32' ? onWindows(line, options) : onPosix(line, options);
}

function onPosix(line: string, options: { cwd: string; env: NodeJS.ProcessEnv }): ShellGroup {
  const child = spawn('/bin/sh', ['-c', guarded, 'sh', line], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  // It breaks when the group ends.
  child.stdio[3]?.on('error', () => undefined);
  /** Those that made a group of their own. Once their parents have ended they are found no more, so they are kept. */
  const strays = new Map<number, Descendant>();
  const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    const { pid } = child;
    if (pid === undefined) return;
    for (const root of [pid, ...strays.keys()]) {
      for (const one of descendants(root)) if (one.group !== pid) strays.set(one.pid, one);
    }
    try {
      process.kill(-pid, signal);
    } catch {
      // Nothing of the group is left.
    }
    signalAll([...strays.values()], signal);
  };
  child.once('exit', () => kill('SIGKILL'));
  return { child, kill };
}

/** Where this process is killed from outside, the tree goes on there: Windows has no groups that a pipe could guard. */
function onWindows(line: string, options: { cwd: string; env: NodeJS.ProcessEnv }): ShellGroup {
  const child = spawn(line, { ...options, shell: true, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  return {
    child,
    kill(signal) {
      // A console program hears of no gentler end.
      if (child.pid !== undefined && signal === 'SIGKILL') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
      else if (child.pid !== undefined) spawnSync('taskkill', ['/pid', String(child.pid), '/t']);
    },
  };
}

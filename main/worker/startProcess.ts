// Real child processes for app/, which only knows the ProcessHandle.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessHandle } from '../../app/bundle/processHandle.ts';
import { nodeExecutable } from './nodeExecutable.ts';
import { startShellGroup, type ShellGroup } from './shellGroup.ts';

/** npm without a shell: the script that lies with Node itself, else the command of that name. */
function npmCommand(): { command: string; args: string[] } {
  const node = nodeExecutable();
  const home = dirname(node);
  const script = [join(home, 'node_modules/npm/bin/npm-cli.js'), join(home, '../lib/node_modules/npm/bin/npm-cli.js')].find(
    existsSync,
  );
  return script ? { command: node, args: [script] } : { command: 'npm', args: [] };
}

/** Without a shell, as it is. */
function startAlone(command: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): ShellGroup {
  const real = command === 'npm' ? npmCommand() : { command: command === 'node' ? nodeExecutable() : command, args: [] };
  const child = spawn(real.command, [...real.args, ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  return { child, kill: (signal) => void child.kill(signal) };
}

/**
 * Starts a process, or a shell with all that it starts, whose life the caller ends; where this process ends before, it ends as well.
 * @throws NOT_FOUND when Node is needed and there is none
 */
export function startProcess(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; shell?: boolean },
): ProcessHandle {
  const how = { cwd: options.cwd, env: { ...process.env, ...options.env } };
  const started = options.shell ? startShellGroup(command, how) : startAlone(command, args, how);
  const { child } = started;
  const killWithMe = (): void => started.kill('SIGKILL');
  process.once('exit', killWithMe);
  const listeners: ((text: string) => void)[] = [];
  const output = (text: string): void => {
    for (const listener of listeners) listener(text);
  };
  child.stdout?.setEncoding('utf8').on('data', output);
  child.stderr?.setEncoding('utf8').on('data', output);
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('error', (error) => {
      output(`${error.message}\n`);
      resolve({ code: 127, signal: null });
    });
    child.once('close', (code, signal) => {
      process.off('exit', killWithMe);
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid,
    onOutput: (listener) => void listeners.push(listener),
    exited,
    kill: (signal) => started.kill(signal),
  };
}

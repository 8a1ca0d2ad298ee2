// Real child processes for app/, which only knows the ProcessHandle.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProcessHandle } from '../../app/bundle/processHandle.ts';
import { nodeExecutable } from './nodeExecutable.ts';

/** npm without a shell: the script that lies with Node itself, else the command of that name. */
function npmCommand(): { command: string; args: string[] } {
  const node = nodeExecutable();
  const home = dirname(node);
  const script = [join(home, 'node_modules/npm/bin/npm-cli.js'), join(home, '../lib/node_modules/npm/bin/npm-cli.js')].find(
    existsSync,
  );
  return script ? { command: node, args: [script] } : { command: 'npm', args: [] };
}

/**
 * Starts a process whose life the caller ends; where this process ends before, it ends as well.
 * @throws NOT_FOUND when Node is needed and there is none
 */
export function startProcess(
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string> },
): ProcessHandle {
  const real = command === 'npm' ? npmCommand() : { command: command === 'node' ? nodeExecutable() : command, args: [] };
  const child = spawn(real.command, [...real.args, ...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const killWithMe = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithMe);
  const listeners: ((text: string) => void)[] = [];
  const output = (chunk: Buffer): void => {
    for (const listener of listeners) listener(chunk.toString('utf8'));
  };
  child.stdout.on('data', output);
  child.stderr.on('data', output);
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('error', (error) => {
      output(Buffer.from(`${error.message}\n`));
      resolve({ code: 127, signal: null });
    });
    child.once('close', (code, signal) => {
      process.off('exit', killWithMe);
      resolve({ code, signal });
    });
  });
  return {
    onOutput: (listener) => void listeners.push(listener),
    exited,
    kill: (signal) => void child.kill(signal),
  };
}

// Runs the built `drydock` command the way a shell does.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A home of its own, so that tests neither see nor touch the person's projects. */
export function temporaryHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'drydock-test-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }) };
}

export interface DrydockOptions {
  interruptWhen?: () => boolean;
  /** Closes its standard output before the command writes there, as `| head -0` does. */
  stopReading?: boolean;
}

export function drydock(home: string, args: string[], options: DrydockOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'dist/main/cli.js'), ...args], {
      env: { ...process.env, DRYDOCK_HOME: home },
      // A process group of its own, so that an interrupt can reach all of it, as Ctrl+C in a terminal does.
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    if (options.stopReading) child.stdout.destroy();
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    const { interruptWhen } = options;
    if (!interruptWhen) return;
    const poll = setInterval(() => {
      if (!interruptWhen()) return;
      clearInterval(poll);
      process.kill(-(child.pid ?? 0), 'SIGINT');
    }, 50);
    child.on('close', () => clearInterval(poll));
  });
}

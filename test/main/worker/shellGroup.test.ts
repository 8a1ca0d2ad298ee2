import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { bundleScript } from '../../support/bundleScript.ts';

let folder = '';
let script = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-shell-'));
  script = await bundleScript('test/main/worker/shellParent.ts');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function pidsIn(path: string): Promise<number[]> {
  await expect.poll(() => existsSync(path)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  return (await readFile(path, 'utf8')).trim().split('\n').map(Number);
}

async function run(line: string, kill?: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; text: string }> {
  const handle = startProcess(line, [], { cwd: folder, env: { SAID: 'yes' }, shell: true });
  let text = '';
  handle.onOutput((more) => (text += more));
  if (kill) setTimeout(() => handle.kill(kill), 500);
  const { code } = await handle.exited;
  return { code, text };
}

it.skipIf(process.platform === 'win32')('a line has its exit code, its output and its environment', async () => {
  expect(await run('echo "$SAID"; echo bad >&2; exit 3')).toEqual({ code: 3, text: 'yes\nbad\n' });
  expect((await run('nosuchcommand-of-drydock')).code).toBe(127);
  expect((await run('echo "unclosed')).code).not.toBe(0);
});

it.skipIf(process.platform === 'win32')('what a line leaves running ends with it', async () => {
  const pids = join(folder, 'left.txt');
  expect((await run(`sleep 300 & echo $! > ${pids}`)).code).toBe(0);
  const [left = 0] = await pidsIn(pids);
  await expect.poll(() => isAlive(left)).toBe(false);
});

it.skipIf(process.platform === 'win32')('asked to end, a line starts nothing more', async () => {
  const { code, text } = await run('sleep 300; echo next', 'SIGTERM');
  expect(code).toBe(143);
  expect(text).not.toContain('next');
});

it.skipIf(process.platform === 'win32')(
  '@security a command with its children ends when the process that started it is killed',
  async () => {
    const pids = join(folder, 'orphans.txt');
    const line = `sh -c 'echo $$ > ${pids}; trap "" TERM; sleep 300; sleep 300'`;
    const parent: ChildProcess = spawn(process.execPath, [script, line], { stdio: 'ignore' });
    const [child = 0] = await pidsIn(pids);
    expect(isAlive(child)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(child)).toBe(false);
  },
);

it.skipIf(process.platform === 'win32')('asked to end, a line ends what left its group, and what that started', async () => {
  const pids = join(folder, 'sessions.txt');
  const inner = `echo $$ >> ${pids}; sh -c "echo \\$\\$ >> ${pids}; sleep 300; true"; true`;
  const leave = `const { spawn } = require('child_process'); spawn('/bin/sh', ['-c', process.argv[1]], { detached: true, stdio: 'ignore' })`;
  const handle = startProcess(`'${process.execPath}' -e "${leave}" '${inner}'`, [], { cwd: folder, env: {}, shell: true });
  await expect.poll(() => existsSync(pids) && readFileSync(pids, 'utf8').trim().split('\n').length, { timeout: 10_000 }).toBe(2);
  const left = await pidsIn(pids);
  handle.kill('SIGTERM');
  await handle.exited;
  await expect.poll(() => left.filter(isAlive)).toEqual([]);
});

// SIGTERM, as containers and CI jobs send it to the command alone: it ends within two seconds whatever it is at, with all it started.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, temporaryHome } from '../../support/drydock.ts';
import { logisticRegression } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
const work = join(home, 'work');
const model = join(work, 'model.onnx');
const data = join(work, 'large.csv');
const rows = 400_000;
const started: ChildProcess[] = [];

beforeAll(() => {
  mkdirSync(work, { recursive: true });
  writeFileSync(model, logisticRegression({ weights: [1, -2] }));
  const lines = Array.from({ length: rows }, (_, i) => `${(i * 7919) % 1000},${(i * 104729) % 997},${i % 2}`);
  writeFileSync(data, `f0,f1,label\n${lines.join('\n')}\n`);
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  remove();
});

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        // "pid (comm) state ppid ...": the name may hold anything, so from its end on.
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${String(pid)}`);

/** Starts a validation, waits until it is under way, does that, ends it, and says how long that took. */
async function terminate(out: string, isUnderWay: () => boolean, before: (children: number[]) => void = () => undefined) {
  const args = ['validate', '--model', model, '--data', data, '--target', 'label', '--out', out, '--batch', '64'];
  const child = spawn(process.execPath, [join(root, 'dist/main/cli.js'), ...args], {
    env: { ...process.env, DRYDOCK_HOME: home },
    stdio: 'ignore',
  });
  started.push(child);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const pid = child.pid ?? 0;
  await expect.poll(() => isUnderWay() && childrenOf(pid).length > 0, { timeout: 45_000, interval: 20 }).toBe(true);
  const children = childrenOf(pid);
  before(children);
  const at = performance.now();
  child.kill('SIGTERM');
  const code = await closed;
  return { code, ms: performance.now() - at, children };
}

const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

describe.runIf(process.platform === 'linux')('SIGTERM', () => {
  const runsIn = (out: string): string[] => entries(join(out, 'runs'));
  const hasStaged = (out: string): boolean =>
    runsIn(out).some(
      (run) => (statSync(join(out, 'runs', run, 'work/staged.bin'), { throwIfNoEntry: false })?.size ?? 0) > 10_000,
    );

  it.each([
    ['while data are read', 'reading', (out: string) => entries(join(out, '.drydock')).length > 0],
    ['while rows are run', 'running', hasStaged],
  ])('%s', async (_, name, isUnderWay) => {
    const out = join(work, name);
    const { code, ms, children } = await terminate(out, () => isUnderWay(out));
    expect(code).toBe(130);
    expect(ms).toBeLessThan(2_500);
    await expect.poll(() => children.filter(isAlive), { timeout: 5_000 }).toEqual([]);
  });

  it('where a process of it hears nothing any more', async () => {
    const out = join(work, 'deaf');
    const { code, ms, children } = await terminate(
      out,
      () => hasStaged(out),
      (pids) => {
        for (const pid of pids) process.kill(pid, 'SIGSTOP');
      },
    );
    expect(code).toBe(130);
    expect(ms).toBeLessThan(2_500);
    await expect.poll(() => children.filter(isAlive), { timeout: 5_000 }).toEqual([]);
  });
});

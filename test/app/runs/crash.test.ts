import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recoverRun } from '../../../app/runs/recoverRun.ts';
import { readRunRecord, readRunReport } from '../../../app/runs/runStore.ts';
import { settleDeadRuns, settleRun } from '../../../app/runs/settleRun.ts';
import { validate } from '../../../app/runs/validate.ts';
import type { ValidateRequest } from '../../../app/runs/validateRequest.ts';
import { bundleEntry } from '../../support/bundleEntry.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { prepareRun, query, type PreparedRun } from './support/prepareRun.ts';

const sentinel = 123456;
const rows = 5000;
/** Rows (1-based) whose first value is the sentinel. */
const deadly = [1500, 1501, 4000];
const sql = (fatal: number[]): string => `
  SELECT CASE WHEN i + 1 IN (${fatal.join(', ') || '0'}) THEN ${sentinel} ELSE (i % 17 / 8.0 - 1) END::FLOAT AS f0,
         (i % 13 / 6.0 - 1)::FLOAT AS f1, (i * 7 % 3 > 0)::INTEGER AS label
  FROM range(${rows}) t(i) ORDER BY i`;

let program: string;
const roots: string[] = [];
beforeAll(async () => {
  program = await bundleEntry('test/app/runs/support/dyingRun.ts');
});
afterAll(async () => {
  for (const path of [program, ...roots]) await rm(path, { recursive: true, force: true });
});

async function prepared(fatal: number[], batch: number | null): Promise<PreparedRun> {
  const run = await prepareRun({
    model: logisticRegression({ weights: [1, -2], bias: 0.03 }),
    sql: sql(fatal),
    roles: { target: 'label' },
    settings: { batch, window: 'rows:1000' },
  });
  roots.push(run.root);
  return run;
}

/** Runs the child to its end: 'done', or how it died. */
async function attempt(root: string, request: ValidateRequest, killAfter?: number): Promise<string> {
  const path = join(root, 'request.json');
  await writeFile(path, JSON.stringify(request));
  const extra = killAfter === undefined ? [] : [String(killAfter)];
  // No core files: an abort may write the whole memory to disk.
  const child = spawn(
    '/bin/sh',
    ['-c', 'ulimit -c 0; exec "$0" "$@"', process.execPath, program, path, String(sentinel), ...extra],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code === 0 ? 'done' : (signal ?? `exit ${String(code)}: ${errors}`)));
  });
}

describe('a run whose process dies', () => {
  for (const batch of [1024, null]) {
    it(`closes in on the rows that do it and finishes all others (batch ${batch ?? 'measured'})`, async () => {
      const run = await prepared(batch === null ? [7] : deadly, batch);
      const expected = batch === null ? [7] : deadly;
      let request = run.request;
      let attempts = 0;
      for (;;) {
        attempts++;
        const end = await attempt(run.root, request);
        if (end === 'done') break;
        expect(end).toBe('SIGABRT');
        const next = recoverRun(request, end);
        if ('error' in next) throw next.error;
        request = next.request;
        expect(attempts).toBeLessThan(20);
      }
      expect(await readRunRecord(run.folder)).toMatchObject({
        state: 'complete',
        fatalRows: expected,
        rows: { total: rows, done: rows, withoutPrediction: expected.length },
      });
      expect(
        await query(`SELECT row::INTEGER AS row FROM '${run.folder.predictions}' WHERE predicted IS NULL ORDER BY row`),
      ).toEqual(expected.map((row) => ({ row })));
      const report = await readRunReport(run.folder);
      expect(report?.warnings.find(({ code }) => code === 'fatal-rows')).toMatchObject({ count: expected.length });

      // The figures are those of a run that never had the fatal rows predicted.
      const calm = await prepared(expected, 5000);
      const reference = await validate(calm.request, {});
      const wrongBySentinel = await query(
        `SELECT count(*)::INTEGER AS n FROM '${calm.folder.predictions}' WHERE row IN (${expected.join(', ')}) AND actual = predicted`,
      );
      const hits = (reference.metrics.accuracy?.value ?? NaN) * rows - Number(wrongBySentinel[0]?.['n']);
      expect(report?.metrics.accuracy?.value).toBeCloseTo(hits / (rows - expected.length), 12);
    });
  }

  it('is settled on the next start: its staged rows become a partial run with all figures', async () => {
    const run = await prepared([], 500);
    expect(await attempt(run.root, run.request, 2000)).toBe('SIGKILL');
    expect((await readRunRecord(run.folder)).state).toBe('running');

    expect(await settleDeadRuns(run.projectDir)).toEqual([run.folder.id]);
    const record = await readRunRecord(run.folder);
    expect(record).toMatchObject({ state: 'partial', rows: { total: rows, done: 2000 } });
    const report = await readRunReport(run.folder);
    expect(report).toMatchObject({ rows: 2000, labelled: 2000 });
    expect(report?.timeline.windows.map((window) => window.rows)).toEqual([1000, 1000, 0, 0, 0]);
    expect(report?.metrics.rocAuc?.value).toBeGreaterThan(0);
    expect(await settleDeadRuns(run.projectDir)).toEqual([]);
  });

  it('goes on behind the rows that were staged when it is started again', async () => {
    const run = await prepared([], 500);
    expect(await attempt(run.root, run.request, 2000)).toBe('SIGKILL');
    const whole = await validate({ ...run.request, resume: { isolate: null, fatalRows: [] } }, {});
    const once = await validate((await prepared([], 500)).request, {});
    expect(whole.rows).toBe(rows);
    expect(whole.metrics).toEqual(once.metrics);
    expect(whole.timeline).toEqual(once.timeline);
  });

  it('fails when it died before a row was finished', async () => {
    const run = await prepared([], null);
    expect(await attempt(run.root, run.request, 0)).toBe('SIGKILL');
    await settleDeadRuns(run.projectDir);
    expect(await readRunRecord(run.folder)).toMatchObject({ state: 'failed', rows: { done: 0 } });
  });

  it('is cancelled, not failed, when the person had it ended before a row was finished', async () => {
    const run = await prepared([], null);
    expect(await attempt(run.root, run.request, 0)).toBe('SIGKILL');
    expect(await settleRun(run.folder.dir, 'cancelled', true)).toBeNull();
    expect(await readRunRecord(run.folder)).toMatchObject({
      state: 'cancelled',
      stateReason: 'cancelled before any row was finished',
      rows: { done: 0 },
    });
    expect(existsSync(run.folder.work)).toBe(false);
  });
});

import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RunComparison } from '../../../app/api/schemas/compare.ts';
import { validate } from '../../../app/runs/validate.ts';
import { compareCommand, type CompareFlags } from '../../../main/cli/commands/compare.ts';
import { prepareRun, type PreparedRun } from '../../app/runs/support/prepareRun.ts';
import { regression } from '../../support/tinyModels.ts';

const sql =
  'SELECT (i % 5)::FLOAT AS a, (i % 3)::FLOAT AS b, (i % 5) + 2 * (i % 3) + (i % 4) AS y FROM range(400) t(i) ORDER BY i';
const made: PreparedRun[] = [];

async function runOf(weights: number[], rows = sql): Promise<PreparedRun> {
  const run = await prepareRun({ model: regression(weights, 1.5), sql: rows, roles: { target: 'y' } });
  made.push(run);
  await validate(run.request, {});
  return run;
}

let good: PreparedRun;
let bad: PreparedRun;

beforeAll(async () => {
  good = await runOf([1, 2]);
  bad = await runOf([0.2, 2]);
});
afterAll(async () => {
  for (const { root } of made) await rm(root, { recursive: true, force: true });
});
afterEach(() => vi.restoreAllMocks());

async function drydockCompare(runs: string[], flags: CompareFlags = {}): Promise<{ code: number; out: string }> {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const code = await compareCommand(runs, flags, new AbortController().signal);
  return { code, out };
}

describe('drydock compare', () => {
  it('takes run folders of two projects and says of every figure what the difference means', async () => {
    const { code, out } = await drydockCompare([good.folder.dir, bad.folder.dir]);
    expect(code).toBe(0);
    expect(out).toMatch(/^A .*reference$/m);
    expect(out).toMatch(/^mae .* ▼ worse$/m);
    expect(out).toMatch(
      /B is closer to the label on [\d,]+ rows, farther from it on [\d,]+\. Predictions differ on [\d,]+ rows\./,
    );
    const { out: back } = await drydockCompare([bad.folder.dir, good.folder.dir]);
    expect(back).toMatch(/^mae .* ▲ better$/m);
    const { out: same } = await drydockCompare([bad.folder.dir, bad.folder.dir]);
    expect(same).toMatch(/^mae .* 0 {2}.*≈ no clear difference$/m);
  });

  it('takes ids with --project, and gives one JSON document', async () => {
    const { out } = await drydockCompare([good.folder.id, bad.folder.dir], { project: good.projectDir, json: true });
    const document = JSON.parse(out) as { runs: { id: string; path: string }[]; comparisons: unknown[] };
    expect(document.runs.map(({ path }) => path)).toEqual([good.folder.dir, bad.folder.dir]);
    expect(RunComparison.parse(document.comparisons[0])).toMatchObject({ labelled: 400, comparable: null });
    expect(Object.keys(document)).toEqual(['runs', 'comparisons']);
  });

  it('--fail-if-worse ends with 1 only when the interval is wholly on the worse side', async () => {
    const worse = await drydockCompare([good.folder.dir, bad.folder.dir], { failIfWorse: ['mae', 'r2'] });
    expect(worse.code).toBe(1);
    expect(worse.out.match(/FAIL/g)).toHaveLength(2);
    expect((await drydockCompare([bad.folder.dir, good.folder.dir], { failIfWorse: ['mae'] })).code).toBe(0);
    expect((await drydockCompare([good.folder.dir, good.folder.dir], { failIfWorse: ['mae'] })).code).toBe(0);
  });

  it('a gate that cannot be judged is an error and not a pass', async () => {
    const other = await runOf([1, 2], sql.replace('400', '300'));
    const { out } = await drydockCompare([good.folder.dir, other.folder.dir]);
    expect(out).toMatch(/figures side by side only\. They ran on different data/);
    await expect(drydockCompare([good.folder.dir, other.folder.dir], { failIfWorse: ['mae'] })).rejects.toThrow(/different data/);
    await expect(drydockCompare([good.folder.dir, bad.folder.dir], { failIfWorse: ['accuracy'] })).rejects.toThrow(
      /these runs do not have it/,
    );
  });

  it('names what is wrong with its arguments', async () => {
    await expect(drydockCompare([good.folder.dir])).rejects.toThrow('One run is given.');
    await expect(drydockCompare(Array<string>(9).fill(good.folder.dir))).rejects.toThrow('9 runs are given.');
    await expect(drydockCompare(['nowhere', good.folder.dir])).rejects.toThrow('There is no run nowhere.');
    await expect(drydockCompare(['nowhere', 'there'], { project: good.projectDir })).rejects.toThrow(/no run nowhere/);
  });
});

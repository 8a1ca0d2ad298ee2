import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrainSettings, type RetrainRecord } from '../../../app/api/schemas/retrain.ts';
import { folderOfRun } from '../../../app/runs/runFolder.ts';
import { query } from '../runs/support/prepareRun.ts';
import { retrainProject, type RetrainProject } from './support/retrainProject.ts';

let made: RetrainProject;
beforeAll(async () => {
  made = await retrainProject();
});
afterAll(() => made.close());

const settings = (command: string, more: Partial<RetrainSettings> = {}): RetrainSettings =>
  RetrainSettings.parse({ command, format: 'csv', ...more });

/** A path for the shell. */
const quoted = (path: string): string => `'${path.replaceAll("'", String.raw`'\''`)}'`;

const copy = (few: string, many: string): string => `${made.train} copy {data} {out} ${quoted(few)} ${quoted(many)}`;

async function retrain(command: string, more: Partial<RetrainSettings> = {}): Promise<RetrainRecord> {
  const { client, project } = made;
  const { jobId, retrainId } = await client['retrain.start']({ project, settings: settings(command, more) });
  const job = await made.finished(jobId);
  expect(job).toMatchObject({ kind: 'retrain', state: 'done', result: { retrainId } });
  return client['retrain.get']({ project, retrainId });
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('retraining', () => {
  it('the plan says what would be run on which rows, and does nothing', async () => {
    const { client, project } = made;
    const plan = await client['retrain.plan']({ project, settings: settings('x {data} {out}', { holdOut: 0.25 }) });
    expect(plan).toMatchObject({ cwd: project, target: 'label', time: 't', problem: null });
    expect(plan.command).toContain(String.raw`it'\''s`);
    expect(plan.rows.train.rows + plan.rows.heldOut.rows).toBe(plan.rows.fresh.rows);
    expect(plan.environment.map(({ name }) => name)).toEqual(expect.arrayContaining(['PATH', 'DRYDOCK_DATA', 'DRYDOCK_SEED']));
    const few = { start: '2020-01-01', end: '2020-01-03' };
    const refused = await client['retrain.plan']({ project, settings: settings('x {data} {out}', { fresh: few }) });
    expect(refused.problem?.message).toMatch(/fresh labelled rows/);
    expect((await readdir(project)).includes('runs')).toBe(false);
  });

  it('@security runs the command on rows it may see, and validates both models on those it may not', async () => {
    const { client, project, models } = made;
    const record = await retrain(copy(models.bad, models.good), { seed: 7 });
    expect(record).toMatchObject({ state: 'trained', exitCode: 0, stateReason: null, model: { path: 'out/models/model.onnx' } });
    const { dir } = folderOfRun(project, record.id);
    const log = await readFile(join(dir, record.log), 'utf8');
    expect(log).toMatch(/^\d+ rows, columns id,t,f0,f1,label\nseed 7, target label\n$/);
    const heldOut = await query(`SELECT id::INTEGER AS id, t FROM '${join(dir, 'held-out.parquet').replaceAll("'", "''")}'`);
    const csv = await readFile(join(dir, 'train.csv'), 'utf8');
    const seen = new Set(csv.split('\n').map((line) => line.split(',')[0]));
    expect(heldOut.length).toBe(record.rows?.heldOut.rows);
    expect(heldOut.filter(({ id }) => seen.has(String(id)))).toEqual([]);
    const [championRun = '', challengerRun = ''] = [record.championRun ?? '', record.challengerRun ?? ''];
    const { comparisons } = await client['runs.compare']({ project, runIds: [championRun, challengerRun] });
    expect(comparisons[0]).toMatchObject({ a: championRun, b: challengerRun, comparable: null, rows: heldOut.length });
    expect(comparisons[0]?.differences.find(({ metric }) => metric === 'accuracy')?.verdict).toBe('better');
    expect(await client['retrain.log']({ project, retrainId: record.id })).toMatchObject({
      lines: [expect.stringMatching(/ rows, columns id,t,f0,f1,label$/) as string, 'seed 7, target label'],
      total: 2,
    });
    const names = (await client['projects.get']({ project })).runs.map(({ name }) => name);
    expect(names).toEqual([
      expect.stringMatching(/^Challenger on held-out rows/) as string,
      expect.stringMatching(/^Champion on held-out rows/) as string,
    ]);
    expect((await client['retrain.list']({ project })).runs.map(({ id, promoted }) => [id, promoted])).toEqual([
      [record.id, null],
    ]);
  });

  it('says what both models held against each other mean, the one of the project first whatever is the baseline', async () => {
    const { client, project } = made;
    const [newest] = (await client['retrain.list']({ project })).runs;
    const [retrainId = '', challengerRun = ''] = [newest?.id, newest?.challengerRun ?? ''];
    await client['projects.setBaseline']({ project, runId: challengerRun });
    const { comparison, verdict } = await client['retrain.judge']({ project, retrainId });
    await client['projects.setBaseline']({ project, runId: null });
    expect([comparison.a, comparison.b]).toEqual([newest?.championRun, challengerRun]);
    expect(verdict).toMatchObject({ metric: 'rocAuc', verdict: 'better' });
    expect(verdict.text).toMatch(/^ROC AUC better by \+0\.\d+, 95 % .*: promote$/);
    expect((await client['retrain.judge']({ project, retrainId, metric: 'f1' })).verdict.metric).toBe('f1');
  });

  it('fewer fresh rows make another model, which is promoted and taken back', async () => {
    const { client, project, models } = made;
    const fresh = { start: '2020-01-20', end: '2020-01-28' };
    const record = await retrain(copy(models.other, models.good), { fresh });
    const before = await client['projects.get']({ project });
    expect(record.challengerRun).not.toBeNull();
    const promoted = await client['retrain.decide']({ project, retrainId: record.id, promote: true, reason: 'better by far' });
    expect(promoted.decision).toMatchObject({
      promoted: true,
      reason: 'better by far',
      before: { sha256: before.model?.sha256 },
    });
    const after = await client['projects.get']({ project });
    expect(after.model?.sha256).toBe(record.model?.sha256);
    expect(after.check?.ready).toBe(true);
    expect(after.mapping?.inputs[0]?.input).toBe('features');
    expect(after.mapping?.columns.find(({ role }) => role === 'target')?.name).toBe('label');
    await expect(client['retrain.decide']({ project, retrainId: record.id, promote: true })).rejects.toThrow(/already/);
    const back = await client['retrain.decide']({ project, retrainId: record.id, promote: false, reason: 'on second thought' });
    expect(back.decision).toMatchObject({ promoted: false, reason: 'on second thought' });
    expect(back.earlierDecisions).toEqual([promoted.decision]);
    const restored = await client['projects.get']({ project });
    expect([restored.model?.sha256, restored.mapping]).toEqual([before.model?.sha256, before.mapping]);
  });

  it('a command that fails is a result with what it said last', async () => {
    const record = await retrain(`${made.train} fail {data} {out}`);
    expect(record).toMatchObject({ state: 'failed', exitCode: 3, model: null, championRun: null });
    expect(record.stateReason).toContain('ended with exit code 3. It said last:\n');
    expect(record.stateReason).toContain('the loss is NaN');
    const decide = made.client['retrain.decide']({ project: made.project, retrainId: record.id, promote: true });
    await expect(decide).rejects.toThrow(/no model to promote/);
    const judge = made.client['retrain.judge']({ project: made.project, retrainId: record.id });
    await expect(judge).rejects.toThrow(/no two models to compare/);
  });

  it.each([
    ['none', 'nothing {out} {data}', /no \.onnx file into \{out\}, but model\.pkl/],
    ['a removed folder', 'nothing {out} {data} && rm -r {out}', /^The command removed the folder \{out\}/],
    ['two', `two {out} "$MODEL" {data}`, /2 \.onnx files .*: best\.onnx, last\.onnx/],
    [
      'a file that is no model',
      `two {out} "$MODEL" {data} && rm {out}/last.onnx && echo > {out}/best.onnx`,
      /could not be validated/,
    ],
    ['one that does not fit', `two {out} "$MODEL" {data} && rm {out}/last.onnx`, /could not be validated: .*5 columns/],
  ])('models written: %s', async (_, rest, reason) => {
    const record = await retrain(`MODEL=${quoted(made.models.wide)}; ${made.train} ${rest}`);
    expect(record).toMatchObject({ state: 'failed', exitCode: 0, challengerRun: null });
    expect(record.stateReason).toMatch(reason);
  });

  it.each(['sleep', 'stubborn'])('@security cancelling ends the command with all that it started (%s)', async (kind) => {
    const { client, project, folder } = made;
    const pids = join(folder, `${kind}.json`);
    const { jobId, retrainId } = await client['retrain.start']({
      project,
      settings: settings(`${made.train} ${kind} ${quoted(pids)} {data} {out}; echo went on`),
    });
    await expect.poll(() => existsSync(pids)).toBe(true);
    const [script = 0, child = 0] = JSON.parse(await readFile(pids, 'utf8')) as number[];
    expect([script, child].map(isAlive)).toEqual([true, true]);
    expect((await client['retrain.list']({ project })).runs.some(({ id }) => id === retrainId)).toBe(false);
    await client['jobs.cancel']({ jobId });
    expect(await made.finished(jobId)).toMatchObject({ state: 'cancelled', result: { retrainId } });
    await expect.poll(() => [script, child].map(isAlive)).toEqual([false, false]);
    const record = await client['retrain.get']({ project, retrainId });
    expect(record).toMatchObject({ state: 'cancelled', model: null });
    const log = await readFile(join(folderOfRun(project, retrainId).dir, record.log), 'utf8');
    expect(log).toMatch(/^waiting\n/);
    expect(log).not.toContain('went on');
  });

  it('what cannot start leaves nothing behind', async () => {
    const { client, project } = made;
    const count = async (): Promise<number> => (await readdir(join(project, 'runs'))).length;
    const before = await count();
    const start = (command: string, more: Partial<RetrainSettings> = {}) =>
      client['retrain.start']({ project, settings: settings(command, more) });
    await expect(start('train {data}')).rejects.toThrow(/does not say \{out\}/);
    await expect(start('x {data} {out}', { cwd: 'nowhere' })).rejects.toThrow(/no folder to run the command in/);
    const { jobId } = await start('x {data} {out}', { fresh: { start: '2020-01-01', end: '2020-01-03' } });
    expect(await made.finished(jobId)).toMatchObject({ state: 'failed', error: { code: 'DATA_INVALID' } });
    expect(await count()).toBe(before);
  });
});

it('@security a workbench that other machines can reach runs no command, and shows no environment', async () => {
  const open = await retrainProject({ commandsAllowed: false });
  try {
    const { client, project } = open;
    const request = { project, settings: settings('x {data} {out}') };
    await expect(client['retrain.start'](request)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await client['retrain.plan'](request)).toMatchObject({
      environment: [],
      problem: { message: expect.stringContaining('runs no commands') as string },
    });
  } finally {
    await open.close();
  }
});

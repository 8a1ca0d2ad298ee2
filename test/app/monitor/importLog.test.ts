import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { ReadLogRequest, ReadLogResult } from '../../../app/api/schemas/monitor.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { importLog } from '../../../app/monitor/importLog.ts';
import { monitorFolder } from '../../../app/monitor/monitorFolder.ts';
import { query, writeParquet } from '../runs/support/prepareRun.ts';

const plan: PreparationPlan = {
  version: 1,
  inputs: [
    { input: 'age', type: 'float32', rank: 2, features: [{ column: 'Age', missing: { kind: 'nan' } }] },
    {
      input: 'm',
      type: 'float32',
      rank: 2,
      features: [
        { column: 'visits', missing: { kind: 'nan' } },
        { column: 'code', missing: { kind: 'nan' } },
      ],
    },
    { input: 'city', type: 'string', rank: 2, features: [{ column: 'time', missing: { kind: 'empty' } }] },
  ],
  fixedBatch: null,
  reading: { task: 'binary', classes: ['no', 'yes'], label: { output: 'l' }, scores: { output: 'p' } } as never,
  positive: 'yes',
};

let root: string;
let logs: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drydock-monitor-'));
  logs = join(root, 'logs');
  await mkdir(logs);
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 31, 12, minute)).toISOString();

function prediction(id: string, minute: number, changes: Record<string, unknown> = {}): string {
  const inputs = { Age: minute + 0.5, visits: minute, code: 'x1', time: 'noon' };
  const scores = { no: 0.1 + 0.2, yes: 0.7 };
  return `${JSON.stringify({ time: at(minute), id, row: 0, run: 'r1', inputs, prediction: 'yes', scores, latencyMs: 2, ...changes })}\n`;
}
const label = (id: string, minute: number, value: unknown): string =>
  `${JSON.stringify({ time: at(minute), id, label: value, run: 'r1' })}\n`;

const read = (changes: Partial<ReadLogRequest> = {}): Promise<ReadLogResult> =>
  importLog({ projectDir: root, runId: 'r1', plan, paths: [logs], labels: null, ...changes });

async function rows(): Promise<Record<string, unknown>[]> {
  return query(`SELECT * FROM read_parquet('${monitorFolder(root, 'r1').log}')`);
}

const part = 'predictions-20260131T120000Z-1.jsonl.part';

describe('a log as a table', () => {
  it('has inputs under their names in the types they were sent in, answers and labels beside them, ordered by time', async () => {
    await writeFile(
      join(logs, 'predictions-20260131T130000Z-1.jsonl'),
      prediction('b', 2) + prediction('c', 3, { prediction: null, scores: null }),
    );
    await writeFile(join(logs, part), prediction('a', 1, { inputs: { Age: null, visits: 1, code: 'x', time: 'x' } }));
    await writeFile(
      join(logs, 'feedback-20260131T120000Z-1.jsonl'),
      label('a', 5, 'no') + label('a', 9, 'yes') + label('zz', 9, 'no'),
    );
    const { summary, columns, files } = await read();
    expect(files).toBe(3);
    expect(columns).toEqual({
      time: 'logged_time',
      id: 'id',
      prediction: 'prediction',
      label: 'label',
      scores: ['score_no', 'score_yes'],
    });
    expect(await rows()).toEqual([
      {
        logged_time: new Date(at(1)),
        id: 'a',
        Age: null,
        visits: 1n,
        code: 'x',
        time: 'x',
        prediction: 'yes',
        score_no: 0.1 + 0.2,
        score_yes: 0.7,
        label: 'yes',
      },
      {
        logged_time: new Date(at(2)),
        id: 'b',
        Age: 2.5,
        visits: 2n,
        code: 'x1',
        time: 'noon',
        prediction: 'yes',
        score_no: 0.1 + 0.2,
        score_yes: 0.7,
        label: null,
      },
      {
        logged_time: new Date(at(3)),
        id: 'c',
        Age: 3.5,
        visits: 3n,
        code: 'x1',
        time: 'noon',
        prediction: null,
        score_no: null,
        score_yes: null,
        label: null,
      },
    ]);
    expect(summary).toMatchObject({ rows: 3, labelled: 1, withoutPrediction: 1, first: at(1), last: at(3) });
    expect(summary.unmatched).toEqual({ feedback: 1, tables: 0 });
    // The last label of an id counts: it came 8 minutes after the row.
    expect(summary.delay).toEqual({ median: 480, p90: 480, longest: 480 });
  });

  it('reads tensors under the columns they stand for', async () => {
    const tensors = { form: 'tensors', inputs: { age: 1.5, m: [4, 5.5], city: 'rome' } };
    const redacted = { form: 'tensors', inputs: { age: 1.5, m: { code: 6 }, city: 'rome' } };
    await writeFile(join(logs, part), prediction('a', 1, tensors) + prediction('b', 2, redacted));
    await read();
    expect(await rows()).toMatchObject([
      { Age: 1.5, visits: 4n, code: 5.5, time: 'rome' },
      { Age: 1.5, visits: null, code: 6, time: 'rome' },
    ]);
  });

  it('has hashes under a name of their own: they are no values of the column', async () => {
    const hashed = { inputs: { Age: 1.5, visits: 'c0ffee' }, hashed: ['visits'] };
    const tensors = { form: 'tensors', inputs: { age: 1.5, m: [4, 'c0ffee'], city: 'rome' }, hashed: ['code'] };
    await writeFile(join(logs, part), prediction('a', 1, hashed) + prediction('b', 2, tensors));
    await read();
    expect(await rows()).toMatchObject([
      { 'visits (hashed)': 'c0ffee' },
      { 'visits (kept out in part)': 4n, 'code (hashed)': 'c0ffee' },
    ]);
  });

  it('does not take for missing what was kept out of some rows', async () => {
    const redacted = { inputs: { visits: 1, code: 'x1', time: 'noon' }, redacted: ['Age', 'never'] };
    await writeFile(join(logs, part), prediction('a', 1) + prediction('b', 2, redacted));
    await read();
    const [first, second] = await rows();
    expect(first).not.toHaveProperty('Age');
    expect(first).toMatchObject({ 'Age (kept out in part)': 1.5, visits: 1n });
    expect(second).toMatchObject({ 'Age (kept out in part)': null, visits: 1n });
    await writeFile(join(logs, 'predictions-20260131T130000Z-1.jsonl.part'), prediction('c', 3, { redacted: ['visits'] }));
    await read();
    expect((await rows())[0]).toMatchObject({ 'visits (kept out in part)': 1n });
  });

  it('takes labels of a table by id, over feedback, and keeps them for later readings', async () => {
    await writeFile(join(logs, part), prediction('17', 1) + prediction('18', 2) + prediction('19', 3));
    await writeFile(join(logs, 'feedback-20260131T120000Z-1.jsonl'), label('17', 5, 'no') + label('18', 5, 'no'));
    const csv = join(root, 'labels.csv');
    await writeFile(csv, 'id,truth\n17,no\n17,yes\n19,yes\n99,no\n');
    const data = await ingest({ paths: [csv], options: {} }, { cacheDir: join(root, 'cache') });
    const first = await read({ labels: { data, id: 'id', label: 'truth' } });
    expect((await rows()).map((row) => row['label'])).toEqual(['yes', 'no', 'yes']);
    expect(first.summary.unmatched).toEqual({ feedback: 0, tables: 1 });
    await appendFile(join(logs, part), prediction('99', 4));
    const second = await read();
    expect((await rows()).map((row) => row['label'])).toEqual(['yes', 'no', 'yes', 'no']);
    expect(second.added).toEqual({ predictions: 1, labels: 0, refused: 0 });
    await writeFile(csv, 'id,truth,other\n17,,x\n18,,y\n,no,z\n');
    const blank = await ingest({ paths: [csv], options: {} }, { cacheDir: join(root, 'cache') });
    await expect(read({ labels: { data: blank, id: 'id', label: 'truth' } })).rejects.toMatchObject({
      code: 'DATA_MISMATCH',
      message: 'No row of labels.csv has both an id and a label: of 3 rows, "id" has a value in 2 and "truth" in 1.',
    });
  });

  it('takes a Parquet table with the same columns', async () => {
    await writeParquet(
      join(logs, 'log.parquet'),
      `SELECT TIMESTAMP '2026-01-31 12:00:00' + INTERVAL 1 MINUTE * i AS time, 'p' || i AS id, i / 2 AS "Age", i AS visits, 'yes' AS prediction,
       0.25 AS score_no, 0.75 AS score_yes, CASE WHEN i < 2 THEN 'no' END AS label FROM range(5) t(i)`,
    );
    expect((await read()).summary).toMatchObject({ rows: 5, labelled: 2 });
    expect((await read()).added).toEqual({ predictions: 0, labels: 0, refused: 0 });
    expect(await rows()).toMatchObject([
      { id: 'p0', visits: 0n, prediction: 'yes', score_yes: 0.75, label: 'no' },
      ...[1, 2, 3, 4].map((i) => ({ id: `p${i}` })),
    ]);
  });
});

describe('reading again', () => {
  it('goes on where it ended, over a torn line and the renaming of the file', async () => {
    const [whole, torn] = [prediction('a', 1), prediction('b', 2)];
    await writeFile(join(logs, part), whole + torn.slice(0, 40));
    expect((await read()).added).toEqual({ predictions: 1, labels: 0, refused: 0 });
    await appendFile(join(logs, part), torn.slice(40) + prediction('c', 3));
    await rename(join(logs, part), join(logs, part.slice(0, -5)));
    expect((await read()).added).toEqual({ predictions: 2, labels: 0, refused: 0 });
    expect((await read()).added).toEqual({ predictions: 0, labels: 0, refused: 0 });
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('counts a log once that was renamed, or copied elsewhere and has grown since', async () => {
    const lines = prediction('a', 1) + prediction('b', 2);
    await writeFile(join(logs, 'log.jsonl'), lines);
    expect((await read()).added.predictions).toBe(2);
    await rename(join(logs, 'log.jsonl'), join(logs, 'log.1.jsonl'));
    await writeFile(join(logs, 'log.jsonl'), prediction('c', 3));
    expect((await read()).added.predictions).toBe(1);
    const copies = join(root, 'copies');
    await mkdir(copies);
    await writeFile(join(copies, 'log.1.jsonl'), lines + prediction('d', 4));
    const { added, summary } = await read({ paths: [copies] });
    expect([added.predictions, summary.rows]).toEqual([1, 4]);
  });

  it('keeps what was read of files that are gone, and forgets what was read of a file that is another now', async () => {
    const other = join(logs, 'predictions-20260131T110000Z-1.jsonl');
    await writeFile(other, prediction('gone', 0));
    await writeFile(join(logs, part), prediction('a', 1) + prediction('b', 2));
    await read();
    await rm(other);
    await writeFile(join(logs, part), prediction('new', 1));
    await read();
    expect((await rows()).map(({ id }) => id)).toEqual(['gone', 'new']);
  });

  it('is the same whether read in one go or in many', async () => {
    const lines = Array.from({ length: 80 }, (_, i) =>
      prediction(`id${i}`, i % 60, { inputs: { Age: i, ...(i > 50 && { later: i }) } }),
    );
    for (const line of lines) {
      await appendFile(join(logs, part), line);
      if (line !== lines.at(-1)) await read();
    }
    await read();
    const many = await rows();
    const one = await importLog({ projectDir: join(root, 'other'), runId: 'r1', plan, paths: [logs], labels: null });
    expect(one.summary.rows).toBe(80);
    expect(await query(`SELECT * FROM read_parquet('${monitorFolder(join(root, 'other'), 'r1').log}')`)).toEqual(many);
  }, 120_000);
});

it('keeps lines it cannot use with file, line and reason, and says what is repeated', async () => {
  const bad = [
    'nonsense\n',
    '[1]\n',
    '\n',
    prediction('x', 1, { run: 'r2' }),
    prediction('', 1),
    prediction('x', 1, { prediction: 'maybe' }),
    prediction('x', 1, { time: 'soon' }),
  ];
  await writeFile(join(logs, part), prediction('a', 1) + bad.join('') + prediction('a', 2));
  const { shown, refused, summary } = await read();
  expect(shown.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'it is not JSON'],
    [3, 'it is not a JSON object'],
    [5, 'it was logged by the bundle of another run, r2'],
    [6, 'it has no "id"'],
    [7, 'its prediction "maybe" is no class of the model'],
    [8, 'it has no "time" that can be read'],
  ]);
  expect(refused).toBe(6);
  expect((await readFile(monitorFolder(root, 'r1').refused, 'utf8')).split('\n')[0]).toContain('"text":"nonsense"');
  expect(summary).toMatchObject({ rows: 2, repeatedIds: 1, repeatedRows: 2 });
});

it('tells lines that are refused for one reason together, with the first of them and their number', async () => {
  const others = Array.from({ length: 30 }, (_, i) => prediction(`x${i}`, i, { run: 'r2' }));
  await writeFile(join(logs, part), prediction('a', 1) + others.join('') + 'nonsense\n');
  const { shown, refused } = await read();
  expect(shown.map(({ line, reason, count }) => [line, reason, count])).toEqual([
    [2, 'it was logged by the bundle of another run, r2', 30],
    [32, 'it is not JSON', 1],
  ]);
  expect(refused).toBe(31);
});

it('names a file whose last line has no end yet, and counts the line once it has one', async () => {
  const whole = prediction('a', 1) + prediction('b', 2);
  await writeFile(join(logs, part), whole.slice(0, -20));
  const first = await read();
  expect([first.summary.rows, first.unfinished]).toEqual([1, [join(logs, part)]]);
  await writeFile(join(logs, part), whole);
  const second = await read();
  expect([second.summary.rows, second.unfinished]).toEqual([2, []]);
});

it('says what is wrong where there is no log', async () => {
  await expect(read({ paths: [join(root, 'nowhere')] })).rejects.toThrow(/no prediction log here/);
  await expect(read()).rejects.toThrow(/no prediction of this run/);
  await writeFile(join(root, 'notes.txt'), '');
  await expect(read({ paths: [join(root, 'notes.txt')] })).rejects.toThrow(/no file of a prediction log/);
});

it('says how many labels are no numbers where the model predicts numbers', async () => {
  const ofNumbers = { ...plan, reading: { task: 'regression', classes: [], value: { output: 'v' } } as never, positive: null };
  await writeFile(
    join(logs, 'predictions-20260131T130000Z-1.jsonl'),
    prediction('a', 1, { prediction: 1.5, scores: null }) + prediction('b', 2, { prediction: 2.5, scores: null }),
  );
  await writeFile(join(logs, 'feedback-20260131T120000Z-1.jsonl'), label('a', 5, 'many') + label('b', 6, '2'));
  const { summary } = await read({ plan: ofNumbers });
  expect(summary).toMatchObject({ rows: 2, labelled: 1, notNumbers: 1 });
});

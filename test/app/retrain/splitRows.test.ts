import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RetrainSettings } from '../../../app/api/schemas/retrain.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { openDatabase } from '../../../app/data/duckdb.ts';
import { ingest } from '../../../app/data/ingest.ts';
import { tooFewRows } from '../../../app/retrain/enoughRows.ts';
import type { RetrainRequest } from '../../../app/retrain/retrainRequest.ts';
import { splitRows } from '../../../app/retrain/splitSql.ts';
import { writeSplit } from '../../../app/retrain/writeSplit.ts';
import { query, writeParquet } from '../runs/support/prepareRun.ts';

let folder = '';
let data: DatasetCard;
/** 1,000 rows, three of one day; every 10th has no label, every 50th no time. */
const rows = `SELECT i AS id, CASE WHEN i % 50 = 7 THEN NULL ELSE TIMESTAMP '2020-01-01' + to_days((i // 3)::INTEGER) + to_microseconds(CASE WHEN i = 999 THEN 250000 ELSE 0 END) END AS t,
  CASE WHEN i % 10 = 3 THEN NULL ELSE (i % 2)::DOUBLE END AS label, CASE WHEN i % 4 = 0 THEN 'NaN'::DOUBLE ELSE i / 3.0 END AS x,
  CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a, "b"' || chr(10) || 'c' ELSE 'plain' END AS word,
  DATE '2020-02-29' AS d, i % 2 = 0 AS yes FROM range(1000) r(i) ORDER BY i`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-split-'));
  await mkdir(join(folder, 'cache'));
  await writeParquet(join(folder, 'data.parquet'), rows);
  data = await ingest({ paths: [join(folder, 'data.parquet')], options: {} }, { cacheDir: join(folder, 'cache') });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let number = 0;
async function split(about: Partial<RetrainRequest>, settings: Partial<RetrainSettings> = {}) {
  const runDir = join(folder, `run-${String(++number)}`);
  const request: RetrainRequest = {
    data,
    target: 'label',
    time: 't',
    period: null,
    settings: RetrainSettings.parse({ command: 'x {data} {reference} {out}', ...settings }),
    cwd: folder,
    runDir,
    ...about,
  };
  const database = await openDatabase();
  try {
    const sql = { connection: await database.connect() };
    const found = await splitRows(request, sql);
    const heldOut = await writeSplit(request, found, sql);
    const format = request.settings.format;
    const read = async (name: string): Promise<number[]> => {
      const rows = await query(`SELECT id::INTEGER AS id FROM '${join(runDir, name)}'`);
      return rows.map((row) => Number(row['id']));
    };
    return {
      runDir,
      rows: found.rows,
      heldOutCard: heldOut,
      train: await read(`train.${format}`),
      reference: await read(`reference.${format}`),
      heldOut: await read('held-out.parquet'),
    };
  } finally {
    database.close();
  }
}

const all = Array.from({ length: 1000 }, (_, i) => i);
const labelled = (i: number): boolean => i % 10 !== 3;
const timed = (i: number): boolean => i % 50 !== 7;
const day = (i: number): number => Math.floor(i / 3);

describe('rows for a training command', () => {
  it('the last fresh ones by time are held out, between two different times, and no row is in two files', async () => {
    const { rows, train, heldOut, reference } = await split({});
    const usable = all.filter((i) => labelled(i) && timed(i));
    expect([...reference, ...train, ...heldOut]).toEqual(usable);
    expect(Math.max(...reference.map(day))).toBeLessThan(Math.min(...train.map(day)));
    expect(Math.max(...train.map(day))).toBeLessThan(Math.min(...heldOut.map(day)));
    // As near to the shares as three rows a day allow.
    expect(Math.abs(reference.length - usable.length / 5)).toBeLessThanOrEqual(2);
    expect(Math.abs(heldOut.length - (usable.length - reference.length) / 5)).toBeLessThanOrEqual(2);
    expect(rows).toMatchObject({
      fresh: { rows: train.length + heldOut.length },
      train: { rows: train.length },
      heldOut: { rows: heldOut.length, last: '2020-11-29T00:00:00.250Z' },
      reference: { rows: reference.length, first: '2020-01-01T00:00:00.000Z' },
      withoutTime: all.filter((i) => labelled(i) && !timed(i)).length,
    });
  });

  it('a period of fresh rows is half open, and its rows are not among those of the reference', async () => {
    const fresh = { start: '2020-03-01T00:00:00Z', end: '2020-09-01T00:00:00Z' };
    const period = { start: '2020-01-01T00:00:00Z', end: '2020-04-01T00:00:00Z' };
    const { train, heldOut, reference } = await split({ period }, { fresh, holdOut: 0.5 });
    const inDays = (i: number, from: number, to: number): boolean => labelled(i) && timed(i) && day(i) >= from && day(i) < to;
    expect([...train, ...heldOut]).toEqual(all.filter((i) => inDays(i, 60, 244)));
    expect(reference).toEqual(all.filter((i) => inDays(i, 0, 60)));
    expect(Math.abs(train.length - heldOut.length)).toBeLessThanOrEqual(4);
  });

  it('without a time column rows spread evenly are held out', async () => {
    const { rows, train, heldOut, reference } = await split({ time: null }, { holdOut: 0.25 });
    const usable = all.filter(labelled);
    expect(reference).toEqual(usable.slice(0, 180));
    expect(heldOut).toEqual(usable.slice(180).filter((_, at) => at % 4 === 3));
    expect([...train, ...heldOut].sort((a, b) => a - b)).toEqual(usable.slice(180));
    expect(rows.heldOut).toEqual({ rows: 180, first: null, last: null });
    await expect(split({ time: null }, { fresh: { start: '2020-01-01', end: '2021-01-01' } })).rejects.toThrow(/no time column/);
  });

  it('CSV has ISO times, empty cells for what is missing, and quotes where they are needed', async () => {
    const { runDir, train } = await split({}, { format: 'csv' });
    const text = await readFile(join(runDir, 'train.csv'), 'utf8');
    expect(text.split('\n')[0]).toBe('id,t,label,x,word,d,yes');
    expect(text).not.toMatch(/nan/i);
    const found = await query(
      `SELECT id::INTEGER AS id, t, x, word, d FROM read_csv('${join(runDir, 'train.csv')}', all_varchar = true, nullstr = '')`,
    );
    const of = new Map(found.map((row) => [Number(row['id']), row]));
    expect([...of.keys()]).toEqual(train);
    const [missing = 0] = train.filter((i) => i % 4 === 0 && i % 5 === 2);
    expect(of.get(missing)).toMatchObject({ x: null, word: 'a, "b"\nc', d: '2020-02-29' });
    expect(of.get(missing)?.['t']).toMatch(/^2020-\d\d-\d\dT00:00:00$/);
  });

  it('the held-out rows keep the types of the whole', async () => {
    const { heldOutCard, heldOut } = await split({});
    expect(heldOutCard.rows).toBe(heldOut.length);
    expect(heldOutCard.columns.map(({ name, type, storage }) => [name, type, storage])).toEqual(
      data.columns.map(({ name, type, storage }) => [name, type, storage]),
    );
    expect(heldOutCard.columns.find(({ name }) => name === 'x')?.missing).toBe(heldOut.filter((i) => i % 4 === 0).length);
  });

  it('too few of them are refused with what to do, and rows of one moment cannot be held out by time', async () => {
    const { rows } = await split({}, { fresh: { start: '2020-06-01', end: '2020-06-20' } });
    expect(tooFewRows(rows)).toMatchObject({ message: expect.stringMatching(/Of \d+ fresh labelled rows/) as string });
    const oneDay = { fresh: { start: '2020-06-01', end: '2020-06-02' } };
    await expect(split({}, oneDay)).rejects.toThrow(/one and the same time/);
  });
});

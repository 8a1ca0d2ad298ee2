import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ColumnBatch } from '../../../app/base/columns.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { readBatches, type BatchRequest } from '../../../app/data/readBatches.ts';
import { tempFiles } from './tempFiles.ts';

const files = await tempFiles();

async function batchesOf(card: DatasetCard, request: BatchRequest): Promise<ColumnBatch[]> {
  const batches: ColumnBatch[] = [];
  for await (const batch of readBatches(card, request)) batches.push(batch);
  return batches;
}

function valuesOf(batch: ColumnBatch, name: string): unknown[] {
  const column = batch.columns[name];
  if (!column) throw new Error(name);
  if (column.kind === 'text') return [...column.codes].map((code) => (code < 0 ? null : column.dictionary[code]));
  return [...column.values].map((value, row) => (column.valid?.[row] === 0 ? null : value));
}

const rowsSql = `SELECT i, i * 0.5 AS d, CAST(i AS FLOAT) / 4 AS f, i % 3 = 0 AS b, TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS t,
  CASE WHEN i % 5 = 0 THEN NULL ELSE 'c' || i % 4 END AS c, 'text number ' || i AS s, CASE WHEN i % 7 = 0 THEN NULL ELSE i END AS m,
  9007199254740993 + i AS big, DATE '2020-01-01' + CAST(i AS INTEGER) AS day, CAST(i AS DECIMAL(10, 2)) / 8 AS dec,
  CASE WHEN i % 11 = 0 THEN 'nan'::DOUBLE ELSE i END AS nan, CAST(i % 100 AS UTINYINT) AS tiny FROM range(10000) r(i)`;

await files.sql(`COPY (${rowsSql}) TO '$DIR/rows.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
const card = await files.open(join(files.folder, 'rows.parquet'));
const all = card.columns.map((column) => column.name);

describe('batches of rows', () => {
  it('have exactly the rows asked for, in order, the last one shorter', async () => {
    const batches = await batchesOf(card, { columns: ['i'], batchRows: 3000 });
    expect(batches.map((batch) => [batch.firstRow, batch.rowCount])).toEqual([
      [0, 3000],
      [3000, 3000],
      [6000, 3000],
      [9000, 1000],
    ]);
    expect(batches.flatMap((batch) => valuesOf(batch, 'i'))).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  it('hold every type as the prepared kind of column', async () => {
    const [batch] = await batchesOf(card, { columns: all, batchRows: 30 });
    if (!batch) throw new Error('no batch');
    const rows = Array.from({ length: 30 }, (_, index) => index);
    const start = Date.UTC(2020, 0, 1);
    expect(valuesOf(batch, 'd')).toEqual(rows.map((i) => i * 0.5));
    expect(batch.columns['f']).toMatchObject({ kind: 'number', values: Float32Array.from(rows, (i) => i / 4), valid: null });
    expect(valuesOf(batch, 'b')).toEqual(rows.map((i) => Number(i % 3 === 0)));
    expect(valuesOf(batch, 't')).toEqual(rows.map((i) => start + i * 1000));
    expect(valuesOf(batch, 'day')).toEqual(rows.map((i) => start + i * 86_400_000));
    expect(valuesOf(batch, 'c')).toEqual(rows.map((i) => (i % 5 === 0 ? null : `c${String(i % 4)}`)));
    expect(valuesOf(batch, 's')).toEqual(rows.map((i) => `text number ${String(i)}`));
    expect(valuesOf(batch, 'm')).toEqual(rows.map((i) => (i % 7 === 0 ? null : i)));
    expect(valuesOf(batch, 'nan')).toEqual(rows.map((i) => (i % 11 === 0 ? null : i)));
    expect(valuesOf(batch, 'dec')).toEqual(rows.map((i) => i / 8));
    expect(valuesOf(batch, 'tiny')).toEqual(rows);
    expect(batch.columns['big']).toMatchObject({
      kind: 'bigint',
      values: BigInt64Array.from(rows, (i) => 9_007_199_254_740_993n + BigInt(i)),
    });
    const missing = batch.columns['m'];
    expect(missing?.kind === 'number' && Number.isNaN(missing.values[7])).toBe(true);
  });

  it('go on from any row to any row', async () => {
    const batches = await batchesOf(card, { columns: ['i', 'c'], batchRows: 1000, startRow: 4321, endRow: 7777 });
    expect(batches.map((batch) => [batch.firstRow, batch.rowCount])).toEqual([
      [4321, 1000],
      [5321, 1000],
      [6321, 1000],
      [7321, 456],
    ]);
    expect(batches.flatMap((batch) => valuesOf(batch, 'i'))).toEqual(Array.from({ length: 3456 }, (_, index) => 4321 + index));
    expect(await batchesOf(card, { columns: ['i'], batchRows: 10, startRow: 10_000 })).toEqual([]);
  });

  it('run on across files', async () => {
    await mkdir(join(files.folder, 'many'));
    for (const part of [0, 1, 2]) {
      const [from, to] = [String(part * 1000), String((part + 1) * 1000)];
      await files.sql(
        `COPY (SELECT i, 'p${String(part)}' AS p FROM range(${from}, ${to}) t(i)) TO '$DIR/many/${String(part)}.parquet'`,
      );
    }
    const many = await files.open(join(files.folder, 'many'));
    const batches = await batchesOf(many, { columns: ['i', 'p'], batchRows: 700, startRow: 900 });
    expect(batches.map((batch) => batch.rowCount)).toEqual([700, 700, 700]);
    expect(batches.flatMap((batch) => valuesOf(batch, 'i'))).toEqual(Array.from({ length: 2100 }, (_, index) => 900 + index));
    expect(batches.flatMap((batch) => valuesOf(batch, 'p'))).toEqual(
      Array.from({ length: 2100 }, (_, index) => `p${String(Math.floor((900 + index) / 1000))}`),
    );
  });

  it('come without columns too, as rows to count', async () => {
    const batches = await batchesOf(card, { columns: [], batchRows: 4096 });
    expect(batches.map((batch) => batch.rowCount)).toEqual([4096, 4096, 1808]);
  });

  it('own their memory, so that one can be given away', async () => {
    const [first, second] = await batchesOf(card, { columns: ['i', 'c'], batchRows: 5000 });
    const [one, two] = [first?.columns['i'], second?.columns['i']];
    if (one?.kind !== 'number' || two?.kind !== 'number') throw new Error('kinds');
    expect(one.values.buffer).not.toBe(two.values.buffer);
    expect(structuredClone(one.values, { transfer: [one.values.buffer] })).toHaveLength(5000);
  });

  it('stop when cancelled', async () => {
    const controller = new AbortController();
    const reading = readBatches(card, { columns: all, batchRows: 100, signal: controller.signal });
    await reading.next();
    controller.abort();
    await expect(reading.next()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('name a column that does not exist', async () => {
    await expect(batchesOf(card, { columns: ['nope'], batchRows: 10 })).rejects.toMatchObject({
      code: 'DATA_MISMATCH',
      where: { column: 'nope' },
    });
  });

  it('say so when the file is gone', async () => {
    await expect(
      batchesOf({ ...card, columnar: [join(files.folder, 'gone.parquet')] }, { columns: ['i'], batchRows: 10 }),
    ).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });
});

// Rows that are drawn by their hash: of many rows only those of small hash are sorted, and the draw is the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Connection } from '../../../app/data/duckdb.ts';
import { drawSql } from '../../../app/quality/drawRows.ts';

let database: Awaited<ReturnType<typeof openDatabase>>;
let connection: Connection;

beforeAll(async () => {
  database = await openDatabase({});
  connection = await database.connect();
  await connection.run('CREATE TABLE t AS SELECT i AS nr, i % 10 AS kind FROM range(100000) r(i)');
});
afterAll(() => database.close());

async function drawn(rows: number, most: number, where?: string): Promise<number[]> {
  const table = { from: 't', row: 'nr', rows };
  const found = await connection.rows<{ nr: bigint }>(drawSql({ table, seed: 3 }, ['nr'], { most, where }));
  return found.map(({ nr }) => Number(nr));
}

it.each([
  ['all rows', 'true'],
  ['a tenth of them', 'kind = 7'],
])('of %s, those with the smallest hash of number and seed, in its order', async (_, where) => {
  const sorted = await connection.rows<{ nr: bigint }>(`SELECT nr FROM t WHERE ${where} ORDER BY hash(nr, 3), nr LIMIT 500`);
  const most = await drawn(100_000, 500, where);
  expect(most).toEqual(sorted.map(({ nr }) => Number(nr)));
  expect(most).toHaveLength(500);
});

it('of few rows, every one', async () => {
  expect(await drawn(100_000, 200_000)).toHaveLength(100_000);
  expect((await drawn(100_000, 20_000, 'kind = 7')).sort((a, b) => a - b)[0]).toBe(7);
  expect(await drawn(100_000, 20_000, 'kind = 7')).toHaveLength(10_000);
});

it('sorts no more than it has to: most rows are passed over by their hash', () => {
  const sql = drawSql({ table: { from: 't', row: 'nr', rows: 100_000 }, seed: 3 }, ['nr'], { most: 500 });
  expect(sql).toMatch(/hash\(nr, 3\)::DOUBLE \* 100000 <= /);
  expect(drawSql({ table: { from: 't', row: 'nr', rows: 900 }, seed: 3 }, ['nr'], { most: 500 })).not.toContain('<=');
});

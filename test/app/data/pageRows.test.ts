import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RowFilter } from '../../../app/api/schemas/common.ts';
import { pageRejected, pageRows } from '../../../app/data/pageRows.ts';
import { openDatabase } from '../../../app/data/duckdb.ts';
import { filterSql } from '../../../app/data/rowFilter.ts';
import { tempFiles } from './tempFiles.ts';

const files = await tempFiles();
await files.sql(`COPY (SELECT i, CASE WHEN i % 10 = 3 THEN 'nan'::DOUBLE WHEN i % 10 = 4 THEN NULL ELSE (i * 37 % 1000) / 4.0 END AS x,
  CASE WHEN i % 6 = 0 THEN NULL ELSE 'It''s ' || (i % 6) END AS c, TIMESTAMP '2020-01-01' + INTERVAL (i) HOUR AS t, i % 2 = 0 AS b,
  9007199254740992 + i AS big, DATE '2020-01-31' AS day, [i, i + 1] AS l, TIMESTAMPTZ '2020-06-01 12:00:00+02:00' AS z
  FROM range(5000) r(i)) TO '$DIR/rows.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
const card = await files.open(join(files.folder, 'rows.parquet'));

async function numbers(
  filters: RowFilter[],
  sort?: { column: string; descending: boolean },
): Promise<{ total: number; rows: number[] }> {
  const page = await pageRows(card, { offset: 0, limit: 5, filters, ...(sort ? { sort } : {}) });
  return { total: page.total, rows: page.rowNumbers };
}

describe('a page of rows', () => {
  it('comes from anywhere in the file, with cells a person can read', async () => {
    const page = await pageRows(card, { offset: 4321, limit: 2, filters: [] });
    expect(page).toEqual({
      columns: card.columns.map(({ name, type }) => ({ name, type })),
      rowNumbers: [4322, 4323],
      rows: [
        [4321, 219.25, "It's 1", '2020-06-29T01:00:00.000Z', false, '9007199254745313', '2020-01-31', '[4321,4322]', '2020-06-01T10:00:00.000Z'],
        [4322, 228.5, "It's 2", '2020-06-29T02:00:00.000Z', true, '9007199254745314', '2020-01-31', '[4322,4323]', '2020-06-01T10:00:00.000Z'],
      ], // prettier-ignore
      offset: 4321,
      total: 5000,
    });
    expect((await pageRows(card, { offset: 4999, limit: 10, filters: [] })).rowNumbers).toEqual([5000]);
    expect((await pageRows(card, { offset: 6000, limit: 10, filters: [] })).rows).toEqual([]);
  });

  it.each<[string, RowFilter[], number, number[]]>([
    ['equal number', [{ column: 'i', op: 'eq', value: 42 }], 1, [43]],
    [
      'range',
      [
        { column: 'i', op: 'ge', value: 10 },
        { column: 'i', op: 'lt', value: 12 },
      ],
      2,
      [11, 12],
    ],
    ['NaN is not above a number', [{ column: 'x', op: 'gt', value: 249 }], 10, [28, 82, 1028, 1082, 2028]],
    ['missing counts NaN', [{ column: 'x', op: 'missing' }], 1000, [4, 5, 14, 15, 24]],
    ['present', [{ column: 'x', op: 'present' }], 4000, [1, 2, 3, 6, 7]],
    ['text with a quote', [{ column: 'c', op: 'eq', value: "It's 5" }], 833, [6, 12, 18, 24, 30]],
    ['not equal keeps missing', [{ column: 'c', op: 'ne', value: "It's 5" }], 4167, [1, 2, 3, 4, 5]],
    ['equal to nothing', [{ column: 'c', op: 'eq', value: null }], 834, [1, 7, 13, 19, 25]],
    ['one of some texts', [{ column: 'c', op: 'in', values: ["It's 5", "It's 1", 'nobody'] }], 1667, [2, 6, 8, 12, 14]],
    ['one of some texts, or missing', [{ column: 'c', op: 'in', values: ["It's 5", null] }], 1667, [1, 6, 7, 12, 13]],
    ['none of some texts keeps missing', [{ column: 'c', op: 'notIn', values: ["It's 5", "It's 1"] }], 3333, [1, 3, 4, 5, 7]],
    ['neither of some texts nor missing', [{ column: 'c', op: 'notIn', values: ["It's 5", null] }], 3333, [2, 3, 4, 5, 8]],
    ['one of some numbers', [{ column: 'i', op: 'in', values: [7, 3, '5'] }], 3, [4, 6, 8]],
    ['only missing', [{ column: 'x', op: 'in', values: [null] }], 1000, [4, 5, 14, 15, 24]],
    ['contains, any case', [{ column: 'c', op: 'contains', value: "IT'S 4" }], 833, [5, 11, 17, 23, 29]],
    ['time', [{ column: 't', op: 'ge', value: '2020-07-27T06:00:00.000Z' }], 2, [4999, 5000]],
    ['time in another zone', [{ column: 't', op: 'eq', value: '2020-01-01T03:00:00+02:00' }], 1, [2]],
    ['time in milliseconds', [{ column: 't', op: 'eq', value: Date.UTC(2020, 0, 1, 2) }], 1, [3]],
    ['truth value', [{ column: 'b', op: 'eq', value: true }], 2500, [1, 3, 5, 7, 9]],
    ['big integer as text', [{ column: 'big', op: 'eq', value: '9007199254740993' }], 1, [2]],
  ])('filters: %s', async (_, filters, total, rows) => {
    const found = await numbers(filters);
    expect(found.rows).toEqual(rows.slice(0, 5));
    expect(found.total).toBe(total);
  });

  it('sorts with missing values last, ties in the order of the file', async () => {
    expect((await numbers([], { column: 'i', descending: true })).rows).toEqual([5000, 4999, 4998, 4997, 4996]);
    expect((await numbers([], { column: 'x', descending: true })).rows).toEqual([28, 1028, 2028, 3028, 4028]);
    expect((await numbers([], { column: 'c', descending: false })).rows).toEqual([2, 8, 14, 20, 26]);
  });

  it.each<[RowFilter]>([
    [{ column: 'nope', op: 'eq', value: 1 }],
    [{ column: 'i', op: 'eq', value: 'abc' }],
    [{ column: 't', op: 'eq', value: 'yesterday' }],
    [{ column: 'i', op: 'lt' }],
    [{ column: 'i', op: 'in' }],
    [{ column: 'i', op: 'notIn', values: [1, 'abc'] }],
    [{ column: 'x"; DROP TABLE t; --', op: 'eq', value: 1 }],
  ])('refuses %j', async (filter) => {
    await expect(numbers([filter])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses to sort by a column that does not exist', async () => {
    await expect(numbers([], { column: 'nope', descending: false })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is empty for the rejected rows of a clean file', async () => {
    expect(await pageRejected(card, { offset: 0, limit: 10, filters: [] })).toMatchObject({ rows: [], total: 0 });
  });
});

describe('filters as SQL', () => {
  it('compare with the very number, to its last digit', async () => {
    const values = Array.from({ length: 200 }, (_, i) => Math.abs(Math.sin(i + 1)));
    const database = await openDatabase({ threads: 1 });
    try {
      const connection = await database.connect();
      const columns = values.map((value, i) => `'${String(value)}'::DOUBLE AS v${String(i)}`).join(', ');
      const selects = values.map((value, i) => {
        const name = `v${String(i)}`;
        return `${filterSql([{ column: name, op: 'ge', value }], [{ name, storage: 'DOUBLE' }])} AS ${name}`;
      });
      const [row] = await connection.rows(`SELECT ${selects.join(', ')} FROM (SELECT ${columns})`);
      expect(Object.values(row ?? {})).toEqual(values.map(() => true));
    } finally {
      database.close();
    }
  });

  it('are true without filters and joined by AND', () => {
    expect(filterSql([], [])).toBe('true');
    expect(
      filterSql(
        [
          { column: 'a', op: 'present' },
          { column: 'b', op: 'eq', value: "o'clock" },
        ],
        [{ name: 'a' }, { name: 'b', type: 'VARCHAR' }],
      ),
    ).toBe(`(NOT ("a" IS NULL)) AND (CAST("b" AS VARCHAR) = 'o''clock')`);
  });
});

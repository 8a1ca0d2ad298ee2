// Rows that are alike by some key: found by a 64-bit number a row, so that memory is 16 bytes a row, spilled where that is too much.
import type { DataContext } from './check.ts';

type SqlContext = Pick<DataContext, 'connection' | 'options' | 'table'>;

/** Rows that repeat an earlier one by this key. */
export async function countRepeats({ connection, options, table }: SqlContext, key: string): Promise<number> {
  const { n } = await connection.row<{ n: number }>(
    `SELECT (count(*) - count(DISTINCT h))::DOUBLE AS n FROM (SELECT ${key} AS h FROM ${table.from})`,
    options,
  );
  return n;
}

/** A SELECT of all rows that are alike, group by group, each with the number of the first of its group. */
export function repeatsSql({ table }: Pick<SqlContext, 'table'>, key: string): string {
  const { row, from } = table;
  return (
    `WITH h AS (SELECT ${row} AS r, ${key} AS h FROM ${from}), ` +
    `g AS (SELECT h, min(r) AS first, count(*) AS n FROM h GROUP BY h HAVING count(*) > 1) ` +
    `SELECT r AS "row", CASE WHEN r = first THEN 'comes ' || n || ' times' ELSE 'as row ' || (first + 1) END AS note ` +
    `FROM h JOIN g USING (h) ORDER BY first, r`
  );
}

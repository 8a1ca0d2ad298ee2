// The rows behind findings, by number: gathered while the checks run, then written as one Parquet file.
import type { QualityFinding } from '../api/schemas/quality.ts';
import { quoteText, type Connection, type SqlOptions } from '../data/duckdb.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import type { RowsToKeep } from './check.ts';

/** Of one finding. More are counted, and found by nobody who looks at them one by one. */
export const mostRowsKept = 10_000;

const table = '__drydock_found';

export interface KeptRows {
  keep(finding: string, rows: RowsToKeep['sql']): Promise<QualityFinding['rows']>;
  keepNumbers(finding: string, rows: readonly { row: number; note?: string }[]): Promise<QualityFinding['rows']>;
  write(path: string): Promise<void>;
}

export async function createKeptRows(connection: Connection, options: SqlOptions): Promise<KeptRows> {
  await connection.run(`CREATE TABLE ${table} (finding VARCHAR, place INTEGER, "row" BIGINT, note VARCHAR)`, options);

  const kept = async (finding: string): Promise<QualityFinding['rows']> => {
    const { n } = await connection.row<{ n: number }>(
      `SELECT count(*)::DOUBLE AS n FROM ${table} WHERE finding = ${quoteText(finding)}`,
      options,
    );
    return { kind: 'stored', kept: n };
  };
  return {
    async keep(finding, rows) {
      await connection.run(
        `INSERT INTO ${table} SELECT ${quoteText(finding)}, row_number() OVER () AS place, "row", note FROM ` +
          `(SELECT NULL::VARCHAR AS note, NULL::BIGINT AS "row" WHERE false UNION ALL BY NAME (${rows} LIMIT ${String(mostRowsKept)}))`,
        options,
      );
      return kept(finding);
    },
    async keepNumbers(finding, rows) {
      const some = rows.slice(0, mostRowsKept);
      const appender = await connection.appender(table);
      appender.append(
        [
          some.map(() => finding),
          some.map((_, place) => place + 1),
          some.map(({ row }) => BigInt(row)),
          some.map(({ note }) => note ?? null),
        ],
        some.length,
      );
      appender.close();
      return { kind: 'stored', kept: some.length };
    },
    write: (path) =>
      replaceFile(path, async (temporary) => {
        await connection.run(
          `COPY (SELECT * FROM ${table} ORDER BY finding, place) TO ${quoteText(temporary)} (FORMAT parquet)`,
          options,
        );
      }),
  };
}

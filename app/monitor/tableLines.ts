// A log that somebody made a Parquet table of: the columns of log.parquet, read back as the lines they stand for.
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { AppError } from '../base/errors.ts';
import { quotePath } from '../data/columnarTable.ts';
import { openDatabase, quoteName } from '../data/duckdb.ts';
import type { FileLine } from './readLines.ts';

const rowsAtOnce = 2000;
const ownColumns = new Set(['time', 'id', 'prediction', 'label', 'latencyMs', 'run']);

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'bigint' ? Number(value) : value;
}

/**
 * Columns `time`, `id`, `prediction`, `score_<label>` where there are scores, and the inputs under their own names; or
 * `time`, `id` and `label`. Line numbers are those of the rows.
 * @throws DATA_MISMATCH without `time` and `id`
 */
export async function* tableLines(path: string, signal?: AbortSignal): AsyncGenerator<FileLine, void, undefined> {
  const { size } = await stat(path);
  const database = await openDatabase({ threads: 1, tempDirectory: tmpdir() });
  try {
    const connection = await database.connect();
    const from = `read_parquet(${quotePath(path)}, file_row_number = true)`;
    const described = await connection.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${from}`, { signal });
    const names = described.map(({ column_name }) => column_name).filter((name) => name !== 'file_row_number');
    const lacking = ['time', 'id'].find((name) => !names.includes(name));
    if (lacking !== undefined || !(names.includes('prediction') || names.includes('label'))) {
      throw new AppError('DATA_MISMATCH', `${path} is no prediction log: it has no column "${lacking ?? 'prediction'}".`, {
        hint: 'A log as a table has the columns time, id, prediction (or label), score_<label> and the inputs.',
        where: { file: path },
      });
    }
    const selects = names.map(quoteName).join(', ');
    for (let first = 0; ; first += rowsAtOnce) {
      const rows = await connection.rows(
        `SELECT ${selects} FROM ${from} WHERE file_row_number >= ${String(first)} AND file_row_number < ${String(first + rowsAtOnce)} ` +
          'ORDER BY file_row_number',
        { signal },
      );
      if (rows.length === 0) return;
      for (const [index, row] of rows.entries()) {
        yield { line: first + index + 1, text: JSON.stringify(lineOf(row, names)), end: size };
      }
    }
  } finally {
    database.close();
  }
}

function lineOf(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const scores: [string, unknown][] = [];
  const inputs: [string, unknown][] = [];
  for (const name of names) {
    if (ownColumns.has(name)) continue;
    if (name.startsWith('score_')) scores.push([name.slice('score_'.length), row[name]]);
    else inputs.push([name, plain(row[name])]);
  }
  const own = Object.fromEntries([...ownColumns].filter((name) => names.includes(name)).map((name) => [name, plain(row[name])]));
  return names.includes('prediction') ? { ...own, inputs: Object.fromEntries(inputs), scores: Object.fromEntries(scores) } : own;
}

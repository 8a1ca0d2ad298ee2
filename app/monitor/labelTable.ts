// Labels from a table that was given, by id: kept with the log, so that later readings have them too.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { count, counted } from '../base/counts.ts';
import { AppError } from '../base/errors.ts';
import { columnarParts, columnarTable, quotePath } from '../data/columnarTable.ts';
import { openDatabase, quoteName, type Connection } from '../data/duckdb.ts';
import { replaceFile } from '../storage/atomicWrite.ts';
import type { LogState } from './logState.ts';

/** Ids are text in the log: 17 and 17.0 are the same one. */
function idSql(name: string, storage: string): string {
  const column = quoteName(name);
  if (!/^(FLOAT|DOUBLE|REAL|DECIMAL)/i.test(storage)) return `CAST(${column} AS VARCHAR)`;
  return `CASE WHEN ${column} = trunc(${column}) AND abs(${column}) < 9e15 THEN CAST(CAST(${column} AS BIGINT) AS VARCHAR) ELSE CAST(${column} AS VARCHAR) END`;
}

/** @throws DATA_MISMATCH for a table whose labels are all without an id: the columns are others than was meant, most likely */
async function requireLabels(
  connection: Connection,
  from: string,
  { id, label, name }: { id: string; label: string; name: string },
): Promise<void> {
  const has = (column: string): string => `${quoteName(column)} IS NOT NULL`;
  const found = await connection.row<Record<'rows' | 'withId' | 'withLabel' | 'usable', bigint>>(
    `SELECT count(*) AS "rows", count(*) FILTER (WHERE ${has(id)}) AS "withId", count(*) FILTER (WHERE ${has(label)}) AS "withLabel",
       count(*) FILTER (WHERE ${has(id)} AND ${has(label)}) AS "usable" FROM ${from}`,
  );
  // A table of ids may wait for all of its labels.
  if (found.usable > 0 || Number(found.withLabel) === 0) return;
  throw new AppError(
    'DATA_MISMATCH',
    `No row of ${name} has both an id and a label: of ${counted(Number(found.rows), 'row')}, "${id}" has a value in ${count(Number(found.withId))} and "${label}" in ${count(Number(found.withLabel))}.`,
    { hint: 'Say which columns they are with --id and --target.' },
  );
}

/**
 * Takes the labels of the table in; those of the same files that were taken before are replaced.
 * @returns whether anything changed
 * @throws DATA_MISMATCH for a table without one of the columns, or whose labels all lack an id
 */
export async function takeLabelTable(
  state: LogState,
  partsFolder: string,
  table: { data: DatasetCard; id: string; label: string },
): Promise<boolean> {
  const { data, id, label } = table;
  const column = (name: string): DatasetCard['columns'][number] => {
    const found = data.columns.find((one) => one.name === name);
    if (found) return found;
    throw new AppError('DATA_MISMATCH', `The table of labels has no column "${name}".`, {
      hint: `Its columns are: ${data.columns.map((one) => one.name).join(', ')}. Say which with --id and --target.`,
      where: { column: name },
    });
  };
  const path = data.paths.join('\n');
  const key = createHash('sha256')
    .update(JSON.stringify([path, data.sha256, id, label]))
    .digest('hex')
    .slice(0, 16);
  const part = `table-${key}.parquet`;
  const isNew = state.tables.at(-1)?.part !== part;
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const from = columnarTable(await columnarParts(connection, data.columnar), 'line');
    const idText = idSql(id, column(id).storage);
    await requireLabels(connection, from, { id, label, name: data.name });
    const labelText = `CAST(${quoteName(column(label).name)} AS VARCHAR)`;
    await replaceFile(join(partsFolder, part), (temporary) =>
      connection.run(
        `COPY (SELECT ${idText} AS id, ${labelText} AS label, line FROM ${from} ` +
          `WHERE ${quoteName(id)} IS NOT NULL AND ${quoteName(label)} IS NOT NULL ORDER BY line) TO ${quotePath(temporary)} (FORMAT parquet)`,
      ),
    );
  } finally {
    database.close();
  }
  state.tables = [...state.tables.filter((one) => one.path !== path), { path, part }];
  return isNew;
}

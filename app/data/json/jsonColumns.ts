import { createReadStream } from 'node:fs';
import type { Warning } from '../../api/schemas/common.ts';
import { quoteText, type Connection, type SqlOptions } from '../duckdb.ts';
import { isLongSql, mayBeLong, roundedWarning } from '../roundedNumbers.ts';
import { uniqueNames } from '../uniqueNames.ts';

/** Whether a number of more digits than a double holds may be anywhere in a file: most have none, and are not read twice. */
export async function hasLongNumber(path: string, signal: AbortSignal | undefined): Promise<boolean> {
  let before = '';
  for await (const part of createReadStream(path, { encoding: 'latin1', highWaterMark: 1 << 20, signal })) {
    const text = before + (part as string);
    if (mayBeLong(text)) return true;
    before = text.slice(-200);
  }
  return false;
}

/**
 * Columns of whole numbers that no number type holds exactly become text, as they do in CSV; of others, says how many values are
 * rounded.
 * @param columns changed in place
 */
export async function keepDigits(
  connection: Connection,
  reader: string,
  columns: { key: string; name: string; plain: string }[],
  sql: SqlOptions,
): Promise<Warning[]> {
  const warnings: Warning[] = [];
  for (const column of columns) {
    if (column.plain !== 'DOUBLE') continue;
    const key = JSON.stringify(column.key).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const written = `regexp_extract(json, ${quoteText(`${key}\\s*:\\s*(-?[0-9][0-9.eE+-]*)`)}, 1)`;
    const { rounded, other } = await connection.row<{ rounded: bigint; other: bigint }>(
      `SELECT count(*) FILTER (${isLongSql('written')}) AS rounded, ` +
        `count(*) FILTER (NOT regexp_full_match(written, '-?[0-9]*')) AS other ` +
        `FROM (SELECT ${written} AS written FROM read_json_objects(${reader}))`,
      sql,
    );
    if (Number(rounded) > 0 && Number(other) === 0) column.plain = 'VARCHAR';
    else warnings.push(...roundedWarning({ column: column.name }, Number(rounded)));
  }
  return warnings;
}

/**
 * DuckDB's names ignore case, and it finds the values of a name that it had to change under that name no more. Where names
 * differ only in case, what each column is called in the file and from here on; null where none do.
 */
export async function namesByCase(
  connection: Connection,
  reader: string,
  columns: readonly { name: string; plain: string }[],
  sql: SqlOptions,
): Promise<{ key: string; name: string; plain: string }[] | null> {
  const lower = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (!columns.some(({ name }) => lower.has(name.toLowerCase().replace(/_\d+$/, '')) && /_\d+$/.test(name))) return null;
  const { structure } = await connection.row<{ structure: string }>(
    `SELECT CAST(json_group_structure(json) AS VARCHAR) AS structure FROM read_json_objects(${reader})`,
    sql,
  );
  const keys = Object.entries(JSON.parse(structure) as Record<string, unknown>);
  const { names, renamed } = uniqueNames(keys.map(([key]) => key));
  if (renamed.length === 0) return null;
  return keys.map(([key, type], index) => ({
    key,
    name: names[index] as string,
    plain: typeof type === 'string' && /^(BIGINT|DOUBLE|BOOLEAN)$/.test(type) ? type : type === 'UBIGINT' ? 'BIGINT' : 'VARCHAR',
  }));
}

import type { ColumnProfile, DatasetCard } from '../../api/schemas/datasets.ts';
import { quotePath } from '../../data/columnarTable.ts';
import { openDatabase, quoteName } from '../../data/duckdb.ts';

export interface Choice {
  text: string;
  /** Rows that hold it. */
  count: number;
}

/** Of one column, at most. */
const mostChoices = 200;

/** A column whose cells are one of a few texts. */
export function hasChoices(profile: ColumnProfile, isText: boolean): boolean {
  return isText && (profile.type === 'category' || profile.type === 'boolean');
}

/** The texts that a column holds, the most frequent first; where the profile does not list all of them, they are counted. */
export async function readChoices(data: DatasetCard, profile: ColumnProfile, signal: AbortSignal): Promise<Choice[]> {
  if (profile.distinct <= profile.top.length) return profile.top.map(({ value, count }) => ({ text: value, count }));
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const name = quoteName(profile.name);
    const rows = await connection.rows<{ text: string; n: bigint }>(
      `SELECT CAST(${name} AS VARCHAR) AS text, count(*) AS n FROM read_parquet([${data.columnar.map(quotePath).join(', ')}]) ` +
        `WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${String(mostChoices)}`,
      { signal },
    );
    return rows.map(({ text, n }) => ({ text, count: Number(n) }));
  } finally {
    database.close();
  }
}

/** Asked once for each column of a dataset. */
export function createChoices(): (data: DatasetCard, profile: ColumnProfile, signal: AbortSignal) => Promise<Choice[]> {
  let of = '';
  let known = new Map<string, Choice[]>();
  return async (data, profile, signal) => {
    const key = JSON.stringify([data.sha256, data.columnar]);
    if (key !== of) known = new Map();
    of = key;
    const mine = known;
    const found = mine.get(profile.name) ?? (await readChoices(data, profile, signal));
    mine.set(profile.name, found);
    return found;
  };
}

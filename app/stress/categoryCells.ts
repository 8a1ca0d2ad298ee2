// Columns of categories: texts and truth values.
import type { Column } from '../base/columns.ts';
import { withNumbers } from './cells.ts';
import { statisticsOf } from './columnStatistics.ts';
import { codesOf } from './dictionaryCodes.ts';
import type { StressColumn } from './stressColumn.ts';

export function holdsCategories({ kind }: StressColumn): boolean {
  return kind === 'category' || kind === 'boolean';
}

/** The different values there are, ascending (texts by UTF-16 code unit). */
export function categoriesOf(column: Column): (number | string)[] {
  if (column.kind !== 'text') return [...new Set(statisticsOf(column).sorted)];
  const used = new Uint8Array(column.dictionary.length);
  for (const code of column.codes) if (code >= 0) used[code] = 1;
  return column.dictionary.filter((_, code) => used[code] === 1).sort();
}

/** Categories become others in the cells hit; those that `to` does not know stay. */
export function withCategories(
  { column, kind }: StressColumn,
  to: ReadonlyMap<number | string, number | string>,
  hit: (row: number) => boolean,
): Column {
  if (column.kind !== 'text') {
    return withNumbers(
      column,
      (value, row) => (hit(row) ? (to.get(value) as number | undefined) : undefined),
      kind === 'integer',
    );
  }
  const { dictionary } = column;
  const codes = codesOf(dictionary);
  const changed = Int32Array.from(dictionary, (text, code) => codes.get(to.get(text) as string) ?? code);
  return {
    kind: 'text',
    codes: column.codes.map((code, row) => (code >= 0 && hit(row) ? (changed[code] as number) : code)),
    dictionary,
  };
}

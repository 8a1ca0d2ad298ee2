import { uniqueNames } from '../uniqueNames.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Table {
  rows: Record<string, unknown>[];
  /** Names that had to be made up or told apart. */
  renamed: string[];
}

/** The rows of a parsed value, in whichever of the forms that pandas and others write; null where it is no table. */
export function tableOf(value: unknown): Table | null {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    if (list.length > 0 && list.every(isObject)) return asIs(list);
    // Rows without names, the first perhaps a header.
    if (list.length === 0 || !list.every((row) => Array.isArray(row))) return null;
    const [first, ...rest] = list as unknown[][];
    const header = rest.length > 0 && first?.every((cell) => typeof cell === 'string');
    const names = (first ?? []).map((cell, index) => (header ? String(cell) : `column${String(index + 1)}`));
    return named(names, header ? rest : (list as unknown[][]));
  }
  if (!isObject(value)) return null;
  const { columns, data } = value as { columns?: unknown; data?: unknown };
  if (Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row))) {
    return named(columns.map(String), data as unknown[][]);
  }
  const entries = Object.entries(value);
  const lists = entries.filter(([, each]) => Array.isArray(each) && each.length > 0 && each.every(isObject));
  if (lists.length === 1) return asIs(lists[0]?.[1] as Record<string, unknown>[]);
  if (entries.length === 0) return null;
  if (entries.every(([, each]) => Array.isArray(each))) {
    const length = Math.max(...entries.map(([, each]) => (each as unknown[]).length));
    return asIs(
      Array.from({ length }, (_, row) =>
        Object.fromEntries(entries.map(([name, each]) => [name, (each as unknown[])[row] ?? null])),
      ),
    );
  }
  if (entries.every(([, each]) => isObject(each))) {
    // pandas' default: {"column": {"0": value, …}}
    const keys = [...new Set(entries.flatMap(([, each]) => Object.keys(each as object)))];
    return asIs(
      keys.map((key) =>
        Object.fromEntries(entries.map(([name, each]) => [name, (each as Record<string, unknown>)[key] ?? null])),
      ),
    );
  }
  return entries.every(([, each]) => !isObject(each) && !Array.isArray(each)) ? asIs([value]) : null;
}

const asIs = (rows: Record<string, unknown>[]): Table => ({ rows, renamed: [] });

/** Rows without names of their own, under the names of a header. */
function named(header: readonly string[], rows: readonly unknown[][]): Table {
  const { names, renamed } = uniqueNames(header);
  return { rows: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null]))), renamed };
}

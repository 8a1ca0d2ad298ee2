// Every column has a name of its own: what becomes of names that are empty or repeated, in every format.
import type { Warning } from '../api/schemas/common.ts';

const shown = 10;

/** Trims, fills in empty names, and tells apart equal ones (DuckDB's names ignore case). */
export function uniqueNames(raw: readonly string[]): { names: string[]; renamed: string[] } {
  const used = new Set<string>();
  const taken = new Set(raw.map((name) => name.trim().toLowerCase()));
  const renamed: string[] = [];
  const names = raw.map((each, index) => {
    const name = each.trim() === '' ? `column${String(index + 1)}` : each.trim();
    let unique = name;
    for (let count = 2; used.has(unique.toLowerCase()) || (unique !== name && taken.has(unique.toLowerCase())); count++) {
      unique = `${name}_${String(count)}`;
    }
    used.add(unique.toLowerCase());
    if (unique !== each.trim()) renamed.push(unique);
    return unique;
  });
  return { names, renamed };
}

/**
 * Says which columns have another name than in the file.
 * @param renamed the names they have now
 * @returns none or one
 */
export function renamedWarning(renamed: readonly string[], where: { file: string; line?: number }): Warning[] {
  if (renamed.length === 0) return [];
  return [
    {
      code: 'header-renamed',
      message: `${where.file} has empty or repeated column names; these were given new ones: ${renamed.slice(0, shown).join(', ')}${renamed.length > shown ? ', …' : ''}.`,
      hint: 'Every column needs a name of its own; names differing only in case count as equal.',
      count: renamed.length,
      where,
    },
  ];
}

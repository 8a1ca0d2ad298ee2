import type { Warning } from '../api/schemas/common.ts';
import { list } from '../mapping/mappingProblem.ts';

/** Of the notes on single columns: a wide table would have one of some kinds for nearly each of its columns. */
const shown = 12;

/** The first few notes of each kind on single columns and one for all the others, behind everything else. */
export function fewOfEach(warnings: readonly Warning[]): Warning[] {
  const columnsOf = new Map<string, string[]>();
  const kept = warnings.filter(({ code, where }) => {
    if (where?.column === undefined) return true;
    const columns = columnsOf.get(code) ?? [];
    columnsOf.set(code, columns);
    return columns.push(where.column) <= shown;
  });
  for (const [code, columns] of columnsOf) {
    const others = columns.slice(shown);
    if (others.length === 0) continue;
    kept.push({
      code,
      message: `The same ("${code}") goes for ${others.length.toLocaleString('en-US')} more ${others.length === 1 ? 'column' : 'columns'}: ${list(others, shown)}.`,
      hint: 'The profile of the data tells of each of them.',
      count: others.length,
    });
  }
  return kept;
}

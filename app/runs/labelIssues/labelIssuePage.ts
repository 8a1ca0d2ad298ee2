import type { Cell } from '../../api/schemas/common.ts';
import type { LabelIssues } from '../../api/schemas/slices.ts';
import { runRows, type RunQuery } from '../evaluateRun.ts';
import type { LabelIssueFile } from './labelIssueFile.ts';

/** A page of the rows whose label is likely wrong, the likeliest first, with the class that the model takes them for. */
export async function labelIssuePage(
  query: RunQuery,
  { summary, rows }: LabelIssueFile,
  page: { offset: number; limit: number },
): Promise<LabelIssues> {
  const wanted = rows.slice(page.offset, page.offset + page.limit);
  const extra = [
    { name: 'likely label', type: 'category' },
    { name: 'label quality', type: 'number' },
  ];
  const numbers = wanted.map(([row]) => row);
  const found = await runRows(
    query,
    { filters: [{ column: 'row', op: 'in', values: numbers.length > 0 ? numbers : [0] }] },
    { offset: 0, limit: Math.max(1, numbers.length), filters: [] },
  );
  const cells = new Map(found.rowNumbers.map((row, at) => [row, found.rows[at] as Cell[]]));
  const known = wanted.filter(([row]) => cells.has(row));
  return {
    summary,
    page: {
      columns: [...extra, ...found.columns],
      rowNumbers: known.map(([row]) => row),
      rows: known.map(([row, likely, quality]) => [summary.classes[likely] ?? null, quality, ...(cells.get(row) ?? [])]),
      offset: page.offset,
      total: rows.length,
    },
  };
}

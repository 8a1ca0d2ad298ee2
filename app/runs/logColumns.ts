import type { LogColumns } from '../api/schemas/monitor.ts';
import { scoreColumn } from './predictionColumns.ts';

/** Inputs keep their names, since they are compared with those of the validated data; ours give way. */
export function logColumns(inputs: readonly string[], classes: readonly string[]): LogColumns {
  // DuckDB takes names that differ in case alone for one.
  const taken = new Set(inputs.map((name) => name.toLowerCase()));
  const free = (name: string): string => {
    let found = name;
    while (taken.has(found.toLowerCase())) found = `logged_${found}`;
    taken.add(found.toLowerCase());
    return found;
  };
  return {
    time: free('time'),
    id: free('id'),
    prediction: free('prediction'),
    label: free('label'),
    scores: classes.map((label) => free(scoreColumn(label))),
  };
}

/**
 * Those of the columns of a log's table, in its order, that it has besides the inputs: time and id before them, prediction, scores
 * and label behind. Inputs that stand under such names come earlier.
 */
export function ownColumns(columns: readonly string[]): ReadonlySet<string> {
  const answers = columns.findLastIndex((name) => /^(?:logged_)*prediction$/.test(name));
  return new Set([...columns.slice(0, 2), ...(answers < 0 ? [] : columns.slice(answers))]);
}

import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { TensorInfo } from '../api/schemas/models.ts';
import { feedCast } from './feedCast.ts';
import { list } from './mappingProblem.ts';

/** Which of these columns cannot feed the input and why, each with a value that shows it; empty where all can. */
export function unfitColumns(input: TensorInfo, columns: readonly ColumnProfile[]): string {
  const unfit = columns.flatMap((column) => {
    const { status, detail } = feedCast(input, column);
    return status === 'wrong-type' ? [`"${column.name}" does not fit: ${detail}`] : [];
  });
  return list(unfit, 3);
}

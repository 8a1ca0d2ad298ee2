import type { DatasetCard } from '../../../../../app/api/schemas/datasets';
import type { Mapping } from '../../../../../app/api/schemas/mapping';
import type { ModelCard, Task } from '../../../../../app/api/schemas/models';
import { possibleTasks, withTask } from '../../../state/readingChoices';

const fixes: Record<string, { task: Task; label: string }> = {
  'two-valued-target': { task: 'binary', label: 'Read it as one of two classes' },
  'reading-by-target': { task: 'regression', label: 'Read it as a number' },
};

/** The other way to read the answer, where a note on the mapping suggests one. Null = none, or the outputs do not allow it. */
export function readingFix(
  code: string | undefined,
  model: ModelCard,
  data: DatasetCard,
  mapping: Mapping,
): { label: string; mapping: Mapping } | null {
  const fix = code === undefined ? undefined : fixes[code];
  if (!fix || !possibleTasks(model, data, mapping).includes(fix.task)) return null;
  return { label: fix.label, mapping: withTask(model, data, mapping, fix.task) };
}

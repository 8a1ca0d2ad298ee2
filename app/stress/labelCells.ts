// Labels and what can become of them.
import type { StressTable } from './stressTable.ts';

/** Whether there is a label that could have been another. */
export function hasLabels({ actual, task, classes }: StressTable): boolean {
  if (!actual) return false;
  return task === 'regression'
    ? actual.some((label) => label === label)
    : classes.length > 1 && actual.some((label) => label >= 0);
}

/** Labels with others where `change` gives one; rows without a label, or with one that the model does not know, stay. */
export function withLabels(
  { actual, task }: StressTable,
  change: (label: number, row: number) => number | undefined,
): Int32Array | Float64Array {
  const labels = (actual as Int32Array | Float64Array).slice();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (task === 'regression' ? label === label : label >= 0) labels[row] = change(label, row) ?? label;
  }
  return labels;
}

/**
 * What lies so many standard deviations (population) from the middle of the values: NannyML's StandardDeviationThreshold
 * (nannyml/thresholds.py, 0.13).
 * @param values those that are not numbers are left out
 * @param times negative = below
 * @param middle of what is left of the values; their mean, where nothing else is said
 * @returns null without a value
 */
export function deviationLimit(
  values: readonly (number | null)[],
  times: number,
  middle: (known: readonly number[]) => number = meanOf,
): number | null {
  const known = values.filter((value) => value !== null && !Number.isNaN(value)) as number[];
  if (known.length === 0) return null;
  const mean = meanOf(known);
  const variance = meanOf(known.map((value) => (value - mean) ** 2));
  return middle(known) + times * Math.sqrt(variance);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

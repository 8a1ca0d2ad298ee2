/** Fewest rows that a group is expected to have in either sample (W. G. Cochran, Biometrics 10, 1954). */
const FEWEST_EXPECTED = 5;

export interface ChiSquare {
  statistic: number;
  degrees: number;
}

/**
 * Pearson's chi-squared statistic of homogeneity of two samples over cells, where neighbouring cells are put together until
 * each expects five rows of either sample: with fewer, the statistic's distribution is far from chi-squared in the tail, one row
 * of a category never seen being enough for any p-value. The groups depend on the pooled counts alone.
 */
export function chiSquareGroups(reference: Float64Array, current: Float64Array): ChiSquare {
  const a = total(reference);
  const b = total(current);
  const needed = (FEWEST_EXPECTED * (a + b)) / Math.min(a, b);
  let statistic = 0;
  let groups = 0;
  const group = { reference: 0, current: 0 };
  let left = a + b;
  for (let i = 0; i < reference.length; i++) {
    group.reference += reference[i] as number;
    group.current += current[i] as number;
    const pooled = group.reference + group.current;
    // What is left must fill a group too, or goes into this one.
    if (pooled < needed || (left - pooled < needed && i < reference.length - 1)) continue;
    const expected = (pooled * b) / (a + b);
    // (o - e)² / e of both rows of the table: the difference is the same.
    statistic += (group.current - expected) ** 2 * (1 / expected + 1 / (pooled - expected));
    groups++;
    left -= pooled;
    group.reference = group.current = 0;
  }
  return { statistic, degrees: Math.max(0, groups - 1) };
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number;
  return sum;
}

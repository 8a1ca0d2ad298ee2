import type { BaselineEstimate } from '../../api/schemas/monitoring.ts';
import { expectedCorrect } from '../../metrics/calibration/expectedCorrect.ts';
import { thinLine } from '../../metrics/calibration/fitIsotonic.ts';
import { fitCbpe } from '../../timeline/estimates/cbpe/fitCbpe.ts';
import type { BaselineRows } from './baselineRows.ts';
import { windowStarts } from './featureBaseline.ts';

/** Points of a line are no nearer than this in log-odds: a file of a few kilobytes, and no step between equal scores. */
const lineGap = 0.01;
const fewestLabels = 50;

/**
 * What accuracy can be estimated with where labels are not known yet: CBPE as the workbench's drift has it, fitted to the labelled
 * rows of the validation. Null without scores, or with fewer than 50 labels.
 */
export function estimateBaseline(
  rows: BaselineRows,
  about: { positive: number; windowRows: number; seed: number },
): BaselineEstimate | null {
  const { scores, actual, predicted } = rows;
  const labelled = actual.reduce((count, label) => count + Number(label >= 0), 0);
  if (!scores || scores.length < 2 || labelled < fewestLabels) return null;
  const isBinary = scores.length === 2;
  const { positive, windowRows, seed } = about;
  // Two classes: one array of scores, that of the positive class, which is class 1 there.
  const classOf = (index: number): number => (isBinary && index >= 0 ? Number(index === positive) : index);
  const model = fitCbpe({
    scores: isBinary ? [scores[positive] as Float64Array] : scores,
    decided: Int32Array.from(predicted, classOf),
    labels: Int32Array.from(actual, classOf),
    classCount: scores.length,
    seed,
  });
  const lines = model.lines.map((line) => line && thinLine(line, lineGap));
  const expected = Float64Array.from(predicted, (index, row) =>
    index < 0 ? NaN : expectedCorrect({ lines, positive }, (k) => scores[k]?.[row] ?? NaN, index),
  );
  const rowError = model.sampling.accuracy ?? 0;
  const all = meanOf(expected) ?? 0;
  const windows = windowStarts(expected.length, windowRows).flatMap((from) => {
    const mean = meanOf(expected.subarray(from, from + windowRows));
    return mean === null ? [] : [mean];
  });
  // Below the lowest window, or below what chance gives.
  const byChance = all - (3 * rowError) / Math.sqrt(windowRows);
  return { lines, positive, rowError, least: Math.max(0, Math.min(byChance, ...windows)) };
}

function meanOf(values: Float64Array): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

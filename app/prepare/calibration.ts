// Scores made right by what was learned of them. The one place, for workbench, hardening and server alike.
import { countUpTo } from '../base/sortedSearch.ts';
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Calibration } from '../api/schemas/repairs.ts';
import { AppError } from '../base/errors.ts';

/** Probabilities are kept off 0 and 1 by this before their logarithm is taken: float32 knows nothing nearer to 1. */
const edge = 1e-7;

/** Added to a probability before its logarithm is divided, as scikit-learn's temperature scaling does. */
const underflow = 1e-12;

/** Log-odds, finite for every probability. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - edge, Math.max(edge, probability));
  return Math.log(p / (1 - p));
}

/** A step-free line through the points, flat beyond its ends; of points with one x the last counts. */
export function lineThrough(x: readonly number[], y: readonly number[], at: number): number {
  const last = x.length - 1;
  if (!(at > (x[0] as number))) return at === at ? (y[0] as number) : NaN;
  if (at >= (x[last] as number)) return y[last] as number;
  const next = countUpTo(x, at);
  const [x0, x1] = [x[next - 1] as number, x[next] as number];
  const [y0, y1] = [y[next - 1] as number, y[next] as number];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

function temper(scores: Float64Array, classCount: number, temperature: number): void {
  for (let at = 0; at < scores.length; at += classCount) {
    let top = -Infinity;
    for (let k = at; k < at + classCount; k++) {
      scores[k] = Math.log((scores[k] as number) + underflow) / temperature;
      top = Math.max(top, scores[k] as number);
    }
    let sum = 0;
    for (let k = at; k < at + classCount; k++) sum += scores[k] = Math.exp((scores[k] as number) - top);
    for (let k = at; k < at + classCount; k++) scores[k] = (scores[k] as number) / sum;
  }
}

/** One class against the rest, each by its own curve; more than two classes are scaled to sum to 1, as scikit-learn does. */
function curve(scores: Float64Array, classCount: number, curves: readonly ((p: number) => number)[]): void {
  for (let at = 0; at < scores.length; at += classCount) {
    if (classCount === 2 && curves.length === 1) {
      const second = (curves[0] as (p: number) => number)(scores[at + 1] as number);
      scores[at] = 1 - second;
      scores[at + 1] = second;
      continue;
    }
    let sum = 0;
    for (let k = 0; k < classCount; k++) sum += scores[at + k] = (curves[k] as (p: number) => number)(scores[at + k] as number);
    for (let k = 0; k < classCount; k++) scores[at + k] = sum === 0 ? 1 / classCount : (scores[at + k] as number) / sum;
  }
}

/** In place; rows without scores (NaN) stay so. @param scores rows x classCount row-major probabilities */
export function calibrateScores(calibration: Calibration, scores: Float64Array, classCount: number): void {
  switch (calibration.kind) {
    case 'temperature':
      return temper(scores, classCount, calibration.temperature);
    case 'platt':
      return curve(
        scores,
        classCount,
        calibration.classes.map(
          ({ a, b }) =>
            (p) =>
              p === p ? 1 / (1 + Math.exp(a * logOdds(p) + b)) : NaN,
        ),
      );
    case 'isotonic':
      return curve(
        scores,
        classCount,
        calibration.classes.map(
          ({ x, y }) =>
            (p) =>
              lineThrough(x, y, p),
        ),
      );
  }
}

/** @throws DATA_MISMATCH for a calibration of scores that the reading does not have, or of other classes */
export function checkCalibration({ calibration, reading }: Pick<PreparationPlan, 'calibration' | 'reading'>): void {
  if (!calibration) return;
  const refuse = (why: string): AppError =>
    new AppError('DATA_MISMATCH', `The scores cannot be calibrated: ${why}.`, {
      hint: 'Take the calibration out of the mapping ("calibration"), or find one anew for this model.',
    });
  if (reading.task === 'regression' || !reading.scores) throw refuse('the model gives no scores of classes');
  if (calibration.kind === 'temperature') return;
  const { classes } = calibration;
  const expected = reading.classes.length === 2 ? 1 : reading.classes.length;
  if (classes.length !== expected) throw refuse(`it was made for ${classes.length} curves, not for ${expected}`);
  if (calibration.kind !== 'isotonic') return;
  for (const { x, y } of calibration.classes) {
    const ascends = x.every((value, i) => i === 0 || value > (x[i - 1] as number));
    if (x.length !== y.length || !ascends) throw refuse('the points of its line do not ascend');
  }
}

import type { Calibration } from '../../api/schemas/repairs.ts';
import { fitIsotonic, thinLine } from '../../metrics/calibration/fitIsotonic.ts';
import { fitPlatt } from '../../metrics/calibration/fitPlatt.ts';
import { fitTemperature, type ScoredRows } from '../../metrics/calibration/fitTemperature.ts';
import { clippedLoss } from '../../metrics/classificationTally.ts';
import { MeanTally } from '../../metrics/meanTally.ts';
import { calibrateScores, logOdds } from '../../prepare/calibration.ts';

export type CalibrationMethod = Calibration['kind'];
export const calibrationMethods: readonly CalibrationMethod[] = ['temperature', 'platt', 'isotonic'];

/** Points of an isotonic line are at least so far apart in log-odds; see thinLine. */
const leastGap = 0.02;
const folds = 5;

/** Of two classes the second one's curve, else one a class against the rest. */
export function fitCalibration(method: CalibrationMethod, rows: ScoredRows): Calibration {
  const { scores, classCount, actual, weight } = rows;
  if (method === 'temperature') return { kind: 'temperature', temperature: fitTemperature(rows) };
  const curves = classCount === 2 ? [1] : Array.from({ length: classCount }, (_, k) => k);
  const scoreOf = (k: number): Float64Array => Float64Array.from(actual, (_, row) => scores[row * classCount + k] as number);
  if (method === 'platt') {
    return {
      kind: 'platt',
      classes: curves.map((k) =>
        fitPlatt(
          scoreOf(k).map(logOdds),
          Uint8Array.from(actual, (truth) => Number(truth === k)),
          weight,
        ),
      ),
    };
  }
  return {
    kind: 'isotonic',
    classes: curves.map((k) => {
      const came = Float64Array.from(actual, (truth) => Number(truth === k));
      return thinLine(fitIsotonic(scoreOf(k), came, weight), leastGap);
    }),
  };
}

/** Rows that have scores and a label. */
export function scoredRows(rows: ScoredRows, keep: (row: number) => boolean = () => true): ScoredRows {
  const { scores, classCount, actual, weight } = rows;
  const kept: number[] = [];
  for (let row = 0; row < actual.length; row++) {
    let isFinite = (actual[row] as number) >= 0 && keep(row);
    for (let k = 0; isFinite && k < classCount; k++) isFinite = Number.isFinite(scores[row * classCount + k]);
    if (isFinite) kept.push(row);
  }
  const picked = new Float64Array(kept.length * classCount);
  for (const [i, row] of kept.entries()) picked.set(scores.subarray(row * classCount, (row + 1) * classCount), i * classCount);
  return {
    scores: picked,
    classCount,
    actual: Int32Array.from(kept, (row) => actual[row] as number),
    weight: weight && Float64Array.from(kept, (row) => weight[row] as number),
  };
}

/**
 * Scores calibrated by what the other folds say, row by row of `rows`: as they would be on rows that the calibration has
 * not seen. What a conformal set is made with must not be what its scores were fitted to.
 */
export function outOfFold(method: CalibrationMethod, rows: ScoredRows): Float64Array {
  const { classCount, scores } = rows;
  const calibrated = scores.slice();
  for (let fold = 0; fold < folds; fold++) {
    const calibration = fitCalibration(
      method,
      scoredRows(rows, (row) => row % folds !== fold),
    );
    for (let row = fold; row < rows.actual.length; row += folds) {
      calibrateScores(calibration, calibrated.subarray(row * classCount, (row + 1) * classCount), classCount);
    }
  }
  return calibrated;
}

/**
 * What each method gains in log loss on rows it was not fitted to: five folds within the rows it is chosen on. Isotonic
 * regression bends to any row it sees, so that the fit itself would always speak for it.
 */
export function crossFitted(rows: ScoredRows): { method: CalibrationMethod; gain: MeanTally }[] {
  const { classCount, scores, actual, weight } = rows;
  return calibrationMethods.map((method) => {
    const gain = new MeanTally();
    const calibrated = outOfFold(method, rows);
    for (const [row, truth] of actual.entries()) {
      const at = row * classCount + truth;
      gain.add(clippedLoss(scores[at] as number) - clippedLoss(calibrated[at] as number), weight?.[row] ?? 1);
    }
    return { method, gain };
  });
}

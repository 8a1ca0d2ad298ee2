import { fitIsotonic } from '../../../metrics/calibration/fitIsotonic.ts';
import { pick, usableRows, type CbpeModel, type CbpeReference } from './cbpeModel.ts';
import { needsCalibration } from './needsCalibration.ts';
import { learnSamplingErrors } from './samplingErrors.ts';

/**
 * Confidence-based performance estimation, the part that needs labels: for each class an isotonic line from the model's score to
 * how often the class is true, where that lowers the calibration error, and how much each metric varies from
 * sample to sample (NannyML 0.13, cbpe.py). Of a window without labels the model then tells what to expect: see estimateCbpe.
 *
 * @throws RangeError without a labelled row
 */
export function fitCbpe(reference: CbpeReference & { classCount: number; seed: number }): CbpeModel {
  const { classCount, seed } = reference;
  const rows = usableRows(reference, (row) => (reference.labels[row] as number) >= 0);
  if (rows.length === 0) throw new RangeError('fitCbpe wants labelled rows with scores.');
  const used: CbpeReference = {
    scores: reference.scores.map((one) => pick(one, rows)),
    decided: pick(reference.decided, rows),
    labels: pick(reference.labels, rows),
  };
  const lines = used.scores.map((one, k) => {
    const positive = used.scores.length === 1 ? 1 : k;
    const truth = Float64Array.from(used.labels, (label) => Number(label === positive));
    return needsCalibration(one, truth, seed) ? fitIsotonic(one, truth) : null;
  });
  return { classCount, lines, sampling: learnSamplingErrors(used, classCount, seed) };
}

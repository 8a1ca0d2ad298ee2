// Decision thresholds: where there can be one, when a saved one still means what it meant, and how it is said in words.
import type { Mapping } from './schemas/mapping.ts';
import type { OutputReading } from './schemas/models.ts';
import type { Abstain, Calibration } from './schemas/repairs.ts';

/** Why rows cannot be told apart by a threshold on a score, as it follows "but"; null when they can. */
export function whyNoThreshold(reading: OutputReading): string | null {
  if (reading.task === 'regression') return 'the model predicts a number, not a class';
  if (reading.task !== 'binary' || reading.classes.length !== 2) {
    return `the model is read as one of ${String(reading.classes.length)} classes, and one threshold tells only two apart`;
  }
  return reading.scores ? null : 'the model gives labels only, no score that could be compared with a threshold';
}

/** How a run with a decision threshold tells its classes apart, in words; null where the class is what the model says. */
export function decisionText({
  positive,
  threshold,
}: {
  positive: string | null;
  threshold?: number | undefined;
}): string | null {
  return threshold === undefined || positive === null ? null : `${positive} where its score is at least ${String(threshold)}`;
}

/** Which answers are marked as unsure, in words; null where none are. */
export function abstainText({ abstain }: { abstain?: Abstain | undefined }): string | null {
  if (!abstain) return null;
  if (abstain.kind === 'confidence') return `the predicted class has a score below ${String(abstain.least)}`;
  const level = `${String(Math.round(1e4 * abstain.level) / 100)} %`;
  return `the classes with a score of at least ${String(1 - abstain.quantile)} (which hold the true one in ${level} of the rows) are not just the predicted one`;
}

/** How scores are calibrated, in words; null where they are as the model gives them. */
export function calibrationText({ calibration }: { calibration?: Calibration | undefined }): string | null {
  if (!calibration) return null;
  if (calibration.kind === 'temperature') return `temperature ${String(Number(calibration.temperature.toPrecision(6)))}`;
  return calibration.kind === 'platt' ? 'Platt scaling of the log-odds' : 'isotonic regression';
}

export const withoutThreshold = 'Leave the threshold out ("decision" in the mapping, --threshold on the command line).';

/**
 * The decision of `before` where it still holds: the same score, of the same class, is compared. A threshold for one
 * class means nothing for the other, nor for scores that are read otherwise. Calibration and gate go with the scores.
 */
export function keptDecision(
  before: Mapping,
  after: Pick<Mapping, 'reading' | 'positive'>,
): Pick<Mapping, 'decision' | 'calibration' | 'abstain'> {
  const { decision, calibration, abstain, reading, positive } = before;
  const isSameScore =
    reading.scores?.output === after.reading.scores?.output && reading.scores?.form === after.reading.scores?.form;
  if (!isSameScore || after.reading.task === 'regression' || reading.classes.length !== after.reading.classes.length) return {};
  const isSameClass = reading.classes.indexOf(positive ?? '') === after.reading.classes.indexOf(after.positive ?? '');
  const holds = whyNoThreshold(after.reading) === null && after.positive !== null && isSameClass;
  return {
    ...(decision && holds ? { decision } : {}),
    ...(calibration && { calibration }),
    ...(abstain && { abstain }),
  };
}

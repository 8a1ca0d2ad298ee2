/**
 * Likely wrong labels by confident learning (C. Northcutt, L. Jiang, I. Chuang, "Confident learning: estimating uncertainty in
 * dataset labels", JAIR 70, 2021), step by step as cleanlab 2.9 does it: thresholds per class, the confident joint of given and
 * likely label, its calibration to the counts of the labels, and the filter `prune_by_noise_rate`.
 * The scores should be of rows the model was not trained on: a model that has learnt a wrong label does not doubt it.
 */
import { roundHalfEven } from '../base/roundHalfEven.ts';

export interface LabelledScores {
  rowCount: number;
  /** Class index of the given label; negative = none, or one the model does not know: such rows are not judged. */
  actual: Int32Array;
  /** rows × K row-major probabilities; rows with one that is not a number are not judged. */
  scores: Float64Array;
}

export interface LabelIssues {
  /** Rows with a label and scores. */
  judged: number;
  /** Per class the mean probability of it over the rows that have it as label; 2 (never reached) where no row has. */
  thresholds: Float64Array;
  /** Row = given label, column = likely label: rows confidently of that class, the diagonal at least 1. */
  counts: number[][];
  /** The same, calibrated so that each line adds up to the rows with that label; whole numbers. */
  confidentJoint: number[][];
  /** Per row: 1 = its label is likely wrong. */
  isIssue: Uint8Array;
  issues: number;
  /** Per row the probability of its label (cleanlab's `self_confidence`); NaN where not judged. */
  selfConfidence: Float64Array;
  /** Per row (p of its label − highest other p + 1) / 2 (cleanlab's `normalized_margin`); NaN where not judged. */
  normalizedMargin: Float64Array;
  /** Per row the class with the highest probability; -1 where not judged. */
  likely: Int32Array;
}

/** Slack of cleanlab's comparisons. */
const slack = 1e-6;
const neverReached = 2;
/** cleanlab's min_examples_per_class. */
const leastRows = 1;

/** @param classCount at least 2 */
export function findLabelIssues(rows: LabelledScores, classCount: number): LabelIssues {
  const { rowCount, actual, scores } = rows;
  const selfConfidence = new Float64Array(rowCount).fill(NaN);
  const normalizedMargin = new Float64Array(rowCount).fill(NaN);
  const likely = new Int32Array(rowCount).fill(-1);
  const byLabel: number[][] = Array.from({ length: classCount }, () => []);
  for (let row = 0; row < rowCount; row++) {
    const label = actual[row] as number;
    if (label < 0 || label >= classCount) continue;
    const { top, topOther, isNumber } = highest(scores, row * classCount, { classCount, label });
    if (!isNumber) continue;
    const own = scores[row * classCount + label] as number;
    selfConfidence[row] = own;
    normalizedMargin[row] = (own - topOther + 1) / 2;
    likely[row] = top;
    (byLabel[label] as number[]).push(row);
  }
  const thresholds = Float64Array.from(byLabel, (members, k) => threshold(members, k, { scores, classCount }));
  const counts = confidentCounts(byLabel, likely, { scores, classCount, thresholds });
  const labelCounts = byLabel.map((members) => members.length);
  const confidentJoint = calibrate(counts, labelCounts);
  const isIssue = prune(byLabel, pruneCounts(confidentJoint), { scores, classCount, rowCount });
  let issues = 0;
  for (let row = 0; row < rowCount; row++) {
    // A label that the model agrees with, or nearly so, is none.
    if (isIssue[row] === 1 && agrees(scores, row * classCount, { classCount, label: actual[row] as number })) isIssue[row] = 0;
    issues += isIssue[row] as number;
  }
  const judged = labelCounts.reduce((sum, count) => sum + count, 0);
  return { judged, thresholds, counts, confidentJoint, isIssue, issues, selfConfidence, normalizedMargin, likely };
}

/** The issues, most likely wrong first; equals by row. */
export function rankedLabelIssues(found: LabelIssues, by: 'normalizedMargin' | 'selfConfidence' = 'normalizedMargin'): number[] {
  const rows = Array.from(found.isIssue.keys()).filter((row) => found.isIssue[row] === 1);
  return rows.sort((a, b) => (found[by][a] as number) - (found[by][b] as number) || a - b);
}

interface Scores {
  scores: Float64Array;
  classCount: number;
}

/** The first highest class, as numpy's argmax, and the highest probability of another class than the label. */
function highest(
  scores: Float64Array,
  at: number,
  { classCount, label }: { classCount: number; label: number },
): { top: number; topOther: number; isNumber: boolean } {
  let top = 0;
  let topOther = -Infinity;
  let sum = 0;
  for (let k = 0; k < classCount; k++) {
    const score = scores[at + k] as number;
    sum += score;
    if (score > (scores[at + top] as number)) top = k;
    if (k !== label && score > topOther) topOther = score;
  }
  return { top, topOther, isNumber: Number.isFinite(sum) };
}

function threshold(members: readonly number[], k: number, { scores, classCount }: Scores): number {
  if (members.length === 0) return neverReached;
  let sum = 0;
  for (const row of members) sum += scores[row * classCount + k] as number;
  return Math.max(2 * slack, sum / members.length);
}

function confidentCounts(
  byLabel: readonly (readonly number[])[],
  likely: Int32Array,
  { scores, classCount, thresholds }: Scores & { thresholds: Float64Array },
): number[][] {
  return byLabel.map((members, label) => {
    const line = new Array<number>(classCount).fill(0);
    for (const row of members) {
      let only = -1;
      let confident = 0;
      for (let k = 0; k < classCount; k++) {
        if ((scores[row * classCount + k] as number) < (thresholds[k] as number) - slack) continue;
        confident++;
        only = k;
      }
      if (confident === 0) continue;
      const guess = confident === 1 ? only : (likely[row] as number);
      line[guess] = (line[guess] as number) + 1;
    }
    line[label] = Math.max(1, line[label] as number);
    return line;
  });
}

function calibrate(counts: readonly (readonly number[])[], labelCounts: readonly number[]): number[][] {
  const total = labelCounts.reduce((sum, count) => sum + count, 0);
  const scaled = counts.map((line, label) => {
    const sum = line.reduce((all, count) => all + count, 0);
    return line.map((count) => (count / sum) * (labelCounts[label] as number));
  });
  const sum = scaled.flat().reduce((all, count) => all + count, 0);
  return scaled.map((line) => roundPreservingSum(line.map((count) => (sum > 0 ? (count / sum) * total : 0))));
}

/** Rows to take out per given label (first index) and likely label: the joint off its diagonal, leaving a row in each class. */
function pruneCounts(joint: readonly (readonly number[])[]): number[][] {
  return joint.map((line, label) => {
    const kept = line[label] as number;
    const missing = Math.max(kept, leastRows) - kept;
    const shares = Math.max(1, line.filter((count) => count !== 0).length - 1);
    return line.map((count, k) => (k === label ? 0 : Math.trunc(Math.max(0, count - missing / shares))));
  });
}

/** Per given and likely label as many rows as counted, those first whose likely label leads the given one most. */
function prune(
  byLabel: readonly (readonly number[])[],
  counts: readonly (readonly number[])[],
  { scores, classCount, rowCount }: Scores & { rowCount: number },
): Uint8Array {
  const isIssue = new Uint8Array(rowCount);
  byLabel.forEach((members, label) => {
    if (members.length <= leastRows) return;
    (counts[label] as readonly number[]).forEach((count, k) => {
      if (count === 0) return;
      const lead = (row: number): number =>
        (scores[row * classCount + k] as number) - (scores[row * classCount + label] as number);
      const ordered = [...members].sort((a, b) => lead(b) - lead(a) || a - b);
      for (const row of ordered.slice(0, count)) isIssue[row] = 1;
    });
  });
  return isIssue;
}

function agrees(scores: Float64Array, at: number, { classCount, label }: { classCount: number; label: number }): boolean {
  const own = (scores[at + label] as number) + slack;
  for (let k = 0; k < classCount; k++) {
    const other = scores[at + k] as number;
    if (k < label ? other >= own : k > label && other > own) return false;
  }
  return true;
}

/** Whole numbers with the rounded sum of these; what was rounded most gives or takes (cleanlab's round_preserving_sum). */
function roundPreservingSum(values: readonly number[]): number[] {
  const whole = values.map(roundHalfEven);
  const target = roundHalfEven(values.reduce((sum, value) => sum + value, 0));
  for (;;) {
    const left = target - whole.reduce((sum, value) => sum + value, 0);
    if (left === 0) return whole;
    const step = left < 0 ? -1 : 1;
    const rest = (at: number): number => (values[at] as number) - (whole[at] as number);
    const order = [...whole.keys()].sort((a, b) => rest(a) - rest(b) || a - b);
    if (step > 0) order.reverse();
    for (const at of order.slice(0, Math.abs(left))) whole[at] = (whole[at] as number) + step;
  }
}

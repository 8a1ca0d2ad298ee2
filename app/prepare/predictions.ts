import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';
import { abstains } from './abstain.ts';
import { calibrateScores } from './calibration.ts';
import { decide, plannedDecision } from './decision.ts';
import { readLabels } from './labels.ts';
import { mismatch, numbersOf, outputOf, widthOf } from './outputTensors.ts';
import type { TensorData } from './tensors.ts';

export interface PredictionBatch {
  rowCount: number;
  /** Per row the index into reading.classes, -1 = no prediction. Null for regression. */
  classIndex: Int32Array | null;
  /** Regression: the predicted value, NaN = no prediction. */
  values: Float64Array | null;
  /** rows x K row-major probabilities: softmax or sigmoid applied, a single probability expanded to two. */
  scores: Float64Array | null;
  /** One byte a row: 1 = marked as unsure. Left out where the plan has no gate. */
  abstained?: Uint8Array;
}

function softmaxRows(scores: Float64Array, classCount: number): void {
  for (let at = 0; at < scores.length; at += classCount) {
    let top = -Infinity;
    for (let k = at; k < at + classCount; k++) top = Math.max(top, scores[k] as number);
    let sum = 0;
    for (let k = at; k < at + classCount; k++) {
      const e = Math.exp((scores[k] as number) - top);
      scores[k] = e;
      sum += e;
    }
    for (let k = at; k < at + classCount; k++) scores[k] = (scores[k] as number) / sum;
  }
}

function readScores(plan: PreparationPlan, outputs: Record<string, TensorData>, rowCount: number): Float64Array | null {
  const { scores: how, classes } = plan.reading;
  if (!how) return null;
  const tensor = outputOf(outputs, how.output);
  const width = rowCount === 0 ? 0 : widthOf(tensor, how.output, rowCount);
  const single = how.form === 'positive-probability' || how.form === 'positive-logit';
  const expected = single ? 1 : classes.length;
  if (rowCount > 0 && width !== expected) {
    throw mismatch(
      how.output,
      `gives ${width} values a row, but ${single ? 'one' : expected} ${single ? 'is' : 'are'} expected.`,
    );
  }
  const numbers = numbersOf(tensor, how.output, rowCount * expected);
  if (!single) {
    if (how.form === 'logits') softmaxRows(numbers, classes.length);
    return numbers;
  }
  const both = new Float64Array(rowCount * 2);
  for (let row = 0; row < rowCount; row++) {
    const value = numbers[row] as number;
    const positive = how.form === 'positive-logit' ? 1 / (1 + Math.exp(-value)) : value;
    both[2 * row] = how.form === 'positive-logit' ? 1 / (1 + Math.exp(value)) : 1 - positive;
    both[2 * row + 1] = positive;
  }
  return both;
}

/** The highest score of each row, the first of equals as numpy's argmax; -1 where a score is NaN. */
export function topClass(scores: Float64Array, classCount: number, rowCount: number): Int32Array {
  const top = new Int32Array(rowCount);
  for (let row = 0, at = 0; row < rowCount; row++, at += classCount) {
    let best = 0;
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const score = scores[at + k] as number;
      sum += score;
      if (score > (scores[at + best] as number)) best = k;
    }
    top[row] = sum === sum ? best : -1;
  }
  return top;
}

/**
 * Model outputs to predictions of the first `rowCount` rows, by the plan's reading. Scores are calibrated first. The plan's
 * threshold decides the class where it has one; else the highest score where it is calibrated; else the label output of the
 * model, else the highest score. Rejected rows and rows whose scores are not numbers have no
 * prediction (-1 / NaN) rather than class 0. Throws DATA_MISMATCH naming the output that does not fit the reading.
 */
export function readOutputs(
  plan: PreparationPlan,
  outputs: Record<string, TensorData>,
  rowCount: number,
  rejected: Uint8Array | null = null,
): PredictionBatch {
  const { reading } = plan;
  if (reading.task === 'regression') {
    if (!reading.value) throw noOutput('a regression needs an output to read the value from.');
    const tensor = outputOf(outputs, reading.value.output);
    if (rowCount > 0 && widthOf(tensor, reading.value.output, rowCount) !== 1) {
      throw mismatch(reading.value.output, 'gives more than one value a row.');
    }
    const values = numbersOf(tensor, reading.value.output, rowCount);
    if (rejected) for (let row = 0; row < rowCount; row++) if (rejected[row]) values[row] = NaN;
    return { rowCount, classIndex: null, values, scores: null };
  }
  const classCount = reading.classes.length;
  const scores = readScores(plan, outputs, rowCount);
  const { calibration } = plan;
  if (calibration && scores) calibrateScores(calibration, scores, classCount);
  const decision = plannedDecision(plan);
  const labels = decision || calibration ? null : readLabels(plan, outputs, rowCount);
  const top = scores ? topClass(scores, classCount, rowCount) : null;
  const decided = decision && scores ? decide(decision, scores, rowCount) : null;
  const classIndex = decided ?? labels ?? top;
  if (!classIndex) throw noOutput('a classification needs an output with scores or labels.');
  for (let row = 0; row < rowCount; row++) {
    if (rejected?.[row] || top?.[row] === -1) {
      classIndex[row] = -1;
      scores?.fill(NaN, row * classCount, (row + 1) * classCount);
    } else if (classIndex[row] === -1) {
      throw mismatch(reading.label?.output ?? '', `gave a label that is not among the classes ${classes(reading.classes)}.`);
    }
  }
  const { abstain } = plan;
  return {
    rowCount,
    classIndex,
    values: null,
    scores,
    ...(abstain && scores ? { abstained: abstains(abstain, scores, classIndex, classCount) } : {}),
  };
}

function classes(texts: string[]): string {
  return texts.length > 6 ? `${texts.slice(0, 6).join(', ')}, …` : texts.join(', ');
}

function noOutput(why: string): AppError {
  return new AppError('DATA_MISMATCH', `The outputs cannot be read: ${why}`, {
    hint: 'Say on the Model page or in the mapping which output is the label, the scores or the value.',
  });
}

/** The outputs that `readOutputs` needs; the runtime need not give the others. */
export function neededOutputs(plan: PreparationPlan): string[] {
  const { scores, label, value, task } = plan.reading;
  const names = task === 'regression' ? [value?.output] : [scores?.output, label?.output];
  return [...new Set(names.filter((name) => name !== undefined))];
}

import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';
import { fromFloat16 } from './float16.ts';
import { elementCount, isText, type TensorData } from './tensors.ts';

export interface PredictionBatch {
  rowCount: number;
  /** Per row the index into reading.classes, -1 = no prediction. Null for regression. */
  classIndex: Int32Array | null;
  /** Regression: the predicted value, NaN = no prediction. */
  values: Float64Array | null;
  /** rows x K row-major probabilities: softmax or sigmoid applied, a single probability expanded to two. */
  scores: Float64Array | null;
}

function mismatch(tensor: string, message: string): AppError {
  return new AppError('DATA_MISMATCH', `The output "${tensor}" ${message}`, {
    hint: 'Correct how the outputs are read (task, classes, which output is what) on the Model page or in the mapping.',
    where: { tensor },
  });
}

function outputOf(outputs: Record<string, TensorData>, name: string): TensorData {
  const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (!tensor) throw mismatch(name, 'is not among what the model gave.');
  return tensor;
}

/** The first rowCount * width elements as doubles. float32 values keep their exact value. */
function numbersOf(tensor: TensorData, name: string, length: number): Float64Array {
  const { data, type } = tensor;
  if (isText(data)) throw mismatch(name, 'holds text where numbers are expected.');
  const numbers = new Float64Array(length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    // Two 32-bit halves (little-endian, as every platform of the runtime): a bigint for each would cost ten times as much.
    const low = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
    const high = data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, 2 * data.length) : low;
    for (let i = 0; i < length; i++) numbers[i] = (high[2 * i + 1] as number) * 4294967296 + (low[2 * i] as number);
  } else if (type === 'float16') {
    for (let i = 0; i < length; i++) numbers[i] = fromFloat16(data[i] as number);
  } else {
    numbers.set(data.length === length ? data : data.subarray(0, length));
  }
  return numbers;
}

function widthOf(tensor: TensorData, name: string, rowCount: number): number {
  const rows = tensor.dims[0] ?? 1;
  if (rows < rowCount || elementCount(tensor) % Math.max(rows, 1) !== 0) {
    throw mismatch(name, `has the shape [${tensor.dims.join(', ')}] for ${rowCount} rows: its first dimension is not the row.`);
  }
  return rows === 0 ? 0 : elementCount(tensor) / rows;
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

/** Label texts or numbers to class indices; integers are read as positions where no class is written as a number. */
function readLabels(plan: PreparationPlan, outputs: Record<string, TensorData>, rowCount: number): Int32Array | null {
  const { label, classes } = plan.reading;
  if (!label) return null;
  const tensor = outputOf(outputs, label.output);
  if (rowCount > 0 && widthOf(tensor, label.output, rowCount) !== 1)
    throw mismatch(label.output, 'gives more than one label a row.');
  const index = new Map(classes.map((text, i) => [text, i]));
  const found = new Int32Array(rowCount);
  const { data } = tensor;
  if (isText(data)) {
    const translated = data.dictionary.map((text) => index.get(text) ?? -1);
    for (let row = 0; row < rowCount; row++) found[row] = translated[data.codes[row] as number] ?? -1;
    return found;
  }
  const numeric = classes.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const named = numeric.some((value) => !Number.isNaN(value));
  const byNumber = new Map(numeric.map((value, i) => [value, i]));
  const truth = tensor.type === 'bool' ? [index.get('False') ?? index.get('false'), index.get('True') ?? index.get('true')] : [];
  const numbers = numbersOf(tensor, label.output, rowCount);
  for (let row = 0; row < rowCount; row++) {
    const value = numbers[row] as number;
    const position = Number.isInteger(value) && value >= 0 && value < classes.length ? value : -1;
    found[row] = truth[value] ?? (named ? (byNumber.get(value) ?? -1) : position);
  }
  return found;
}

/** The highest score of each row, the first of equals as numpy's argmax; -1 where a score is NaN. */
function topClass(scores: Float64Array, classCount: number, rowCount: number): Int32Array {
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
 * Model outputs to predictions of the first `rowCount` rows, by the plan's reading. The label output decides the class
 * where the model has one, else the highest score. Rejected rows and rows whose scores are not numbers have no
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
  const labels = readLabels(plan, outputs, rowCount);
  const top = scores ? topClass(scores, classCount, rowCount) : null;
  const classIndex = labels ?? top;
  if (!classIndex) throw noOutput('a classification needs an output with scores or labels.');
  for (let row = 0; row < rowCount; row++) {
    if (rejected?.[row] || top?.[row] === -1) {
      classIndex[row] = -1;
      scores?.fill(NaN, row * classCount, (row + 1) * classCount);
    } else if (classIndex[row] === -1) {
      throw mismatch(reading.label?.output ?? '', `gave a label that is not among the classes ${classes(reading.classes)}.`);
    }
  }
  return { rowCount, classIndex, values: null, scores };
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

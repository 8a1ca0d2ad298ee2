// The label output of a classifier: what it says in class indices, and the other way round.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorType } from '../api/schemas/models.ts';
import { toFloat16 } from './float16.ts';
import { mismatch, numbersOf, outputOf, widthOf } from './outputTensors.ts';
import { isText, type TensorData } from './tensors.ts';

/** Label texts or numbers to class indices. Numbers are read as the plan says: as positions, or as the classes themselves. */
export function readLabels(plan: PreparationPlan, outputs: Record<string, TensorData>, rowCount: number): Int32Array | null {
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
  const values = classValues(plan.reading, tensor.type);
  const isWide = values.some((value) => typeof value === 'bigint');
  if (isWide && (data instanceof BigInt64Array || data instanceof BigUint64Array)) {
    const byValue = new Map(values.flatMap((value, i) => (Number.isNaN(value) ? [] : [[BigInt(value), i] as const])));
    for (let row = 0; row < rowCount; row++) found[row] = byValue.get(data[row] as bigint) ?? -1;
    return found;
  }
  const byValue = new Map(values.map((value, i) => [Number(value), i]));
  const numbers = numbersOf(tensor, label.output, rowCount);
  for (let row = 0; row < rowCount; row++) found[row] = byValue.get(numbers[row] as number) ?? -1;
  return found;
}

/**
 * What stands for each class in a numeric label output: its position, or the number that its name is (NaN where it is none; a
 * bigint where doubles would not tell it from its neighbours).
 * Where the reading does not say which, the names decide: positions where no class is written as a number.
 */
function classValues({ classes, label }: PreparationPlan['reading'], type: TensorType): (number | bigint)[] {
  const numeric = classes.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const isPosition = label?.holds ? label.holds === 'positions' : numeric.every(Number.isNaN);
  return classes.map((text, i) => {
    if (type === 'bool' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true' ? 1 : 0;
    const value = isPosition ? i : (numeric[i] as number);
    return Math.abs(value) > Number.MAX_SAFE_INTEGER && /^-?\d+$/.test(text) ? BigInt(text) : value;
  });
}

/**
 * The label output with the classes that were decided instead of those the model gave, in its own type: who asks for
 * tensors gets the answers that were validated. Rows without a decision (-1) keep what the model gave.
 */
export function decidedLabels(plan: PreparationPlan, given: TensorData, classIndex: Int32Array): TensorData {
  const { classes } = plan.reading;
  const { data, dims, type } = given;
  if (isText(data)) {
    const codes = data.codes.map((code, row) =>
      (classIndex[row] ?? -1) < 0 ? classes.length + code : (classIndex[row] as number),
    );
    return { type, dims, data: { codes, dictionary: [...classes, ...data.dictionary] } };
  }
  const values = classValues(plan.reading, type);
  const decided = data.slice();
  for (const [row, index] of classIndex.entries()) {
    const value = values[index];
    if (value === undefined || Number.isNaN(value)) continue;
    if (decided instanceof BigInt64Array || decided instanceof BigUint64Array) decided[row] = BigInt(value);
    else decided[row] = type === 'float16' ? toFloat16(Number(value)) : Number(value);
  }
  return { type, dims, data: decided };
}

// The label output of a classifier: what it says in class indices, and the other way round.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorType } from '../api/schemas/models.ts';
import { toFloat16 } from './float16.ts';
import { mismatch, numbersOf, outputOf, widthOf } from './outputTensors.ts';
import { isText, type TensorData } from './tensors.ts';

/** Label texts or numbers to class indices; integers are read as positions where no class is written as a number. */
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
  const byNumber = new Map(classNumbers(classes, tensor.type).map((value, i) => [value, i]));
  const numbers = numbersOf(tensor, label.output, rowCount);
  for (let row = 0; row < rowCount; row++) found[row] = byNumber.get(numbers[row] as number) ?? -1;
  return found;
}

/** The number that stands for each class: its own where classes are written as numbers, else its position. */
function classNumbers(classes: readonly string[], type: TensorType): number[] {
  const numeric = classes.map((text) => (text.trim() === '' ? NaN : Number(text)));
  const named = numeric.some((value) => !Number.isNaN(value));
  return classes.map((text, i) => {
    if (type === 'bool' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true' ? 1 : 0;
    return named ? (numeric[i] as number) : i;
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
  const values = classNumbers(classes, type);
  const decided = data.slice();
  for (const [row, index] of classIndex.entries()) {
    const value = values[index];
    if (value === undefined) continue;
    if (decided instanceof BigInt64Array || decided instanceof BigUint64Array) decided[row] = BigInt(value);
    else decided[row] = type === 'float16' ? toFloat16(value) : value;
  }
  return { type, dims, data: decided };
}

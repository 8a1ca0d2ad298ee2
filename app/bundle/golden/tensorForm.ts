// Golden rows as tensors of the open protocol in JSON, and what its answers say of them.
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { TensorType } from '../../api/schemas/models.ts';
import { isExactNumber } from '../../prepare/exactNumber.ts';
import { fromFloat16 } from '../../prepare/float16.ts';
import type { FeaturePlan } from '../../prepare/inputPlan.ts';
import { parseNumber } from '../../prepare/parseNumber.ts';
import { readOutputs } from '../../prepare/predictions.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import { abstainedOutput } from '../../prepare/servedOutputs.ts';
import { isText, type TensorData } from '../../prepare/tensors.ts';
import { writeCell } from '../../prepare/textInput.ts';
import { goldenAnswers, type GoldenAnswer } from './expectedAnswers.ts';
import type { NamedRow } from './namedRows.ts';

const datatypes: Record<string, string> = { bool: 'BOOL', float16: 'FP16', float32: 'FP32', float64: 'FP64', string: 'BYTES' };

export interface JsonTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: unknown[];
}

/** JSON elements of a prepared tensor; null where one cannot be said in JSON. */
function jsonTensor(name: string, tensor: TensorData): JsonTensor {
  const { data, type, dims } = tensor;
  const datatype = datatypes[type] ?? type.toUpperCase();
  const head = { name, datatype, shape: dims };
  if (isText(data)) return { ...head, data: Array.from(data.codes, (code) => data.dictionary[code] ?? '') };
  const element = (value: number | bigint): unknown => {
    if (type === 'bool') return Boolean(value);
    const number = type === 'float16' ? fromFloat16(Number(value)) : Number(value);
    return Number.isFinite(number) ? number : null;
  };
  return { ...head, data: Array.from(data as ArrayLike<number | bigint>, element) };
}

function readTensor(output: Omit<JsonTensor, 'name'>): TensorData {
  if (output.datatype === 'BYTES') {
    const dictionary = [...new Set(output.data as string[])];
    return {
      type: 'string',
      dims: output.shape,
      data: { codes: Int32Array.from(output.data, (text) => dictionary.indexOf(text as string)), dictionary },
    };
  }
  const numbers = Float64Array.from(output.data, (value) => (value === null ? NaN : Number(value)));
  return { type: output.datatype === 'BOOL' ? 'bool' : 'float64', dims: output.shape, data: numbers };
}

/**
 * The tensors that are served say what was decided: scores are calibrated already, labels follow from threshold or
 * calibration, and unsure answers are marked in an output of their own.
 */
function readAsServed(plan: PreparationPlan): PreparationPlan {
  const { threshold, calibration: _c, abstain: _a, ...rest } = plan;
  return plan.reading.label || threshold === undefined ? rest : { ...rest, threshold };
}

function marksOf(plan: PreparationPlan, outputs: Record<string, TensorData>): Uint8Array | undefined {
  const mark = abstainedOutput(plan);
  const tensor = mark ? outputs[mark.name] : undefined;
  return tensor && !isText(tensor.data) ? Uint8Array.from(tensor.data as Float64Array) : undefined;
}

/**
 * An element as a client would send it, where the server mends it: as it is in the row, not as it is mended already.
 * Undefined where the tensor cannot hold that: then the mended one is sent.
 */
function rawElement(type: TensorType, { cast }: FeaturePlan, value: NamedRow[string] | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'string') return typeof value === 'string' ? value : writeCell(Number(value), cast);
  const number = typeof value === 'string' ? parseNumber(value) : Number(value);
  if (number === undefined) return undefined;
  if (Number.isNaN(number)) return null;
  if (type === 'bool') return number === 0 || number === 1 ? number === 1 : undefined;
  return isExactNumber(number, type) ? number : undefined;
}

function withRawElements(plan: PreparationPlan, tensors: JsonTensor[], rows: NamedRow[]): JsonTensor[] {
  return tensors.map((tensor) => {
    const input = plan.inputs.find(({ input: name }) => name === tensor.name);
    if (!input?.features.some(({ repairs }) => repairs)) return tensor;
    const width = input.features.length;
    const data = tensor.data.map((element, at) => {
      const feature = input.features[at % width] as FeaturePlan;
      if (!feature.repairs || feature.indicator !== undefined) return element;
      const raw = rawElement(input.type, feature, rows[Math.floor(at / width)]?.[feature.column]);
      return raw === undefined ? element : raw;
    });
    return { ...tensor, data };
  });
}

/** Numbers of the rows that can be sent as tensors: tensors cannot say "no prediction", so what the policy rejects is left out. */
export function rowsForTensors(plan: PreparationPlan, rows: NamedRow[]): number[] {
  const prepared = createPreparer(plan).prepare(rowsToBatch(plan, rows));
  return [...rows.keys()].filter((row) => !prepared.rejected?.[row]);
}

/** The inputs of a request for these rows, none of which the policy rejects. */
export function tensorInputs(plan: PreparationPlan, rows: NamedRow[]): JsonTensor[] {
  const { tensors } = createPreparer(plan).prepare(rowsToBatch(plan, rows));
  return withRawElements(
    plan,
    Object.entries(tensors).map(([name, tensor]) => jsonTensor(name, tensor)),
    rows,
  );
}

/** What the outputs of an answer say of its rows, in the form of golden answers. */
export function tensorAnswers(plan: PreparationPlan, outputs: readonly JsonTensor[], rowCount: number): GoldenAnswer[] {
  const served = readAsServed(plan);
  const tensors = Object.fromEntries(outputs.map((output) => [output.name, readTensor(output)]));
  const abstained = marksOf(plan, tensors);
  return goldenAnswers(served, { ...readOutputs(served, tensors, rowCount), ...(abstained && { abstained }) });
}

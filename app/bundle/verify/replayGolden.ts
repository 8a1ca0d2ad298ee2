// Golden rows against a running server: as named rows through /predict and as tensors through the open protocol.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { TensorType } from '../../api/schemas/models.ts';
import { AppError } from '../../base/errors.ts';
import { isExactNumber } from '../../prepare/exactNumber.ts';
import { fromFloat16 } from '../../prepare/float16.ts';
import type { FeaturePlan } from '../../prepare/inputPlan.ts';
import { parseNumber } from '../../prepare/parseNumber.ts';
import { readOutputs } from '../../prepare/predictions.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import { abstainedOutput } from '../../prepare/servedOutputs.ts';
import { isText, sliceRows, type TensorData } from '../../prepare/tensors.ts';
import { writeCell } from '../../prepare/textInput.ts';
import { answerDifference, Tolerance } from '../golden/compareAnswers.ts';
import { goldenAnswers, type GoldenAnswer } from '../golden/expectedAnswers.ts';
import type { NamedRow } from '../golden/namedRows.ts';

export interface GoldenFiles {
  requests: NamedRow[];
  responses: GoldenAnswer[];
  tolerance: Tolerance;
}

async function readLines(folder: string, name: string): Promise<unknown[]> {
  const text = await readFile(join(folder, name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as unknown[])[0]);
}

export async function readGoldenFiles(folder: string): Promise<GoldenFiles> {
  const requests = (await readLines(folder, 'golden/requests.jsonl')) as NamedRow[];
  const responses = (await readLines(folder, 'golden/responses.jsonl')) as GoldenAnswer[];
  const tolerance = Tolerance.parse(JSON.parse(await readFile(join(folder, 'golden/tolerance.json'), 'utf8')));
  if (requests.length === 0 || requests.length !== responses.length) {
    throw new AppError('BUNDLE_INVALID', 'golden/requests.jsonl and golden/responses.jsonl do not match.', {
      hint: 'Export the bundle again.',
    });
  }
  return { requests, responses, tolerance };
}

async function post(url: string, body: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  if (response.status === 200) return JSON.parse(text) as unknown;
  throw new AppError('BUNDLE_INVALID', `POST ${new URL(url).pathname} answered ${response.status}: ${text.slice(0, 300)}`, {
    hint: 'See the log of the server.',
  });
}

function differences(answers: unknown, expected: GoldenAnswer[], tolerance: Tolerance, numbers: number[]): string[] {
  if (!Array.isArray(answers) || answers.length !== expected.length) return [`${expected.length} answers were expected`];
  return expected.flatMap((answer, index) => {
    const difference = answerDifference(answers[index], answer, tolerance);
    return difference === null ? [] : [`golden row ${numbers[index]! + 1} ${difference}`];
  });
}

/** All rows in one request, then each of the first ten alone: a batch and a single row must agree. */
export async function replayPredict(url: string, golden: GoldenFiles, signal?: AbortSignal): Promise<string[]> {
  const { requests, responses, tolerance } = golden;
  const all = await post(`${url}/predict`, requests, signal);
  const found = differences(all, responses, tolerance, [...requests.keys()]);
  for (const index of [...requests.keys()].slice(0, 10)) {
    const one = await post(`${url}/predict`, [requests[index]], signal);
    found.push(...differences(one, [responses[index]!], tolerance, [index]));
  }
  return found;
}

const datatypes: Record<string, string> = { bool: 'BOOL', float16: 'FP16', float32: 'FP32', float64: 'FP64', string: 'BYTES' };

interface JsonTensor {
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

function readTensor(output: { datatype: string; shape: number[]; data: unknown[] }): TensorData {
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

/** Rows that the policy rejects are left out: tensors cannot say "no prediction". */
export async function replayTensors(
  url: string,
  model: { name: string; plan: PreparationPlan },
  golden: GoldenFiles,
  signal?: AbortSignal,
): Promise<{ rows: number; found: string[] }> {
  const { plan } = model;
  const served = readAsServed(plan);
  const prepared = createPreparer(plan).prepare(rowsToBatch(plan, golden.requests));
  const kept = [...golden.requests.keys()].filter((row) => !prepared.rejected?.[row]);
  if (kept.length === 0) return { rows: 0, found: [] };
  const found: string[] = [];
  const inputs = (tensors: [string, TensorData][], rows: number[]): JsonTensor[] =>
    withRawElements(
      plan,
      tensors.map(([name, tensor]) => jsonTensor(name, tensor)),
      rows.map((row) => golden.requests[row] as NamedRow),
    );
  // Runs of neighbouring rows, so that a refused row in between is left out without copying by hand.
  for (let from = 0; from < kept.length;) {
    let to = from + 1;
    while (to < kept.length && kept[to] === kept[to - 1]! + 1) to += 1;
    const rows = kept.slice(from, to);
    const slice = Object.entries(prepared.tensors).map(([name, tensor]): [string, TensorData] => [
      name,
      sliceRows(tensor, rows[0]!, rows.at(-1)! + 1),
    ]);
    const answer = (await post(
      `${url}/v2/models/${model.name}/versions/1/infer`,
      { id: 'golden', inputs: inputs(slice, rows) },
      signal,
    )) as {
      id?: string;
      outputs: { name: string; datatype: string; shape: number[]; data: unknown[] }[];
    };
    if (answer.id !== 'golden') found.push('the id of the request is not given back');
    const outputs = Object.fromEntries(answer.outputs.map((output) => [output.name, readTensor(output)]));
    const abstained = marksOf(plan, outputs);
    const answers = goldenAnswers(served, { ...readOutputs(served, outputs, rows.length), ...(abstained && { abstained }) });
    found.push(
      ...differences(
        answers,
        rows.map((row) => golden.responses[row]!),
        golden.tolerance,
        rows,
      ),
    );
    from = to;
  }
  return { rows: kept.length, found };
}

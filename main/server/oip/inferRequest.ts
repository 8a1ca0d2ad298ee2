// POST …/infer: the body, JSON alone or JSON and binary tensors, becomes a prepared batch.
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { AppError } from '../../../app/base/errors.ts';
import { tensorsToBatch, type InputTensor } from '../../../app/prepare/inputTensors.ts';
import type { PreparedBatch } from '../../../app/prepare/preparer.ts';
import { parseJsonBody } from '../body.ts';
import { elementBytes, readBinaryTensor, readText } from './binaryTensors.ts';
import { checkElements } from './checkElements.ts';
import { datatypeOf } from './datatypes.ts';
import { fields, own, parametersOf, type Fields } from './fields.ts';
import { wantedOutputs, type WantedOutput } from './wantedOutputs.ts';

/** Elements of an input as they were sent, row-major. */
export interface GivenTensor {
  name: string;
  data: ArrayLike<unknown>;
}

export interface InferRequest {
  id: string | undefined;
  batch: PreparedBatch;
  tensors: readonly GivenTensor[];
  outputs: WantedOutput[];
}

export interface InferModel {
  plan: PreparationPlan;
  outputNames: string[];
  maxRows: number;
}

type PlanInput = PreparationPlan['inputs'][number];

function invalid(message: string, hint: string, tensor?: string): AppError {
  return new AppError('INVALID_INPUT', message, { hint, ...(tensor === undefined ? {} : { where: { tensor } }) });
}

/** The shape, before anything of that size is made. */
function checkedShape(shape: unknown, input: PlanInput, maxRows: number): number[] {
  const width = input.features.length;
  const dims: unknown[] = Array.isArray(shape) ? shape : [];
  const fits =
    dims.length === input.rank && dims.every((dim) => Number.isSafeInteger(dim)) && (input.rank === 1 || dims[1] === width);
  const rows = dims[0] as number;
  if (!fits || rows < 1) {
    const expected = input.rank === 1 ? '[rows]' : `[rows, ${width}]`;
    throw invalid(
      `Input "${input.input}": the shape must be ${expected} with at least one row, got ${JSON.stringify(shape)?.slice(0, 60) ?? 'nothing'}.`,
      'Every input of a request states the same number of rows.',
      input.input,
    );
  }
  if (rows > maxRows) {
    throw new AppError('TOO_LARGE', `The request has ${rows} rows; this server takes ${maxRows} at a time.`, {
      hint: 'Send several smaller requests.',
    });
  }
  return dims as number[];
}

/** Inference-Header-Content-Length 0: the whole body is the one input's data, and the shape follows from the size. */
function rawRequest(body: Buffer, { plan, outputNames, maxRows }: InferModel): InferRequest {
  const input = plan.inputs[0];
  if (!input || plan.inputs.length > 1) {
    throw invalid('A raw binary request needs a model with exactly one input.', 'Send the JSON part with the tensors after it.');
  }
  const width = input.features.length;
  const isText = input.type === 'string';
  const rowBytes = isText ? body.length : elementBytes(input.type) * width;
  if (body.length === 0 || body.length % rowBytes !== 0) {
    throw invalid(
      `The body has ${body.length} bytes, which is not a whole number of rows of ${rowBytes} bytes.`,
      'Send complete rows.',
    );
  }
  const rows = body.length / rowBytes;
  const shape = checkedShape(input.rank === 1 ? [rows] : [rows, width], input, maxRows);
  const data = isText ? [readText(input.input, body, 0)] : readBinaryTensor(input.input, input.type, body, rows * width);
  const tensor = { name: input.input, shape, datatype: datatypeOf(input.type), data };
  return {
    id: undefined,
    tensors: [tensor],
    batch: tensorsToBatch(plan, [tensor]),
    outputs: outputNames.map((name) => ({ name, binary: true })),
  };
}

/** Takes the tensors of a request one after the other, and their bytes from the end of the body. */
class TensorReader {
  readonly #body: Buffer;
  readonly #model: InferModel;
  readonly #binaryAllowed: boolean;
  readonly tensors: (InputTensor & GivenTensor)[] = [];
  at: number;

  constructor(body: Buffer, jsonBytes: number | undefined, model: InferModel) {
    this.#body = body;
    this.#model = model;
    this.#binaryAllowed = jsonBytes !== undefined;
    this.at = jsonBytes ?? body.length;
  }

  add(tensor: Fields): void {
    const { plan, maxRows } = this.#model;
    const name = own(tensor, 'name');
    const input = plan.inputs.find((known) => known.input === name);
    if (!input) {
      const shown = JSON.stringify(name)?.slice(0, 80) ?? 'without a name';
      throw invalid(`The model has no input ${shown}.`, `It takes: ${plan.inputs.map((known) => known.input).join(', ')}.`);
    }
    if (this.tensors.some((known) => known.name === input.input)) {
      throw invalid(`Input "${input.input}" is sent twice.`, 'Send each input once.', input.input);
    }
    const datatype = own(tensor, 'datatype');
    if (datatype !== datatypeOf(input.type)) {
      const shown = JSON.stringify(datatype)?.slice(0, 40) ?? 'no datatype';
      throw invalid(
        `Input "${input.input}" takes ${datatypeOf(input.type)}, got ${shown}.`,
        'The metadata of the model state every datatype.',
        input.input,
      );
    }
    const shape = checkedShape(own(tensor, 'shape'), input, maxRows);
    this.tensors.push({ name: input.input, shape, datatype: datatypeOf(input.type), data: this.#data(tensor, input, shape[0]!) });
  }

  #data(tensor: Fields, input: PlanInput, rows: number): ArrayLike<unknown> {
    const width = input.features.length;
    const size = own(parametersOf(tensor, `input "${input.input}"`), 'binary_data_size');
    if (size === undefined)
      return checkElements(
        { name: input.input, type: input.type, rank: input.rank, columns: input.features.map(({ column }) => column) },
        own(tensor, 'data'),
      );
    const end = this.at + (size as number);
    if (!this.#binaryAllowed || !Number.isSafeInteger(size) || (size as number) < 0 || end > this.#body.length) {
      throw invalid(
        `Input "${input.input}": binary_data_size does not fit the body.`,
        'Set the Inference-Header-Content-Length header and append the bytes.',
        input.input,
      );
    }
    const bytes = this.#body.subarray(this.at, end);
    this.at = end;
    return readBinaryTensor(input.input, input.type, bytes, rows * width);
  }
}

/** What is no JSON for the bytes of tensors after it lacks the header that says where they begin. */
function jsonPart(body: Buffer, jsonBytes: number | undefined): unknown {
  try {
    return parseJsonBody(jsonBytes === undefined ? body : body.subarray(0, jsonBytes));
  } catch (error) {
    if (jsonBytes !== undefined || !body.includes('"binary_data_size"')) throw error;
    throw invalid(
      'The body has binary tensors, but the request no Inference-Header-Content-Length.',
      'Set that header to the size of the JSON part in bytes.',
    );
  }
}

/**
 * `jsonBytes` is the Inference-Header-Content-Length; undefined = all JSON.
 * @throws INVALID_INPUT or DATA_MISMATCH naming the tensor, TOO_LARGE above `maxRows`.
 */
export function parseInferRequest(body: Buffer, jsonBytes: number | undefined, model: InferModel): InferRequest {
  if (jsonBytes === 0) return rawRequest(body, model);
  if (jsonBytes !== undefined && jsonBytes > body.length) {
    throw invalid('Inference-Header-Content-Length is larger than the body.', 'It is the size of the JSON part in bytes.');
  }
  const request = fields(jsonPart(body, jsonBytes), 'The request');
  const id = own(request, 'id');
  if (id !== undefined && id !== null && typeof id !== 'string')
    throw invalid('"id" must be a string.', 'Leave it out if not needed.');
  const inputs = own(request, 'inputs');
  if (!Array.isArray(inputs)) {
    throw invalid(
      '"inputs" must be an array of tensors.',
      `The model takes: ${model.plan.inputs.map((input) => input.input).join(', ')}.`,
    );
  }
  const reader = new TensorReader(body, jsonBytes, model);
  for (const item of inputs as unknown[]) reader.add(fields(item, 'Each of "inputs"'));
  if (reader.at !== body.length) {
    throw invalid(`${body.length - reader.at} bytes of the body belong to no input.`, 'Check binary_data_size of the inputs.');
  }
  return {
    id: typeof id === 'string' ? id : undefined,
    outputs: wantedOutputs(request, model.outputNames),
    tensors: reader.tensors,
    batch: tensorsToBatch(model.plan, reader.tensors),
  };
}

// Tensors as the answer to …/infer. JSON has no NaN and no exact 64-bit integers, so numbers are written by hand.
import { fromFloat16 } from '../../../app/prepare/float16.ts';
import { isText, type TensorData } from '../../../app/prepare/tensors.ts';
import { writeBinaryTensor } from './binaryTensors.ts';
import { datatypeOf } from './datatypes.ts';

export interface InferAnswer {
  contentType: string;
  /** Set when binary tensors follow the JSON. */
  jsonBytes: number | undefined;
  body: Buffer;
}

function dataText(tensor: TensorData): { text: string; nonfinite: boolean } {
  const { data, type } = tensor;
  if (isText(data)) {
    const quoted = data.dictionary.map((text) => JSON.stringify(text));
    return { text: Array.from(data.codes, (code) => quoted[code] ?? '""').join(','), nonfinite: false };
  }
  if (type === 'bool')
    return { text: Array.from(data as Uint8Array, (value) => (value ? 'true' : 'false')).join(','), nonfinite: false };
  let nonfinite = false;
  const parts = Array.from(data as ArrayLike<number | bigint>, (raw) => {
    const value = type === 'float16' ? fromFloat16(raw as number) : raw;
    if (typeof value === 'bigint' || Number.isFinite(value)) return String(Object.is(value, -0) ? '-0.0' : value);
    nonfinite = true;
    return 'null';
  });
  return { text: parts.join(','), nonfinite };
}

export function writeInferAnswer(
  model: { name: string; version: string; parameters?: Record<string, string | number> },
  id: string | undefined,
  outputs: { name: string; binary: boolean; tensor: TensorData }[],
): InferAnswer {
  const tails: Buffer[] = [];
  const texts = outputs.map(({ name, binary, tensor }) => {
    const head = `"name":${JSON.stringify(name)},"datatype":"${datatypeOf(tensor.type)}","shape":${JSON.stringify(tensor.dims)}`;
    if (binary) {
      const bytes = writeBinaryTensor(tensor);
      tails.push(bytes);
      return `{${head},"parameters":{"binary_data_size":${bytes.length}}}`;
    }
    const { text, nonfinite } = dataText(tensor);
    return `{${head}${nonfinite ? ',"parameters":{"nonfinite":true}' : ''},"data":[${text}]}`;
  });
  const idText = id === undefined ? '' : `,"id":${JSON.stringify(id)}`;
  const parameters = model.parameters ? `,"parameters":${JSON.stringify(model.parameters)}` : '';
  const json = Buffer.from(
    `{"model_name":${JSON.stringify(model.name)},"model_version":${JSON.stringify(model.version)}${idText}${parameters},"outputs":[${texts.join(',')}]}`,
  );
  if (tails.length === 0) return { contentType: 'application/json', jsonBytes: undefined, body: json };
  return { contentType: 'application/octet-stream', jsonBytes: json.length, body: Buffer.concat([json, ...tails]) };
}

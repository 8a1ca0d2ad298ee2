// A tiny ONNX writer, so that tests make real models without Python.
import { elementTypeNumber } from '../../app/model/elementTypes.ts';
import { bytesField, concatBytes, floatField, messageField, varint, varintField } from '../../app/model/protobufWriter.ts';
import type { TensorType } from '../../app/api/schemas/models.ts';

/** number = fixed, string = named dynamic, null = unnamed dynamic. */
export type Dim = number | string | null;

/** A constant. `data` is row-major; float16 takes the 16-bit patterns as numbers. */
export interface TensorSpec {
  name?: string;
  type: TensorType;
  dims: number[];
  data?: readonly (number | bigint | string | boolean)[];
  /** Puts the values into this file instead of the model; the caller writes the file. */
  external?: { location: string; offset?: number; length?: number };
}

export type ValueType =
  | { tensor: TensorType; shape?: Dim[] }
  | { sequence: ValueType }
  | { map: { key: TensorType; value: ValueType } }
  | { optional: ValueType }
  | { sparse: TensorType; shape?: Dim[] };

export interface ValueSpec {
  name: string;
  type: ValueType;
}

export type AttributeSpec =
  | { int: number | bigint }
  | { float: number }
  | { string: string }
  | { ints: readonly (number | bigint)[] }
  | { floats: readonly number[] }
  | { strings: readonly string[] }
  | { tensor: TensorSpec }
  | { graph: GraphSpec };

export interface NodeSpec {
  op: string;
  inputs: string[];
  outputs: string[];
  domain?: string;
  name?: string;
  attributes?: Record<string, AttributeSpec>;
}

export interface GraphSpec {
  name?: string;
  nodes: NodeSpec[];
  inputs: ValueSpec[];
  outputs: ValueSpec[];
  initializers?: TensorSpec[];
  /** Types of inner values. */
  valueInfo?: ValueSpec[];
}

export interface ModelSpec extends GraphSpec {
  /** Default 8. */
  irVersion?: number;
  /** Domain -> version; default `{'': 17, 'ai.onnx.ml': 3}`. */
  opsets?: Record<string, number>;
  producer?: string;
  producerVersion?: string;
  description?: string;
  metadata?: Record<string, string>;
}

/** Shorthand for the usual value: a tensor with a shape. */
export function tensor(name: string, type: TensorType, shape?: Dim[]): ValueSpec {
  return { name, type: shape ? { tensor: type, shape } : { tensor: type } };
}

/** Shorthand for an initializer. */
export function constant(name: string, type: TensorType, dims: number[], data: TensorSpec['data']): TensorSpec {
  return { name, type, dims, data: data ?? [] };
}

function shapeField(shape: Dim[] | undefined): Uint8Array {
  if (!shape) return new Uint8Array();
  const dims = shape.map((dim) => {
    if (typeof dim === 'number') return messageField(1, varintField(1, dim));
    return dim === null ? messageField(1) : messageField(1, bytesField(2, dim));
  });
  return messageField(2, ...dims);
}

function typeMessage(type: ValueType): Uint8Array {
  if ('tensor' in type) return messageField(1, varintField(1, elementTypeNumber(type.tensor)), shapeField(type.shape));
  if ('sparse' in type) return messageField(8, varintField(1, elementTypeNumber(type.sparse)), shapeField(type.shape));
  if ('sequence' in type) return messageField(4, bytesField(1, typeMessage(type.sequence)));
  if ('optional' in type) return messageField(9, bytesField(1, typeMessage(type.optional)));
  return messageField(5, varintField(1, elementTypeNumber(type.map.key)), bytesField(2, typeMessage(type.map.value)));
}

function valueField(field: number, value: ValueSpec): Uint8Array {
  return messageField(field, bytesField(1, value.name), bytesField(2, typeMessage(value.type)));
}

type Scalar = number | bigint | string | boolean;
const elementWriters: Partial<Record<TensorType, { size: number; set: (view: DataView, at: number, value: Scalar) => void }>> = {
  float32: { size: 4, set: (view, at, value) => view.setFloat32(at, Number(value), true) },
  float64: { size: 8, set: (view, at, value) => view.setFloat64(at, Number(value), true) },
  float16: { size: 2, set: (view, at, value) => view.setUint16(at, Number(value), true) },
  bfloat16: { size: 2, set: (view, at, value) => view.setUint16(at, Number(value), true) },
  int64: { size: 8, set: (view, at, value) => view.setBigInt64(at, BigInt(value), true) },
  uint64: { size: 8, set: (view, at, value) => view.setBigUint64(at, BigInt(value), true) },
  int32: { size: 4, set: (view, at, value) => view.setInt32(at, Number(value), true) },
  uint32: { size: 4, set: (view, at, value) => view.setUint32(at, Number(value), true) },
  int16: { size: 2, set: (view, at, value) => view.setInt16(at, Number(value), true) },
  uint16: { size: 2, set: (view, at, value) => view.setUint16(at, Number(value), true) },
  int8: { size: 1, set: (view, at, value) => view.setInt8(at, Number(value)) },
  uint8: { size: 1, set: (view, at, value) => view.setUint8(at, Number(value)) },
  bool: { size: 1, set: (view, at, value) => view.setUint8(at, value ? 1 : 0) },
};

/** The bytes of `raw_data` (little endian), also what an external data file holds. */
export function rawData(type: TensorType, data: readonly Scalar[]): Uint8Array {
  const writer = elementWriters[type];
  if (!writer) throw new Error(`no raw form for ${type}`);
  const bytes = new Uint8Array(data.length * writer.size);
  const view = new DataView(bytes.buffer);
  data.forEach((value, index) => writer.set(view, index * writer.size, value));
  return bytes;
}

function tensorMessage(spec: TensorSpec): Uint8Array {
  const parts = [...spec.dims.map((dim) => varintField(1, dim)), varintField(2, elementTypeNumber(spec.type))];
  if (spec.name !== undefined) parts.push(bytesField(8, spec.name));
  if (spec.external) {
    for (const [key, value] of Object.entries(spec.external)) {
      parts.push(messageField(13, bytesField(1, key), bytesField(2, String(value))));
    }
    parts.push(varintField(14, 1));
  } else if (spec.type === 'string') {
    parts.push(...(spec.data ?? []).map((text) => bytesField(6, String(text))));
  } else {
    parts.push(bytesField(9, rawData(spec.type, spec.data ?? [])));
  }
  return concatBytes(parts);
}

function attributeField(name: string, value: AttributeSpec): Uint8Array {
  const write = (type: number, ...parts: Uint8Array[]): Uint8Array =>
    messageField(5, bytesField(1, name), ...parts, varintField(20, type));
  if ('float' in value) return write(1, floatField(2, value.float));
  if ('int' in value) return write(2, varintField(3, value.int));
  if ('string' in value) return write(3, bytesField(4, value.string));
  if ('tensor' in value) return write(4, bytesField(5, tensorMessage(value.tensor)));
  if ('graph' in value) return write(5, bytesField(6, graphMessage(value.graph)));
  if ('floats' in value) return write(6, ...value.floats.map((entry) => floatField(7, entry)));
  if ('ints' in value) return write(7, bytesField(8, concatBytes(value.ints.map((entry) => varint(entry)))));
  return write(8, ...value.strings.map((entry) => bytesField(9, entry)));
}

function nodeField(node: NodeSpec): Uint8Array {
  return messageField(
    1,
    ...node.inputs.map((name) => bytesField(1, name)),
    ...node.outputs.map((name) => bytesField(2, name)),
    ...(node.name === undefined ? [] : [bytesField(3, node.name)]),
    bytesField(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) => attributeField(name, value)),
    ...(node.domain === undefined ? [] : [bytesField(7, node.domain)]),
  );
}

function graphMessage(graph: GraphSpec): Uint8Array {
  return concatBytes([
    ...graph.nodes.map(nodeField),
    bytesField(2, graph.name ?? 'graph'),
    ...(graph.initializers ?? []).map((entry) => bytesField(5, tensorMessage(entry))),
    ...graph.inputs.map((value) => valueField(11, value)),
    ...graph.outputs.map((value) => valueField(12, value)),
    ...(graph.valueInfo ?? []).map((value) => valueField(13, value)),
  ]);
}

/** The bytes of an `.onnx` file. Nothing is checked: broken models can be made on purpose. */
export function writeModel(spec: ModelSpec): Uint8Array {
  const opsets = spec.opsets ?? { '': 17, 'ai.onnx.ml': 3 };
  return concatBytes([
    varintField(1, spec.irVersion ?? 8),
    bytesField(2, spec.producer ?? 'drydock-tests'),
    bytesField(3, spec.producerVersion ?? '1'),
    ...(spec.description === undefined ? [] : [bytesField(6, spec.description)]),
    bytesField(7, graphMessage(spec)),
    ...Object.entries(opsets).map(([domain, version]) => messageField(8, bytesField(1, domain), varintField(2, version))),
    ...Object.entries(spec.metadata ?? {}).map(([key, value]) => messageField(14, bytesField(1, key), bytesField(2, value))),
  ]);
}

// The binary tensor extension: little-endian, row-major elements after the JSON part of a body.
// Source: Triton's extension_binary_data.md. All platforms onnxruntime-node runs on are little-endian themselves.
import type { TensorType } from '../../../app/api/schemas/models.ts';
import { AppError } from '../../../app/base/errors.ts';
import { fromFloat16 } from '../../../app/prepare/float16.ts';
import { createNumericData, isNumericType, isText, unsupportedType, type TensorData } from '../../../app/prepare/tensors.ts';

function wrongSize(name: string, message: string): AppError {
  return new AppError('INVALID_INPUT', `Input "${name}": ${message}`, {
    hint: 'Check binary_data_size, the shape and the datatype.',
    where: { tensor: name },
  });
}

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are no text would otherwise become replacement characters, and with them another category. */
export function readText(name: string, bytes: Uint8Array, element: number): string {
  try {
    return strictText.decode(bytes);
  } catch (cause) {
    throw new AppError('INVALID_INPUT', `Input "${name}": element ${element} is not UTF-8 text.`, {
      hint: 'Encode texts as UTF-8.',
      where: { tensor: name },
      cause,
    });
  }
}

function readTexts(name: string, bytes: Buffer, count: number): string[] {
  const texts: string[] = [];
  let at = 0;
  while (texts.length < count) {
    if (at + 4 > bytes.length) throw wrongSize(name, `the binary data end before element ${texts.length} of ${count}.`);
    const length = bytes.readUInt32LE(at);
    at += 4;
    if (at + length > bytes.length) throw wrongSize(name, `element ${texts.length} claims ${length} bytes, more than there are.`);
    texts.push(readText(name, bytes.subarray(at, at + length), texts.length));
    at += length;
  }
  if (at !== bytes.length) throw wrongSize(name, `${bytes.length - at} bytes are left over after ${count} elements.`);
  return texts;
}

/** Bytes an element, for the types of fixed size. */
export function elementBytes(type: TensorType): number {
  if (!isNumericType(type)) throw unsupportedType(type, '');
  return createNumericData(type, 1).BYTES_PER_ELEMENT;
}

/**
 * Elements from raw bytes, as preparation takes them: half floats as numbers. NaN is the one way to say "missing" here,
 * and preparation reads it so.
 */
export function readBinaryTensor(name: string, type: TensorType, bytes: Buffer, count: number): ArrayLike<unknown> {
  if (type === 'string') return readTexts(name, bytes, count);
  if (!isNumericType(type)) throw unsupportedType(type, name);
  const expected = count * elementBytes(type);
  if (bytes.length !== expected) throw wrongSize(name, `expected ${expected} bytes for ${count} elements, got ${bytes.length}.`);
  const elements = createNumericData(type, count);
  new Uint8Array(elements.buffer).set(bytes);
  if (type === 'float16') return Float64Array.from(elements as Uint16Array, fromFloat16);
  return type === 'bool' ? elements.map((value: number | bigint) => Number(value !== 0) as never) : elements;
}

/** Raw bytes of an output tensor. */
export function writeBinaryTensor(tensor: TensorData): Buffer {
  if (!isText(tensor.data)) return Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  const { codes, dictionary } = tensor.data;
  const encoded = dictionary.map((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat(Array.from(codes, (code) => encoded[code] ?? Buffer.alloc(4)));
}

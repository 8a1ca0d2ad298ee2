// An attribute of a node in a few words: the numbers of a large forest are counted, not loaded.
import { elementTypeName } from './elementTypes.ts';
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, readIntegers, readText, signed, type ByteRange, type Field } from './protobufReader.ts';
import { attributeName } from './readAttributes.ts';
import { readTensorFacts } from './readTensor.ts';

const shownValues = 8;
const longestShown = 200;
/** Lists are counted up to here. */
const mostCounted = 100_000;

/** Shortest decimal text that is this float32, as other viewers show it. */
function floatText(value: number): string {
  const digits = [7, 8, 9].map((count) => Number(value.toPrecision(count)));
  return String(digits.find((short) => Math.fround(short) === value) ?? value);
}

function readFloat(bytes: FileBytes, at: number): number {
  const raw = bytes.read(at, 4);
  return new DataView(raw.buffer, raw.byteOffset, 4).getFloat32(0, true);
}

function shortText(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function listText(values: string[], count: number): string {
  if (count <= values.length) return `[${values.join(', ')}]`;
  const howMany = count > mostCounted ? `more than ${String(mostCounted)}` : String(count);
  return `[${values.join(', ')}, …] (${howMany} values)`;
}

/** The first values and the number of a repeated field, packed or one by one. */
class ValueList {
  readonly values: string[] = [];
  count = 0;

  add(text: () => string): void {
    this.count++;
    if (this.values.length < shownValues) this.values.push(text());
  }

  addFloats(bytes: FileBytes, field: Field): void {
    for (let at = field.start; at + 4 <= field.end && this.values.length < shownValues; at += 4) {
      this.values.push(floatText(readFloat(bytes, at)));
    }
    this.count += Math.floor((field.end - field.start) / 4);
  }

  addIntegers(bytes: FileBytes, field: Field): void {
    for (const value of readIntegers(bytes, field)) this.add(() => String(value));
  }
}

const rawReaders = new Map<number, { size: number; read: (view: DataView, at: number) => number | bigint }>([
  [1, { size: 4, read: (view, at) => view.getFloat32(at, true) }],
  [2, { size: 1, read: (view, at) => view.getUint8(at) }],
  [3, { size: 1, read: (view, at) => view.getInt8(at) }],
  [6, { size: 4, read: (view, at) => view.getInt32(at, true) }],
  [7, { size: 8, read: (view, at) => view.getBigInt64(at, true) }],
  [9, { size: 1, read: (view, at) => view.getUint8(at) }],
  [11, { size: 8, read: (view, at) => view.getFloat64(at, true) }],
]);

/** The values of a small tensor; empty where they are many, kept elsewhere or of a type that is not shown. */
function smallTensorValues(bytes: FileBytes, range: ByteRange, elements: number): string[] {
  if (elements < 1 || elements > shownValues) return [];
  const list = new ValueList();
  let type = 0;
  for (const field of readFields(bytes, range)) {
    if (field.number === 2) type = Number(field.value);
    else if (field.number === 4) list.addFloats(bytes, field);
    else if (field.number === 5 || field.number === 7) list.addIntegers(bytes, field);
    else if (field.number === 6) list.add(() => JSON.stringify(shortText(readText(bytes, field))));
    else if (field.number === 9) {
      const reader = rawReaders.get(type);
      const raw =
        reader && field.end - field.start === reader.size * elements ? bytes.read(field.start, field.end - field.start) : null;
      if (!reader || !raw) continue;
      const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
      for (let index = 0; index < elements; index++) {
        const value = reader.read(view, index * reader.size);
        list.add(() => (typeof value === 'number' ? floatText(value) : String(value)));
      }
    }
  }
  return list.count === elements ? list.values : [];
}

function tensorText(bytes: FileBytes, range: ByteRange): string {
  const tensor = readTensorFacts(bytes, range);
  let number = 0;
  for (const field of readFields(bytes, range)) if (field.number === 2) number = Number(field.value);
  const values = tensor.external ? [] : smallTensorValues(bytes, range, tensor.elements);
  const head = `${elementTypeName(number)} [${tensor.dims.join(', ')}]`;
  return values.length === 0 ? head : `${head}: ${values.join(', ')}`;
}

/** Nodes in a graph, those of the graphs inside it among them. */
function countInner(bytes: FileBytes, graph: ByteRange, depth = 0): { graphs: number; nodes: number } {
  const total = { graphs: 1, nodes: 0 };
  for (const field of readFields(bytes, graph)) {
    if (field.number !== 1) continue;
    total.nodes++;
    for (const child of readFields(bytes, messageRange(bytes, field))) {
      if (child.number !== 5 || depth > 50) continue;
      for (const part of readFields(bytes, messageRange(bytes, child))) {
        if (part.number !== 6 && part.number !== 11) continue;
        const inner = countInner(bytes, messageRange(bytes, part), depth + 1);
        total.graphs += inner.graphs;
        total.nodes += inner.nodes;
      }
    }
  }
  return total;
}

export interface AttributeText {
  name: string;
  text: string;
  inner: { graphs: number; nodes: number };
}

/** AttributeProto: its name, its value in short, and how much graph is in it. */
export function attributeText(bytes: FileBytes, range: ByteRange): AttributeText {
  const inner = { graphs: 0, nodes: 0 };
  const lists = { floats: new ValueList(), integers: new ValueList(), texts: new ValueList(), tensors: new ValueList() };
  let type = 0;
  let single = '';
  let reference = '';
  for (const field of readFields(bytes, range)) {
    if (field.number === 20) type = Number(field.value);
    else if (field.number === 21) reference = readText(bytes, field);
    else if (field.number === 2) single = floatText(readFloat(bytes, field.start));
    else if (field.number === 3) single = String(signed(field.value));
    else if (field.number === 4) single = shortText(readText(bytes, field));
    else if (field.number === 5) single = tensorText(bytes, messageRange(bytes, field));
    else if (field.number === 22) single = 'sparse tensor';
    else if (field.number === 14 || field.number === 15) single = 'type';
    else if (field.number === 6 || field.number === 11) {
      const { graphs, nodes } = countInner(bytes, messageRange(bytes, field));
      inner.graphs += graphs;
      inner.nodes += nodes;
    } else if (field.number === 7) lists.floats.addFloats(bytes, field);
    else if (field.number === 8) lists.integers.addIntegers(bytes, field);
    else if (field.number === 9) lists.texts.add(() => JSON.stringify(shortText(readText(bytes, field))));
    else if (field.number === 10) lists.tensors.add(() => tensorText(bytes, messageRange(bytes, field)));
    if (Object.values(lists).some(({ count }) => count > mostCounted)) break;
  }
  const list = Object.values(lists).find(({ count }) => count > 0);
  const text =
    inner.graphs > 0
      ? `graph of ${String(inner.nodes)} ${inner.nodes === 1 ? 'node' : 'nodes'}`
      : list
        ? listText(list.values, list.count)
        : reference !== ''
          ? `the attribute ${reference} of the function`
          : single !== ''
            ? single
            : emptyText(type);
  return { name: attributeName(bytes, range), text, inner };
}

/** The value that a file leaves out because it is the zero of its type (AttributeProto.type: 1 float, 2 int, 3 string). */
function emptyText(type: number): string {
  if (type === 1 || type === 2) return '0';
  return type === 3 ? '""' : '[]';
}

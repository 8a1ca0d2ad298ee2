// AttributeProto, read on demand: the thresholds of a large forest are never touched
// when only its class labels are asked for.
import type { FileBytes } from './fileBytes.ts';
import { messageRange, readFields, readIntegers, readText, signed, type ByteRange, type Field } from './protobufReader.ts';

export interface Attribute {
  int?: number;
  text?: string;
  ints?: bigint[];
  texts?: string[];
  tensor?: ByteRange;
}

/** The name of an attribute: its first field in every file seen, but the format does not promise it. */
export function attributeName(bytes: FileBytes, attribute: ByteRange): string {
  for (const field of readFields(bytes, attribute)) {
    if (field.number === 1) return readText(bytes, field);
  }
  return '';
}

function readAttribute(bytes: FileBytes, range: ByteRange): Attribute {
  const attribute: Attribute = {};
  for (const field of readFields(bytes, range)) {
    if (field.number === 3 && field.wire === 0) attribute.int = Number(signed(field.value));
    else if (field.number === 4) attribute.text = readText(bytes, field);
    else if (field.number === 5) attribute.tensor = messageRange(bytes, field);
    else if (field.number === 8) {
      attribute.ints ??= [];
      for (const value of readIntegers(bytes, field)) attribute.ints.push(value);
    } else if (field.number === 9) (attribute.texts ??= []).push(readText(bytes, field));
  }
  return attribute;
}

/** The named attributes of the node whose message is `node`; absent ones are absent in the result. */
export function readAttributes<Name extends string>(
  bytes: FileBytes,
  node: ByteRange,
  names: readonly Name[],
): Partial<Record<Name, Attribute>> {
  const found: Partial<Record<Name, Attribute>> = {};
  for (const field of readFields(bytes, node)) {
    if (field.number !== 5) continue;
    const range = messageRange(bytes, field);
    const name = attributeName(bytes, range);
    const wanted = names.find((candidate) => candidate === name);
    if (wanted !== undefined) found[wanted] = readAttribute(bytes, range);
  }
  return found;
}

/**
 * Calls back for each graph and each tensor held by the attributes of a node. Long lists of numbers
 * (fields 7 to 9) come after these in a file, so reading of an attribute stops there.
 */
export function visitAttributeContents(
  bytes: FileBytes,
  attribute: Field,
  visit: { graph: (range: ByteRange) => void; tensor: (range: ByteRange) => void },
): void {
  for (const field of readFields(bytes, messageRange(bytes, attribute))) {
    if (field.number === 5 || field.number === 10) visit.tensor(messageRange(bytes, field));
    else if (field.number === 6 || field.number === 11) visit.graph(messageRange(bytes, field));
    else if (field.number >= 7 && field.number <= 9) return;
  }
}

// Protocol buffers in their text format, as Triton's config.pbtxt is written.

/** A constant of an enumeration, written without quotes. */
export class EnumValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type ProtoValue = string | number | boolean | EnumValue | ProtoMessage;
/** Fields in the order given; one that is undefined is left out. Lists are repeated fields. */
export interface ProtoMessage {
  readonly [field: string]: ProtoValue | readonly ProtoValue[] | undefined;
}

/** Bytes beyond ASCII, and those with a meaning of their own, as octal escapes: read alike whatever the encoding of the file. */
function quoted(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    const isPlain = byte >= 0x20 && byte < 0x7f && char !== '"' && char !== '\\';
    out += isPlain ? char : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return `"${out}"`;
}

function isMessage(value: ProtoValue): value is ProtoMessage {
  return typeof value === 'object' && !(value instanceof EnumValue);
}

function scalar(value: Exclude<ProtoValue, ProtoMessage>): string {
  if (typeof value === 'string') return quoted(value);
  return value instanceof EnumValue ? value.name : String(value);
}

function isList(value: ProtoValue | readonly ProtoValue[]): value is readonly ProtoValue[] {
  return Array.isArray(value);
}

function field(name: string, value: ProtoValue | readonly ProtoValue[]): string[] {
  if (isList(value)) {
    if (value.some(isMessage)) return value.flatMap((item) => field(name, item));
    return [`${name}: [${value.map((item) => scalar(item as Exclude<ProtoValue, ProtoMessage>)).join(', ')}]`];
  }
  if (!isMessage(value)) return [`${name}: ${scalar(value)}`];
  const lines = linesOf(value);
  return lines.length === 0 ? [`${name} {}`] : [`${name} {`, ...lines.map((line) => `  ${line}`), '}'];
}

function linesOf(message: ProtoMessage): string[] {
  return Object.entries(message).flatMap(([name, value]) => (value === undefined ? [] : field(name, value)));
}

/** The message, ending in a line break, below `comments`, one line each. */
export function textProto(message: ProtoMessage, comments: readonly string[] = []): string {
  return `${[...comments.map((comment) => `# ${comment}`), ...linesOf(message)].join('\n')}\n`;
}

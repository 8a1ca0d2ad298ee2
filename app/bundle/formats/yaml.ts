// Plain data as YAML: block style, keys in the order given, no wrapping, no anchors. The same value gives the same bytes.

export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** Read as a text by YAML 1.1 and 1.2 alike when written without quotes; what looks like anything else is quoted. */
const plain = /^[A-Za-z_/][A-Za-z0-9_./-]*$/;
const reserved = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n']);

/** YAML's double-quoted form takes JSON's escapes; what JSON leaves bare but YAML breaks lines at, or refuses, is escaped too. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`YAML is to hold ${String(value)}.`);
    return String(value);
  }
  return plain.test(value) && !reserved.has(value.toLowerCase()) ? value : quoted(value);
}

function isScalar(value: Yaml): value is string | number | boolean | null {
  return value === null || typeof value !== 'object';
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}

function entriesOf(value: { readonly [key: string]: Yaml | undefined }): [string, Yaml][] {
  return Object.entries(value).filter((entry): entry is [string, Yaml] => entry[1] !== undefined);
}

function linesOf(value: Yaml): string[] {
  if (isScalar(value)) return [scalar(value)];
  if (isList(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => linesOf(item).map((line, index) => `${index === 0 ? '- ' : '  '}${line}`));
  }
  const entries = entriesOf(value);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, item]) => {
    const [first = '', ...rest] = linesOf(item);
    const isInline = isScalar(item) || (rest.length === 0 && (first === '[]' || first === '{}'));
    return isInline ? [`${scalar(key)}: ${first}`] : [`${scalar(key)}:`, ...[first, ...rest].map((line) => `  ${line}`)];
  });
}

/**
 * One document, ending in a line break. `comments` stand above it, one line each. Members that are undefined are left out.
 * @throws RangeError for a number that is not finite.
 */
export function yamlDocument(value: Yaml, comments: readonly string[] = []): string {
  const head = comments.flatMap((comment) => comment.split(/\r?\n/)).map((line) => (line === '' ? '#' : `# ${line}`));
  return `${[...head, ...linesOf(value)].join('\n')}\n`;
}

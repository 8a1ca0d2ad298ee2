import type { ReadOptions } from '../api/schemas/datasets.ts';
import type { Warning } from '../api/schemas/common.ts';
import { renamedWarning, uniqueNames } from './uniqueNames.ts';

export interface CsvDialect {
  delimiter: string;
  quote: string;
  escape: string;
  /** Lines before the header (or the first row): blank lines, comments. */
  skipLines: number;
  header: boolean;
  /** Of the first record: line ends inside of quotes may be others. */
  lineEnd: '\n' | '\r\n' | '\r';
  /** One per column, unique. */
  names: string[];
}

interface CsvRecord {
  fields: string[];
  quoted: boolean[];
  /** 0-based line on which it starts. */
  line: number;
  lineEnd: string;
}

const candidates = [',', ';', '\t', '|', '\x01', '^', '~', ':'];

/** Splits text into records; enough of CSV to look at the beginning of a file. The last record may be cut off. */
export function splitCsv(text: string, delimiter: string, quote: string, escape: string, limit: number): CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let quoted: boolean[] = [];
  let line = 0;
  let startLine = 0;
  let at = 0;
  const endRecord = (lineEnd: string): void => {
    if (fields.length > 1 || fields[0] !== '' || quoted[0]) records.push({ fields, quoted, line: startLine, lineEnd });
    fields = [];
    quoted = [];
  };
  while (at < text.length && records.length < limit) {
    let field = '';
    let isQuoted = false;
    if (quote !== '' && text.startsWith(quote, at)) {
      isQuoted = true;
      at += 1;
      while (at < text.length) {
        const character = text[at] as string;
        if (character === escape && escape !== quote && at + 1 < text.length) {
          field += text[at + 1] as string;
          at += 2;
        } else if (character === quote) {
          if (text[at + 1] === quote && escape === quote) {
            field += quote;
            at += 2;
          } else {
            at += 1;
            break;
          }
        } else {
          if (character === '\n') line += 1;
          field += character;
          at += 1;
        }
      }
    }
    while (at < text.length && !text.startsWith(delimiter, at) && text[at] !== '\n' && text[at] !== '\r')
      field += text[at++] as string;
    fields.push(field);
    quoted.push(isQuoted);
    if (text.startsWith(delimiter, at)) {
      at += delimiter.length;
      if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue;
      fields.push('');
      quoted.push(false);
    }
    const end = at;
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    line += 1;
    endRecord(text.slice(end, at));
    startLine = line;
  }
  return records;
}

function mostCommon(counts: readonly number[]): { value: number; share: number } {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  let value = 1;
  let best = 0;
  for (const [count, times] of tally) if (times > best || (times === best && count > value)) [value, best] = [count, times];
  return { value, share: counts.length === 0 ? 0 : best / counts.length };
}

/** A line end inside of single quotes, perhaps of a header that is the only quoted thing: rows are of one width only with it. */
function isEvenOnlyWithSingle(text: string, delimiter: string, escaped: string): boolean {
  const spanning = new RegExp(`(?:^|${escaped}|\\n)'[^'\\n]*\\n[^']*'(?=${escaped}|\\r?\\n|$)`);
  if (!spanning.test(text)) return false;
  const evenness = (quote: string): number => {
    const records = splitCsv(text, delimiter, quote, quote, 500);
    // The last one may be cut off.
    const { value, share } = mostCommon(records.slice(0, records.length > 2 ? -1 : undefined).map(({ fields }) => fields.length));
    return value < 2 ? 0 : share;
  };
  return evenness("'") > evenness('"');
}

function detectQuote(text: string, delimiter: string): { quote: string; escape: string } {
  const escaped = delimiter.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const single = new RegExp(`(?:^|${escaped}|\\n)'[^'\\n]*'(?=${escaped}|\\r?\\n|$)`, 'g');
  const double = new RegExp(`(?:^|${escaped}|\\n)"`, 'g');
  const singles = text.match(single)?.length ?? 0;
  const doubles = text.match(double)?.length ?? 0;
  const isSingle = doubles === 0 && (singles > 1 || isEvenOnlyWithSingle(text, delimiter, escaped));
  const quote = isSingle ? "'" : '"';
  const backslashes = text.split(`\\${quote}`).length - 1;
  const doubled = text.split(quote + quote).length - 1;
  return { quote, escape: backslashes > 0 && backslashes > doubled ? '\\' : quote };
}

const clockTime = /(?<!\d)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?!\d)/;

/** A colon inside of times of day is no delimiter; a header that it cuts into as many fields says that it is one. */
function cutsTimes(text: string, records: readonly CsvRecord[], fields: number): boolean {
  const header = records[0]?.fields ?? [];
  if (header.length === fields && !clockTime.test(header.join(':'))) return false;
  return clockTime.test(text) && !text.replaceAll(new RegExp(clockTime, 'g'), '').includes(':');
}

/** The delimiter that cuts most records into the same number (> 1) of fields; the comma when none does. */
function detectDelimiter(text: string, quote: string | undefined): string {
  let best = ',';
  let bestScore = 0;
  for (const [rank, delimiter] of candidates.entries()) {
    if (!text.includes(delimiter)) continue;
    const dialect = detectQuote(text, delimiter);
    const records = splitCsv(text, delimiter, quote ?? dialect.quote, quote ?? dialect.escape, 500);
    // The last one may be cut off.
    const whole = records.length > 2 ? records.slice(0, -1) : records;
    const { value, share } = mostCommon(whole.map((record) => record.fields.length));
    if (value < 2 || (delimiter === ':' && cutsTimes(text, records, value))) continue;
    // Decimal commas and times of day cut rows evenly too, so a rarer candidate must be clearly better.
    const header = records[0]?.fields.length === value ? 0.1 : 0;
    const score = share + header + Math.min(value, 50) * 0.002 - rank * 0.01;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

const numberLike = /^\s*[+-]?(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?\s*$/;
const dateLike = /^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$/;
const clockLike = /^\s*\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*$/i;
const valueLike = (text: string): boolean =>
  numberLike.test(text) || dateLike.test(text) || clockLike.test(text) || /^(true|false|nan|null|n\/a)$/i.test(text.trim());

function detectHeader(records: readonly CsvRecord[]): boolean {
  const [first, ...rest] = records;
  if (!first) return false;
  const names = first.fields.map((field) => field.trim());
  if (names.every((name) => name === '')) return true;
  if (names.some((name) => valueLike(name))) {
    // Years or codes as column names over text or over numbers of another kind are rare; all-number rows are data.
    const values = names.filter((name) => valueLike(name)).length;
    if (values > names.length / 2) return false;
    const sameKind = names.some((name, index) => valueLike(name) && rest.some((record) => valueLike(record.fields[index] ?? '')));
    if (!sameKind) return true;
    // One name that looks like a value (a class called 1, say) among texts over columns of values.
    const texts = names.flatMap((name, index) => (name === '' || valueLike(name) ? [] : [index]));
    const overValues = texts.filter((index) => {
      const cells = rest.map((record) => (record.fields[index] ?? '').trim()).filter((cell) => cell !== '');
      return cells.length > 0 && cells.filter(valueLike).length >= cells.length * 0.8;
    });
    return overValues.length > texts.length / 2;
  }
  if (rest.length === 0) return true;
  const kinds = names.some((_, index) => rest.some((record) => valueLike(record.fields[index] ?? '')));
  if (kinds) return true;
  // All text: a first row whose values come again below in most columns is a row like the others.
  const repeated = names.filter(
    (name, index) => name !== '' && rest.some((record) => (record.fields[index] ?? '').trim() === name),
  ).length;
  return repeated <= names.length / 2;
}

/**
 * How a CSV file is written, from its beginning. What `options` tell wins.
 * @param text The first some 100 KB, decoded, without byte order mark.
 */
export function detectDialect(text: string, options: ReadOptions, file: string): { dialect: CsvDialect; warnings: Warning[] } {
  const warnings: Warning[] = [];
  let skipLines = 0;
  let body = text;
  for (;;) {
    const line = /^[^\n]*(\n|$)/.exec(body)?.[0] ?? '';
    const declared = /^sep=(.)\r?\n/i.exec(line);
    if (line === '' || !(line.trim() === '' || line.startsWith('#') || declared)) break;
    // A header may start with '#': then the next line has as many fields.
    if (line.startsWith('#') && isHeaderWithHash(line, body.slice(line.length))) break;
    if (declared && options.delimiter === undefined) options = { ...options, delimiter: declared[1] };
    skipLines += 1;
    body = body.slice(line.length);
  }
  const delimiter = options.delimiter ?? detectDelimiter(body, options.quote);
  const detected = detectQuote(body, delimiter);
  const quote = options.quote ?? detected.quote;
  const escape = options.quote === undefined ? detected.escape : quote;
  const records = splitCsv(body, delimiter, quote, escape, 1000);
  const header = options.header ?? detectHeader(records);
  const whole = records.length > 2 ? records.slice(0, -1) : records;
  const width = header ? (records[0]?.fields.length ?? 1) : mostCommon(whole.map((record) => record.fields.length)).value;
  const first = header ? (records[0]?.fields ?? ['']) : Array.from({ length: width }, () => '');
  const { names, renamed } = uniqueNames(first);
  if (!header && options.header === undefined) {
    warnings.push({
      code: 'header-missing',
      message: `${file} has no header row; its columns were named column1 to column${String(width)}.`,
      hint: 'If the first row does hold names, say so in the reading options.',
      where: { file },
    });
  } else if (header) warnings.push(...renamedWarning(renamed, { file, line: skipLines + 1 }));
  if (width === 1) {
    warnings.push({
      code: 'one-column',
      message: `${file} has one column only.`,
      hint: 'If it should have more, set the delimiter in the reading options.',
      where: { file },
    });
  }
  const lineEnd = (records[0]?.lineEnd ?? '') as CsvDialect['lineEnd'] | '';
  return { dialect: { delimiter, quote, escape, skipLines, header, lineEnd: lineEnd || '\n', names }, warnings };
}

function isHeaderWithHash(line: string, rest: string): boolean {
  const next = /^[^\n]*/.exec(rest)?.[0] ?? '';
  return candidates.some((delimiter) => {
    const width = line.split(delimiter).length;
    return width > 1 && next.split(delimiter).length === width && !next.startsWith('#');
  });
}

import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { AppError } from '../base/errors.ts';
import { decodeHead, detectEncoding, type TextEncoding } from './textEncoding.ts';

type Format = DatasetCard['format'];

export interface DataFileKind {
  /** For a person, e.g. `CSV, gzip-compressed`. */
  what: string;
  format: Format;
  compression: 'gzip' | 'zstd' | null;
  /** Of text formats, as far as the beginning of the file shows. */
  encoding: TextEncoding | null;
  /** Arrow only: a stream has no footer. */
  stream: boolean;
}

const headBytes = 256 * 1024;

interface Foreign {
  what: string;
  hint: string;
}

const saveAs = 'Save it as CSV or Parquet and open that.';

/** Beginnings of files that are not tables we read, and what to do about them. */
const foreign: { bytes: number[]; at?: number; what: string; hint: string }[] = [
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    what: 'an old Excel workbook (.xls) or another Office 97 document',
    hint: 'Open it in Excel or LibreOffice and save it as .xlsx or CSV.',
  },
  {
    bytes: [0x46, 0x45, 0x41, 0x31],
    what: 'a Feather V1 file',
    hint: 'Save it again with pandas: df.to_feather(path, version=2).',
  },
  { bytes: [0x50, 0x41, 0x52, 0x45], what: 'an encrypted Parquet file', hint: 'Save it without encryption.' },
  { bytes: [0x89, 0x48, 0x44, 0x46], what: 'an HDF5 file', hint: 'With pandas: pd.read_hdf(path).to_parquet("data.parquet").' },
  { bytes: [0x4f, 0x52, 0x43], what: 'an ORC file', hint: 'With pandas: pd.read_orc(path).to_parquet("data.parquet").' },
  { bytes: [0x4f, 0x62, 0x6a, 0x01], what: 'an Avro file', hint: saveAs },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', hint: saveAs },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', hint: 'Choose a table: CSV, Parquet, JSON, Arrow or Excel.' },
  { bytes: [0xff, 0xd8, 0xff], what: 'a JPEG image', hint: 'Choose a table: CSV, Parquet, JSON, Arrow or Excel.' },
  { bytes: [0x47, 0x49, 0x46, 0x38], what: 'a GIF image', hint: 'Choose a table: CSV, Parquet, JSON, Arrow or Excel.' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive', hint: 'Unpack it first, or compress with gzip or zstd.' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive', hint: 'Unpack it first, or compress with gzip or zstd.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive', hint: 'Unpack it first.' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', hint: 'Unpack it first.' },
  { bytes: [0x80, 0x02], what: 'a Python pickle', hint: 'With pandas: pd.read_pickle(path).to_parquet("data.parquet").' },
  { bytes: [0x80, 0x03], what: 'a Python pickle', hint: 'With pandas: pd.read_pickle(path).to_parquet("data.parquet").' },
  { bytes: [0x80, 0x04], what: 'a Python pickle', hint: 'With pandas: pd.read_pickle(path).to_parquet("data.parquet").' },
  { bytes: [0x80, 0x05], what: 'a Python pickle', hint: 'With pandas: pd.read_pickle(path).to_parquet("data.parquet").' },
  {
    bytes: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59],
    what: 'a NumPy array (.npy)',
    hint: 'With pandas: pd.DataFrame(np.load(path)).to_parquet("data.parquet").',
  },
  { bytes: [0x44, 0x55, 0x43, 0x4b], at: 8, what: 'a DuckDB database', hint: "Export the table: COPY t TO 'data.parquet'." },
];

function startsWith(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return head.length >= at + bytes.length && bytes.every((byte, index) => head[at + index] === byte);
}

function ascii(head: Uint8Array, length: number): string {
  return Buffer.from(head.subarray(0, length)).toString('latin1');
}

/**
 * What kind of table a file holds, by its content and never by its name.
 * @throws AppError DATA_INVALID (empty, damaged, not a table: the hint says what it is), FILE_UNREADABLE.
 */
export async function inspectDataFile(path: string): Promise<DataFileKind> {
  const { head, tail, size } = await readEnds(path);
  const fail = (what: string, hint: string): never => {
    throw new AppError('DATA_INVALID', `${basename(path)} ${what}.`, { hint, where: { file: path } });
  };
  if (size === 0) fail('is empty (0 bytes)', 'The download or export may have failed: get the file again.');
  const plain = (what: string, format: Format): DataFileKind => ({
    what,
    format,
    compression: null,
    encoding: null,
    stream: false,
  });

  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) {
    if (size < 12 || ascii(tail.subarray(-4), 4) !== 'PAR1') {
      fail('is a Parquet file whose end is missing', 'It was cut off, perhaps by an unfinished download or copy. Get it again.');
    }
    return plain('Parquet', 'parquet');
  }
  if (ascii(head, 6) === 'ARROW1') {
    if (ascii(tail.subarray(-6), 6) !== 'ARROW1') {
      fail('is an Arrow file whose end is missing', 'It was cut off, perhaps by an unfinished download or copy. Get it again.');
    }
    return plain('Arrow IPC file (Feather V2)', 'arrow');
  }
  if (startsWith(head, [0xff, 0xff, 0xff, 0xff])) return { ...plain('Arrow IPC stream', 'arrow'), stream: true };
  if (startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])) {
    // What is inside shows only when it is unpacked.
    const inner = /\.(jsonl|ndjson)\.zst$/i.test(path) ? 'jsonl' : /\.json\.zst$/i.test(path) ? 'json' : 'csv';
    return { what: 'text, zstd-compressed', format: inner, compression: 'zstd', encoding: 'utf-8', stream: false };
  }
  if (startsWith(head, [0x1f, 0x8b])) {
    let inner: Uint8Array;
    try {
      inner = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
    } catch (cause) {
      throw new AppError('FILE_UNREADABLE', `${basename(path)} is a damaged gzip file.`, {
        hint: 'Get the file again.',
        where: { file: path },
        cause,
      });
    }
    if (inner.length === 0) fail('is empty inside its gzip wrapping', 'Get the file again.');
    if (startsWith(inner, [0x50, 0x41, 0x52, 0x31])) fail('is a Parquet file inside gzip', 'Unpack it first: gunzip.');
    const text = textKind(inner);
    if ('hint' in text) return fail(`is a gzip archive of ${text.what}`, text.hint);
    return { ...text, what: `${text.what}, gzip-compressed`, compression: 'gzip' };
  }
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) {
    const names = Buffer.concat([head, tail]).toString('latin1');
    if (names.includes('xl/workbook') || names.includes('xl/worksheets')) return plain('Excel workbook', 'excel');
    if (names.includes('opendocument.spreadsheet')) fail('is an OpenDocument spreadsheet', 'Save it as .xlsx or CSV.');
    if (ascii(head.subarray(30), 17) === 'drydock-reference') {
      fail(
        'is a saved reference, not a table',
        'Hold data against it: page Over time, tab Drift, or drydock drift --reference FILE --current DATA.',
      );
    }
    // The directory of an archive stands at its end.
    if (tail.lastIndexOf('PK\x05\x06', undefined, 'latin1') < 0)
      fail('is a damaged or cut-off Excel workbook or ZIP archive', 'Get it again, or save it again as .xlsx or CSV.');
    fail('is a ZIP archive', 'Unpack it first.');
  }
  if (ascii(head, 15) === 'SQLite format 3') {
    fail('is an SQLite database', 'Export the table as CSV: sqlite3 -header -csv FILE "select * from TABLE" > data.csv.');
  }
  const known = foreign.find((entry) => startsWith(head, entry.bytes, entry.at));
  if (known) fail(`is ${known.what}`, known.hint);
  const text = textKind(head);
  if ('hint' in text) return fail(`is ${text.what}`, text.hint);
  return text;
}

function textKind(head: Uint8Array): DataFileKind | Foreign {
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff]))
    return { what: 'text in UTF-32, which is not read', hint: 'Save it in UTF-8.' };
  const encoding = detectEncoding(head);
  if (encoding === null)
    return { what: 'not a table: its content is binary', hint: 'Choose a CSV, Parquet, JSON, Arrow or Excel file.' };
  const text = decodeHead(head, encoding);
  const start = text.trimStart();
  const kind = (what: string, format: Format): DataFileKind => ({ what, format, compression: null, encoding, stream: false });
  if (start === '') return { what: 'empty: it holds nothing but blanks', hint: 'Get the file again.' };
  if (start.startsWith('version https://git-lfs')) {
    return { what: 'a Git LFS pointer, not the data itself', hint: 'Run "git lfs pull" in the repository it comes from.' };
  }
  if (/^<(!doctype html|html)/i.test(start)) {
    return {
      what: 'a web page (HTML)',
      hint: 'The download probably returned an error or login page. Download the data itself.',
    };
  }
  if (start.startsWith('<?xml')) return { what: 'an XML document', hint: saveAs };
  if (start.startsWith('{') || start.startsWith('[')) {
    const lines = start.split(/\r?\n/).filter((line) => line.trim() !== '');
    const first = lines[0] ?? '';
    if (first.startsWith('{') && (lines.length < 2 || (lines[1] ?? '').trimStart().startsWith('{'))) {
      const value = parseJson(first);
      // One object alone is a row, unless rows are inside of it.
      const wraps =
        lines.length === 1 &&
        value !== undefined &&
        Object.values(value as object).some((each) => typeof each === 'object' && each !== null);
      if (value !== undefined) return wraps ? kind('JSON', 'json') : kind('JSON Lines', 'jsonl');
    }
    // An opening bracket alone does not make JSON: "[id];[name]" is a CSV header.
    if (/^\[\s*([{[\]"\d-]|true|false|null)/.test(start) && !/^\[[^[\]{]*\]\s*[,;\t]/.test(first)) return kind('JSON', 'json');
    if (/^\{\s*("|\})/.test(start))
      return lines.length > 1 && parseJson(first) !== undefined ? kind('JSON Lines', 'jsonl') : kind('JSON', 'json');
  }
  return kind(encoding === 'utf-8' ? 'CSV' : `CSV, ${encoding}`, 'csv');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readEnds(path: string): Promise<{ head: Uint8Array; tail: Buffer; size: number }> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new AppError('FILE_UNREADABLE', `The file cannot be opened: ${path}`, {
      hint: 'Check that it exists and may be read.',
      where: { file: path },
      cause,
    });
  });
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, headBytes));
    await file.read(head, 0, head.length, 0);
    const tail = Buffer.alloc(Math.min(size, 64 * 1024));
    await file.read(tail, 0, tail.length, size - tail.length);
    return { head, tail, size };
  } finally {
    await file.close();
  }
}

/** Null for anything that is not a table we read; never throws for content. */
export async function identifyDataFile(path: string): Promise<{ what: string; format: Format } | null> {
  try {
    const { what, format } = await inspectDataFile(path);
    return { what, format };
  } catch (error) {
    if (error instanceof AppError && error.code === 'DATA_INVALID') return null;
    throw error;
  }
}

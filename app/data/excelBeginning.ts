// The first rows of an Excel workbook as a small workbook of its own. Parsing a whole one takes seconds for every 10 MB.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { throwIfAborted } from '../base/abort.ts';

/** What tells the names of sheets, and which numbers are dates; small in any workbook. */
const kept = /^(\[Content_Types\]\.xml|_rels\/\.rels|xl\/(workbook|styles)\.xml|xl\/_rels\/workbook\.xml\.rels)$/;
const sheetName = /^xl\/worksheets\/[^/]+\.xml$/;
const stringsName = 'xl/sharedStrings.xml';
/** Of one part, unpacked: a part that is longer before its thousandth row does not show its rows quickly. */
const mostBytes = 16 << 20;
const mostEntries = 1_000;

/**
 * Writes the workbook with each sheet cut behind its first `rows` rows, and of the texts shared by cells those up to the last
 * that these rows use. Reads no more of the file than that.
 * @returns whether there is one: not where a part is damaged, or too long before its rows
 */
export async function excelBeginning(path: string, target: string, rows: number, signal?: AbortSignal): Promise<boolean> {
  let source: yauzl.ZipFile;
  try {
    source = await yauzl.openPromise(path, { autoClose: false });
  } catch {
    return false;
  }
  try {
    const parts = await beginnings(source, rows, signal);
    if (!parts) return false;
    const zip = new yazl.ZipFile();
    for (const [name, text] of parts) zip.addBuffer(Buffer.from(text), name, { compress: false });
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(target));
    return true;
  } finally {
    source.close();
  }
}

async function beginnings(
  source: yauzl.ZipFile,
  rows: number,
  signal: AbortSignal | undefined,
): Promise<Map<string, string> | null> {
  const entries = new Map<string, yauzl.Entry>();
  const parts = new Map<string, string>();
  try {
    for await (const entry of source.eachEntry()) {
      if (entries.size === mostEntries) return null;
      entries.set(entry.fileName, entry);
    }
    for (const [name, entry] of entries) {
      const isSheet = sheetName.test(name);
      if (!isSheet && !kept.test(name)) continue;
      const text = await firstElements(source, entry, isSheet ? { name: 'row', most: rows, within: 'sheetData' } : null, signal);
      if (text === null) return null;
      parts.set(name, text);
    }
    const strings = entries.get(stringsName);
    if (strings) {
      const most = 1 + lastSharedText([...parts].flatMap(([name, text]) => (sheetName.test(name) ? [text] : [])));
      const text = await firstElements(source, strings, { name: 'si', most, within: 'sst' }, signal);
      if (text === null) return null;
      parts.set(stringsName, text);
    }
    return parts;
  } catch (error) {
    throwIfAborted(signal);
    // A damaged archive, or one whose middle is not there yet: reading all of it says what is wrong.
    if (error instanceof Error) return null;
    throw error;
  }
}

interface Wanted {
  name: string;
  most: number;
  /** The element around them. */
  within: string;
}

/** One part, closed behind the first `wanted` elements; whole where it has no more, or none are asked for. Null = too long before that. */
async function firstElements(
  source: yauzl.ZipFile,
  entry: yauzl.Entry,
  wanted: Wanted | null,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const decoder = new StringDecoder('utf8');
  // Self-closed ones count as well; some programs put a prefix before every name.
  const ends = wanted && new RegExp(`<\\/(\\w+:)?${wanted.name}>|<(\\w+:)?${wanted.name}(?:\\s[^<>]*)?\\/>`, 'g');
  let text = '';
  let found = 0;
  for await (const chunk of await source.openReadStreamPromise(entry)) {
    throwIfAborted(signal);
    text += decoder.write(chunk as Buffer);
    if (!wanted || !ends) {
      if (text.length > mostBytes) return null;
      continue;
    }
    for (;;) {
      // An unfinished tag at the end of a chunk is looked for again with the next one.
      const from = ends.lastIndex;
      const match = ends.exec(text);
      if (!match) {
        ends.lastIndex = Math.max(from, text.lastIndexOf('<'));
        break;
      }
      found++;
      if (found >= wanted.most) return closed(text.slice(0, ends.lastIndex), wanted.within, match[1] ?? match[2] ?? '');
    }
    if (text.length > mostBytes) return null;
  }
  return text + decoder.end();
}

function closed(text: string, within: string, prefix: string): string {
  return `${text}</${prefix}${within}>${within === 'sheetData' ? `</${prefix}worksheet>` : ''}`;
}

/** The highest number of a shared text that cells of these sheets refer to; 0 where there is none. */
function lastSharedText(sheets: readonly string[]): number {
  let last = 0;
  for (const sheet of sheets) {
    for (const [, number] of sheet.matchAll(/<(?:\w+:)?c\s[^<>]*\bt="s"[^<>]*>\s*<(?:\w+:)?v>(\d+)</g))
      last = Math.max(last, Number(number));
  }
  return last;
}

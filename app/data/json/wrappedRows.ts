import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { roundedInJson } from '../roundedNumbers.ts';
import { damaged, namedTwice, type JsonFiles } from './jsonFiles.ts';
import { repeatedName } from './repeatedName.ts';
import { tableOf } from './tableForms.ts';

/** A single JSON object around the rows is taken apart in memory. */
const wrappedLimit = 256 * 1024 * 1024;
const unclosed = 'the closing bracket of its array is missing.';

/** The first and the last character that is not blank, of the first and last 4 KB. */
async function outerCharacters(path: string, size: number): Promise<(string | undefined)[]> {
  const file = await open(path, 'r');
  try {
    const part = Buffer.alloc(Math.min(size, 4096));
    await file.read(part, 0, part.length, 0);
    const first = part.toString('utf8').trimStart().at(0);
    await file.read(part, 0, part.length, size - part.length);
    return [first, part.toString('latin1').trimEnd().at(-1)];
  } finally {
    await file.close();
  }
}

/** Rows from a top-level object as JSON Lines; null when the file is an array that DuckDB reads itself. */
export async function unwrap(files: JsonFiles): Promise<{ path: string; renamed: string[]; rounded: number } | null> {
  const { size } = await stat(files.plainPath);
  if (size > wrappedLimit) {
    const [first, last] = await outerCharacters(files.plainPath, size);
    if (first === '[' && last !== ']') throw damaged(files, unclosed, null);
    return null;
  }
  const text = (await readFile(files.plainPath, 'utf8')).replace(/^\ufeff/, '');
  if (/^\s*\[\s*\{/.test(text)) {
    // DuckDB takes the rows before a cut as if they were all.
    if (!text.trimEnd().endsWith(']')) throw damaged(files, unclosed, null);
    return null;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(files, error instanceof Error ? error.message : '', error);
  }
  if (Array.isArray(value) && value.length === 0) {
    throw new AppError('DATA_INVALID', `${files.shownName} has no rows: its array is empty.`, {
      hint: 'Get the data again.',
      where: { file: files.shownPath },
    });
  }
  // What is named twice in an object, a parsed value has once.
  const twice = repeatedName(text);
  if (twice !== null) throw namedTwice(files, twice, null);
  const table = tableOf(value);
  if (!table) {
    throw new AppError('DATA_INVALID', `${files.shownName} is JSON, but not a table.`, {
      hint: 'Rows should be an array of objects: [{"column": value, …}, …].',
      where: { file: files.shownPath },
    });
  }
  const path = `${files.workPath}.jsonl`;
  await writeFile(path, linesOf(table.rows, files));
  return { path, renamed: table.renamed, rounded: roundedInJson(text) };
}

/** @throws DATA_INVALID for cells in cells in cells, deeper than the stack of a program. */
function linesOf(rows: readonly Record<string, unknown>[], files: JsonFiles): string {
  try {
    return rows.map((row) => JSON.stringify(row)).join('\n');
  } catch (error) {
    if (error instanceof RangeError) throw damaged(files, 'its lists are nested too deeply.', error);
    throw error;
  }
}

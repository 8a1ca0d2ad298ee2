// Option values shared by several commands, checked where they enter.
import { InvalidArgumentError, type Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { ReadOptions, type DataQuestion } from '../../app/api/schemas/datasets.ts';
import { Task } from '../../app/api/schemas/models.ts';
import { ProviderName, WindowUnit } from '../../app/api/schemas/runs.ts';
import { AppError } from '../../app/base/errors.ts';

export interface ReadFlags {
  delimiter?: string;
  decimal?: '.' | ',';
  encoding?: 'utf-8' | 'utf-16' | 'latin-1';
  sheet?: string;
  header?: boolean;
  missing?: string[];
  dateOrder?: string[];
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Must be a whole number of at least 1.');
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('Must be a whole number of at least 0.');
  return value;
}

function oneOf<T extends string>(schema: {
  safeParse(value: unknown): { success: boolean };
  options: readonly T[];
}): (text: string) => T {
  return (text) => {
    if (!schema.safeParse(text).success) throw new InvalidArgumentError(`Must be one of: ${schema.options.join(', ')}.`);
    return text as T;
  };
}

export const taskName = oneOf(Task);

export const providerName = oneOf(ProviderName);

export function windowUnit(text: string): string {
  if (!WindowUnit.safeParse(text).success)
    throw new InvalidArgumentError('Must be auto, day, week, month, quarter, year or rows:N (for instance rows:1000).');
  return text;
}

/** How to read a text file, where detection should be overruled. */
export function addReadFlags(command: Command): Command {
  return command
    .option('--delimiter <char>', 'column delimiter of a text file (default: detected)')
    .option('--decimal <char>', 'decimal mark of a text file, "." or "," (default: detected)')
    .option('--encoding <name>', 'utf-8, utf-16 or latin-1 (default: detected)')
    .option('--sheet <name>', 'sheet of an Excel file')
    .option('--header', 'the first row of a text file holds the column names (default: detected)')
    .option('--no-header', 'it does not')
    .option('--missing <texts...>', 'texts that mean "missing", besides the empty cell')
    .option(
      '--date-order <column=order...>',
      'how dates of a column are written: COLUMN=day-month-year or COLUMN=month-day-year (also epoch-s, epoch-ms, epoch-us, iso, not-a-time)',
    );
}

export function readOptions(flags: ReadFlags): ReadOptions {
  const times = Object.fromEntries(
    (flags.dateOrder ?? []).map((text) => {
      const at = text.lastIndexOf('=');
      if (at < 1)
        throw new AppError('INVALID_INPUT', `--date-order ${text} is not COLUMN=ORDER.`, {
          hint: 'For instance: --date-order "Flight Date=day-month-year".',
        });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
  return parse(ReadOptions, 'reading options', {
    ...(flags.delimiter !== undefined && { delimiter: flags.delimiter === '\\t' ? '\t' : flags.delimiter }),
    ...(flags.decimal !== undefined && { decimal: flags.decimal }),
    ...(flags.encoding !== undefined && { encoding: flags.encoding }),
    ...(flags.sheet !== undefined && { sheet: flags.sheet }),
    ...(flags.header !== undefined && { header: flags.header }),
    ...(flags.missing !== undefined && { missing: flags.missing }),
    ...(Object.keys(times).length > 0 && { times }),
  });
}

/** The option that answers a question about the data. */
export function answerFor({ kind, column, choices }: DataQuestion): string {
  const values = choices.map(({ value }) => value).join('|');
  return kind === 'sheet' ? `(answer with --sheet "${values}")` : `(answer with --date-order "${column ?? ''}=${values}")`;
}

/** Parses with a message that names the thing and the place in it. */
export function parse<S extends z.ZodType>(schema: S, what: string, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
  throw new AppError('INVALID_INPUT', `The ${what} cannot be used${place}: ${issue?.message ?? 'unknown reason'}.`, {
    hint: 'See the user guide, chapter "Command line", for the accepted form.',
  });
}

/** Reads a JSON file given on the command line. */
export async function readJsonFile<S extends z.ZodType>(schema: S, what: string, path: string): Promise<z.output<S>> {
  const text = await readFile(resolve(path), 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('INVALID_INPUT', `The ${what} ${path} is not JSON: ${(error as Error).message}.`, {
      hint: 'Check the file for a missing comma or quote.',
      where: { file: path },
    });
  }
  return parse(schema, `${what} ${path}`, value);
}

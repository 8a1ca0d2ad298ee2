// Option values shared by several commands, checked where they enter.
import { InvalidArgumentError, type Command } from 'commander';
import { closeSync, constants, existsSync, openSync, readSync, statSync, lstatSync, type Stats } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { RuntimePlatform } from '../../app/api/schemas/bundles.ts';
import { ReadOptions, type DataQuestion } from '../../app/api/schemas/datasets.ts';
import { FormKind } from '../../app/api/schemas/forms.ts';
import { HardenKind } from '../../app/api/schemas/harden.ts';
import { Task } from '../../app/api/schemas/models.ts';
import { MetricName, ProviderName, WindowUnit } from '../../app/api/schemas/runs.ts';
import { StressMetric } from '../../app/api/schemas/stress.ts';
import { AppError } from '../../app/base/errors.ts';
import { makeFolder } from '../../app/storage/makeFolder.ts';
import { scoreThreshold } from './numberOptions.ts';

export interface ReadFlags {
  delimiter?: string;
  quote?: string;
  decimal?: '.' | ',';
  encoding?: 'utf-8' | 'utf-16' | 'latin-1';
  sheet?: string;
  header?: boolean;
  missing?: string[];
  dateOrder?: string[];
}

/** The quote of a text file; `none` for files in which quotes are letters like others. */
export function quoteCharacter(text: string): string {
  return text === 'none' ? '' : oneCharacter(text);
}

/** A character that cannot be typed is spelt: \\t is a tab. */
export function oneCharacter(text: string): string {
  const character = text === '\\t' ? '\t' : text;
  if ([...character].length !== 1) throw new InvalidArgumentError('Must be one character; \\t is a tab.');
  return character;
}

/** Of a served model, as its paths, image and files can bear it. */
export function modelName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError('Use lower-case letters, digits and dashes, 63 at most, the first no dash.');
}

export function runName(text: string): string {
  if (text.trim() === '' || text.length > 120) throw new InvalidArgumentError('Must be 1 to 120 characters.');
  return text;
}

/**
 * Makes the folder of a file that is written at the end: what would fail then fails before the work is done.
 * @throws as makeFolder; errors of the system where nothing can be written there
 */
export async function readyFor(file: string): Promise<void> {
  await makeFolder(dirname(file));
  await access(dirname(file), constants.W_OK);
}

/** What cannot be looked at is told when it is written. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** @throws INVALID_INPUT where a file cannot be written because a folder has that path */
export function newFile(path: string, flag: string): string {
  const full = resolve(path);
  if (isFolder(full)) {
    throw new AppError('INVALID_INPUT', `${flag} names a folder: ${full}`, {
      hint: 'Name a file in it.',
      where: { path: full },
    });
  }
  return full;
}

/**
 * Where a report goes: a new file, or one that is a page already, for instance the report of last time.
 * @throws INVALID_INPUT for a folder, and for any other file: it may be the data or the model
 */
export function reportFile(path: string): string {
  const full = newFile(path, '--report');
  if (!existsSync(full) || /^\s*<(!doctype|html)/i.test(readStart(full))) return full;
  throw new AppError('INVALID_INPUT', `--report would write over a file that is no report: ${full}`, {
    hint: 'Name a file that is not there yet.',
    where: { path: full },
  });
}

/**
 * Where an archive or a signature goes: a new file, or one of the same kind, for instance that of last time.
 * @throws INVALID_INPUT for a folder, a device, and for any other file: it may be the data, the model or a key
 */
export function outFile(path: string, what: 'bundle' | 'signature'): string {
  const full = newFile(path, '--out');
  const found = entryAt(full);
  if (!found) return full;
  const isSame =
    found.isFile() &&
    (what === 'bundle' ? /^PK\u0003\u0004/ : /^\{\s*"mediaType": "application\/vnd\.dev\.sigstore/).test(readStart(full));
  if (isSame) return full;
  throw new AppError('INVALID_INPUT', `--out would write over what is no ${what}: ${full}`, {
    hint: 'Name a file that is not there yet.',
    where: { path: full },
  });
}

/** Null as well where it cannot be looked at: that is told when it is written. */
function entryAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

/** Of a server that runs somewhere. */
export function serverAddress(text: string): string {
  if (/^https?:\/\/[^\s/]+/i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Must be an address such as http://127.0.0.1:8080.');
}

/** Ids of targets, by commas or one after the other. */
export function targetIds(text: string, before: string[] = []): string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.includes('')) throw new InvalidArgumentError('Must be ids of targets, by commas, or "all".');
  return [...before, ...ids];
}

function readStart(path: string): string {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(128);
    return start.toString('utf8', 0, readSync(file, start));
  } finally {
    closeSync(file);
  }
}

/** "a,b" -> ["a", "b"] */
export function textList(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.includes('')) throw new InvalidArgumentError('Must be names separated by commas.');
  return parts;
}

export function hardenKinds(text: string): HardenKind[] {
  return textList(text).map((name) => {
    const kind = HardenKind.safeParse(name);
    if (!kind.success) throw new InvalidArgumentError(`There is no "${name}"; the kinds are ${HardenKind.options.join(', ')}.`);
    return kind.data;
  });
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

/** As oneOf, several of them: by commas, or one after the other. */
function someOf<T extends string>(schema: Parameters<typeof oneOf<T>>[0]): (text: string, before?: T[]) => T[] {
  const one = oneOf(schema);
  return (text, before = []) => [...before, ...text.split(',').map((part) => one(part.trim()))];
}

export const formKind = oneOf(FormKind);

export const formKinds = someOf(FormKind);

export const runtimePlatforms = someOf(RuntimePlatform);

export const taskName = oneOf(Task);

export const providerName = oneOf(ProviderName);

/** Of an option that takes several: any but the CPU, which they are compared with. */
export function otherProviders(
  text: string,
  before: Exclude<ProviderName, 'auto' | 'cpu'>[] | undefined,
): Exclude<ProviderName, 'auto' | 'cpu'>[] {
  return [...(before ?? []), oneOf(ProviderName.exclude(['auto', 'cpu']))(text)];
}

export const metricName = oneOf(MetricName);

export const stressMetricName = oneOf(StressMetric);

/** Of an option that may be given again. */
export function metricNames(text: string, before: MetricName[] | undefined): MetricName[] {
  return [...(before ?? []), metricName(text)];
}

export function windowUnit(text: string): string {
  if (!WindowUnit.safeParse(text).success)
    throw new InvalidArgumentError('Must be auto, day, week, month, quarter, year or rows:N (for instance rows:1000).');
  return text;
}

/** Model, data and mapping: which project a command works in, and how flags fill it. */
export function addModelFlags(command: Command): Command {
  return command
    .option('--model <file>', 'ONNX model')
    .option('--labels <file>', 'class names of the model: a name a line, or a config.json with id2label')
    .option('--data <files...>', 'data: files, folders or globs that form one table')
    .option('--project <dir>', 'an existing project to work in')
    .option('--out <dir>', 'keep project, predictions and figures in this folder')
    .option('--target <column>', 'column with the true labels')
    .option('--time <column>', 'column that says when')
    .option('--id <column>', 'column that identifies a row')
    .option('--weight <column>', 'column with row weights')
    .option('--positive <class>', 'positive class of a binary model (default: the second in sorted order)')
    .option(
      '--threshold <score>',
      'predict the positive class from this score on, 0 to 1 (default: as the model says)',
      scoreThreshold,
    )
    .option('--task <task>', 'binary, multiclass or regression (default: told by the model and the target)', taskName)
    .option('--map <file>', 'mapping file: whole, as saved in a project, or only what differs from the suggestion');
}

/** How to read a text file, where detection should be overruled. */
export function addReadFlags(command: Command): Command {
  return command
    .option('--delimiter <char>', 'column delimiter of a text file (default: detected)', oneCharacter)
    .option('--quote <char>', 'what a text file puts around values, or none (default: detected)', quoteCharacter)
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
    ...(flags.delimiter !== undefined && { delimiter: flags.delimiter }),
    ...(flags.quote !== undefined && { quote: flags.quote }),
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

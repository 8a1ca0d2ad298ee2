// POST /predict: named rows in, predictions in words out. No tensors on this door.
import type { PreparationPlan } from '../../app/api/schemas/mapping.ts';
import { AppError } from '../../app/base/errors.ts';
import { isSameList } from '../../app/base/isSameList.ts';
import { possibleClasses } from '../../app/prepare/abstain.ts';
import type { PackedRows } from '../../app/prepare/packedRows.ts';
import type { PredictionBatch } from '../../app/prepare/predictions.ts';
import { plannedColumns } from '../../app/prepare/preparer.ts';
import { REJECTED_MISSING } from '../../app/prepare/rejectedRows.ts';
import { absentColumns, csvToRows, packArrays, packRows } from '../../app/prepare/rows.ts';
import { parseJsonBody, parseText } from './body.ts';

type Row = Record<string, unknown>;

export interface PredictRequest {
  batch: PackedRows;
  /** A cell as it was sent (of CSV: as it was read); undefined where the row does not have the column. */
  cell: (row: number, column: string) => unknown;
}

export interface PredictedRow {
  /** Class label as text, or the value of a regression; null when the row was rejected. */
  prediction: string | number | null;
  /** Probability by class, for models that give them. */
  scores?: Record<string, number | null> | null;
  /** Whether the answer is marked as unsure, where the validated mapping has a gate; the class stays what it is. */
  abstained?: boolean;
  /** The classes that may be the true one, for a conformal gate. */
  set?: string[];
  /** Why there is no prediction. */
  error?: string;
}

const forms = 'Send [{"column": value, …}], {"rows": […]}, {"columns": […], "data": [[…]]} or text/csv.';

function invalid(message: string): AppError {
  return new AppError('INVALID_INPUT', message, { hint: forms });
}

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A misspelt column would otherwise look like one that is always missing, and be filled in without a word. */
function columnAbsent(column: string, where: string, row?: number): AppError {
  return new AppError('INVALID_INPUT', `${where} has no column "${column}".`, {
    hint: 'Name every column of the model; leave the value null (in CSV: empty) where it is missing.',
    where: { column, ...(row === undefined ? {} : { row }) },
  });
}

function checkHeader(plan: PreparationPlan, names: string[], where: string): void {
  const column = absentColumns(plan, names)[0];
  if (column !== undefined) throw columnAbsent(column, where);
}

function checkCount(count: number, maxRows: number): void {
  if (count === 0) throw invalid('There are no rows.');
  if (count <= maxRows) return;
  throw new AppError('TOO_LARGE', `The request has ${count} rows; this server takes ${maxRows} at a time.`, {
    hint: 'Send several smaller requests.',
  });
}

function splitBatch(plan: PreparationPlan, columns: unknown, data: unknown, maxRows: number): PredictRequest {
  if (!Array.isArray(columns) || !columns.every((name): name is string => typeof name === 'string')) {
    throw invalid('"columns" must be an array of names.');
  }
  if (new Set(columns).size < columns.length) throw invalid('"columns" names a column twice.');
  if (!Array.isArray(data)) throw invalid('"data" must be an array of rows.');
  checkCount(data.length, maxRows);
  checkHeader(plan, columns, '"columns"');
  return ofArrays(plan, columns, data as unknown[][]);
}

function ofArrays(plan: PreparationPlan, columns: string[], rows: unknown[][]): PredictRequest {
  const place = new Map(columns.map((name, index) => [name, index]));
  return {
    batch: packArrays(plan, columns, rows),
    cell: (row, column) => {
      const at = place.get(column);
      return at === undefined ? undefined : rows[row]?.[at];
    },
  };
}

function jsonBatch(plan: PreparationPlan, content: unknown, maxRows: number): PredictRequest {
  let rows: unknown = content;
  if (isObject(content)) {
    if (Object.hasOwn(content, 'columns')) {
      return splitBatch(plan, content['columns'], Object.hasOwn(content, 'data') ? content['data'] : undefined, maxRows);
    }
    if (!Object.hasOwn(content, 'rows')) throw invalid('The object has neither "rows" nor "columns".');
    rows = content['rows'];
  }
  if (!Array.isArray(rows)) throw invalid('The rows must be an array.');
  checkCount(rows.length, maxRows);
  const columns = plannedColumns(plan);
  // Most requests name the same columns in the same order in each of their rows.
  let before: string[] | null = null;
  for (const [index, row] of (rows as unknown[]).entries()) {
    if (!isObject(row)) throw invalid(`Row ${index + 1} is not an object of named values.`);
    const keys = Object.keys(row);
    if (before && isSameList(keys, before)) continue;
    before = keys;
    const absent = columns.find((column) => !Object.hasOwn(row, column));
    if (absent !== undefined) throw columnAbsent(absent, `Row ${index + 1}`, index + 1);
  }
  const named = rows as Row[];
  return {
    batch: packRows(plan, named),
    cell: (row, column) => {
      const cells = named[row];
      return cells && Object.hasOwn(cells, column) ? cells[column] : undefined;
    },
  };
}

/** Names in the first line of a CSV. */
function csvHeader(text: string): string[] {
  const line = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? '';
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

/** What other programs put between cells; a header that lacks the columns at commas, and has them at one of these, was cut by it. */
const otherDelimiters = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
]);

function refuseOtherForms(plan: PreparationPlan, text: string, header: readonly string[]): void {
  if (text.trim() === '') throw invalid('The body is empty.');
  if (!text.includes('\n') && /\r[^\r]/.test(text)) {
    throw unlikeCsv('lines that end in a carriage return alone', 'End lines with a line feed, or with both.');
  }
  if (absentColumns(plan, header).length === 0) return;
  const [line = ''] = text.split(/\r?\n/, 1);
  for (const [delimiter, name] of otherDelimiters) {
    const names = line.split(delimiter).map((one) => one.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
    if (names.length > 1 && absentColumns(plan, names).length === 0) {
      throw unlikeCsv(`${name} between the cells`, 'Put commas there, and points into numbers.');
    }
  }
}

function unlikeCsv(what: string, hint: string): AppError {
  return new AppError('INVALID_INPUT', `The CSV text has ${what}.`, { hint });
}

function csvBatch(plan: PreparationPlan, text: string, maxRows: number): PredictRequest {
  const header = csvHeader(text);
  refuseOtherForms(plan, text, header);
  const repeated = header.find((name, index) => header.indexOf(name) !== index);
  if (repeated !== undefined) throw invalid(`The header names "${repeated.slice(0, 80)}" twice.`);
  checkHeader(plan, header, 'The header');
  const { columns, rows } = csvToRows(plan, text);
  const request = ofArrays(plan, columns, rows);
  checkCount(request.batch.rowCount, maxRows);
  return request;
}

/** @throws INVALID_INPUT or DATA_MISMATCH naming row and column, TOO_LARGE above `maxRows`. */
export function parsePredictRequest(
  body: Buffer,
  contentType: string,
  model: { plan: PreparationPlan; maxRows: number },
): PredictRequest {
  const { plan, maxRows } = model;
  return contentType === 'text/csv' ? csvBatch(plan, parseText(body), maxRows) : jsonBatch(plan, parseJsonBody(body), maxRows);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Only texts and mended cells get this far: other numbers that do not fit are refused with the request. */
function unfitText(plan: PreparationPlan): string {
  const open = plan.inputs.flatMap(({ features }) =>
    features.filter(({ cast, repairs }) => cast === 'text-to-number' || repairs),
  );
  const names = open.map(({ column }) => `"${column}"`).join(', ');
  return `The value in ${names} is not a number that the model can take; such rows got no prediction in the validation either.`;
}

export function predictedRows(plan: PreparationPlan, predictions: PredictionBatch, rejected: Uint8Array | null): PredictedRow[] {
  const { classes, task } = plan.reading;
  const { abstained } = predictions;
  const unfit = unfitText(plan);
  return Array.from({ length: predictions.rowCount }, (_, row): PredictedRow => {
    if (rejected?.[row]) {
      const error =
        rejected[row] === REJECTED_MISSING ? 'A value is missing, and the validated policy rejects such rows.' : unfit;
      return task === 'regression' ? { prediction: null, error } : { prediction: null, scores: null, error };
    }
    if (task === 'regression') return { prediction: finite(predictions.values?.[row]) };
    const prediction = classes[predictions.classIndex?.[row] ?? -1] ?? null;
    const { scores } = predictions;
    if (!scores) return { prediction };
    return {
      prediction,
      scores: Object.fromEntries(classes.map((label, k) => [label, finite(scores[row * classes.length + k])])),
      ...(abstained && prediction !== null && { abstained: abstained[row] === 1 }),
      ...(plan.abstain?.kind === 'conformal' && prediction !== null && { set: possibleClasses(plan, scores, row) }),
    };
  });
}

// POST /feedback: labels that are known later, by the id of the row.
import { AppError } from '../../../app/base/errors.ts';
import type { ServedModel } from '../servedModel.ts';
import type { LogEntry } from './predictionLog.ts';
import { isSampled, readId } from './rowIds.ts';

export interface Feedback {
  id: string;
  label: string | number;
}

const form = 'Send {"id": "…", "label": …} or an array of these.';

function invalid(message: string, row: number): AppError {
  return new AppError('INVALID_INPUT', message, { hint: form, where: { row } });
}

/** @throws INVALID_INPUT for a label that is no class of the model or, for a regression, no number */
function readLabel(model: ServedModel, label: unknown, row: number): string | number {
  const { task, classes } = model.plan.reading;
  if (task === 'regression') {
    if (typeof label === 'number' && Number.isFinite(label)) return label;
    throw invalid(`Label ${row} is ${shown(label)}, which is not a number.`, row);
  }
  const isPlain = typeof label === 'string' || typeof label === 'number' || typeof label === 'boolean';
  const text = isPlain ? String(label) : '';
  // Python writes True where JSON has true.
  const found = classes.find((name) => name === text || (typeof label === 'boolean' && name.toLowerCase() === text));
  if (found !== undefined) return found;
  throw invalid(`Label ${row} is ${shown(label)}, which is no class of the model (${classes.slice(0, 20).join(', ')}).`, row);
}

function shown(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'missing';
}

/** @throws INVALID_INPUT naming the entry, TOO_LARGE above `maxRows` */
export function parseFeedback(content: unknown, model: ServedModel, maxRows: number): Feedback[] {
  const items: unknown[] = Array.isArray(content) ? content : [content];
  if (items.length > maxRows) {
    throw new AppError('TOO_LARGE', `The request has ${items.length} labels; this server takes ${maxRows} at a time.`, {
      hint: 'Send several smaller requests.',
    });
  }
  return items.map((item, index) => {
    const row = index + 1;
    if (typeof item !== 'object' || item === null || Array.isArray(item)) throw invalid(`Label ${row} is not an object.`, row);
    const own = (key: string): unknown => (Object.hasOwn(item, key) ? (item as Record<string, unknown>)[key] : undefined);
    const id = readId(own('id'));
    if (id === null) {
      throw invalid(
        `The id of label ${row} is ${shown(own('id'))}: it must be a text of 1 to 200 characters or a whole number.`,
        row,
      );
    }
    return { id, label: readLabel(model, own('label'), row) };
  });
}

/** Labels of rows that were not sampled are left out with them. */
export function feedbackEntry(labels: readonly Feedback[], model: ServedModel, about: { at: Date; sample: number }): LogEntry {
  const time = about.at.toISOString();
  return {
    kind: 'feedback',
    rowCount: labels.length,
    bytes: 300 * labels.length,
    line(row) {
      const given = labels[row];
      if (!given || !isSampled(given.id, about.sample)) return null;
      return { time, ...given, model: model.name, version: model.version, run: model.manifest.run.id };
    },
  };
}

// Change detectors over the errors of the model, row after row in order of time.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { DetectorResult } from '../api/schemas/drift.ts';
import { yieldToEventLoop } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { detectorKinds } from '../timeline/detectors/registry.ts';
import type { Answers, ComparedPredictions } from './comparedPredictions.ts';
import type { WindowedRows } from './comparedRows.ts';
import { evenly } from './evenly.ts';
import { judgeDetector } from './judgeDetector.ts';
import { windowedColumns } from './windowedColumns.ts';

/** Alarms that a report names; the count is of all. */
const mostNamed = 200;
/** Values of the reference that streams are drawn from. */
const mostReference = 20_000;

/**
 * Errors are 0 or 1 where the model tells classes, and absolute errors where it tells numbers. False alarms are simulated on errors
 * of the reference; detectors start with the first row after it.
 * @param about.inside windows that are the reference; empty where it is a table of its own
 * @param about.before what was said of that table, or kept with what was saved of it
 * @param about.falseAlarmsAMonth to set every detector for; null = as their authors set them
 * @throws INVALID_INPUT for false alarms a month where there are no times; CANCELLED
 */
export async function detectErrors(
  predictions: ComparedPredictions,
  about: {
    data: DatasetCard;
    rows: WindowedRows;
    time: string | null;
    inside: readonly number[];
    before: Answers | null;
    falseAlarmsAMonth: number | null;
    seed: number;
    signal: AbortSignal | undefined;
  },
): Promise<DetectorResult[]> {
  const { data, rows, time, inside, before, falseAlarmsAMonth: wanted, seed, signal } = about;
  const errors = errorsOf(predictions);
  if (!errors) return [];
  const times = time === null ? null : await timesOf(data, time, rows, signal);
  const windowAt = windowByPlace(rows);
  const isInside = new Set(inside);
  const labelled = [...errors.keys()].filter((at) => Number.isFinite(errors[at]));
  const reference = before
    ? [...(errorsOf(before) ?? [])].filter(Number.isFinite)
    : labelled.filter((at) => isInside.has(windowAt[at] as number)).map((at) => errors[at] as number);
  if (reference.length < 2) return [];
  const rowOf = rowByPlace(rows);
  const order = labelled
    .filter((at) => !isInside.has(windowAt[at] as number))
    .sort((a, b) => (times ? (times[a] as number) - (times[b] as number) : 0) || (rowOf[a] as number) - (rowOf[b] as number));
  const aMonth = times && rowsAMonth(order, times);
  if (wanted !== null && aMonth === null) {
    throw new AppError('INVALID_INPUT', 'False alarms in a month cannot be aimed at: the labelled rows have no times.', {
      hint: 'Name the column with the time, or leave the change detectors as they are.',
    });
  }
  const isBits = !(predictions.predicted instanceof Float64Array);
  const sample = Float64Array.from(evenly(reference.length, mostReference), (i) => reference[i] as number);
  const found: DetectorResult[] = [];
  for (const kind of detectorKinds) {
    if (kind.needs === 'bits' && !isBits) continue;
    const { parameters, ...judged } = await judgeDetector(kind, { reference: sample, isBits, aMonth, wanted, seed, signal });
    const detector = kind.create(parameters);
    const alarms: DetectorResult['alarms'] = [];
    let count = 0;
    for (const at of order) {
      if (detector.update(errors[at] as number) !== 'drift') continue;
      count++;
      if (alarms.length >= mostNamed) continue;
      const when = times?.[at];
      alarms.push({
        row: (rowOf[at] as number) + 1,
        time: when === undefined ? null : new Date(when).toISOString(),
        window: windowAt[at] as number,
      });
    }
    found.push({ name: kind.name, title: kind.title, count, alarms, ...judged });
    await yieldToEventLoop();
  }
  return found;
}

const msAMonth = (365.25 / 12) * 86_400_000;

/** Labelled rows in a month, on average from the first to the last of them; null where all are of one moment. */
function rowsAMonth(order: readonly number[], times: Float64Array): number | null {
  const [first, last] = [times[order[0] ?? -1], times[order.at(-1) ?? -1]];
  if (first === undefined || last === undefined || !(last > first)) return null;
  return (order.length * msAMonth) / (last - first);
}

/** By place; NaN without label or prediction. */
function errorsOf({ predicted, actual }: Answers): Float64Array | null {
  if (!actual) return null;
  if (predicted instanceof Float64Array) return predicted.map((value, at) => Math.abs(value - (actual[at] as number)));
  return Float64Array.from(predicted, (code, at) =>
    code < 0 || actual[at] === -1 ? NaN : Number(code !== (actual[at] as number)),
  );
}

async function timesOf(
  data: DatasetCard,
  time: string,
  compared: WindowedRows,
  signal: AbortSignal | undefined,
): Promise<Float64Array | null> {
  for await (const [, column] of windowedColumns(data, [time], { compared, asCategory: new Set(), signal })) {
    return column.kind === 'number' ? column.values : null;
  }
  return null;
}

function windowByPlace({ offsets, rows }: WindowedRows): Int32Array {
  const windows = new Int32Array(rows.length);
  for (let w = 0; w + 1 < offsets.length; w++) windows.fill(w, offsets[w], offsets[w + 1]);
  return windows;
}

function rowByPlace({ rows, place }: WindowedRows): Float64Array {
  const numbers = new Float64Array(rows.length);
  place.forEach((at, i) => (numbers[at] = rows[i] as number));
  return numbers;
}

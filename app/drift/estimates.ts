// The figures of the model by window without labels, side by side with the true ones where labels are there.
import { undefinedInterval } from '../metrics/interval.ts';
import type { Interval } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { DriftEstimate } from '../api/schemas/drift.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { estimateCbpe } from '../timeline/estimates/cbpe/estimateCbpe.ts';
import { fitCbpe } from '../timeline/estimates/cbpe/fitCbpe.ts';
import type { CbpeReference } from '../timeline/estimates/cbpe/cbpeModel.ts';
import { estimateDle, fitDle } from '../timeline/estimates/dle.ts';
import type { Answers, ComparedPredictions } from './comparedPredictions.ts';
import type { ComparedRows } from './comparedRows.ts';
import { featureRows, type Codebook } from './featureRows.ts';
import type { WatchedMetrics } from './watchedMetrics.ts';

export interface EstimateRequest {
  data: DatasetCard;
  now: { rows: ComparedRows; predictions: ComparedPredictions };
  /** A reference that is a table of its own, or was saved of one: then there are no columns to learn from. */
  outside: { table: { data: DatasetCard; rows: ComparedRows } | null; answers: Answers } | null;
  /** Windows that are the reference; empty where it is a table of its own. */
  inside: readonly number[];
  others: readonly number[];
  figures: WatchedMetrics;
  /** Columns that feed the model. */
  features: readonly string[];
  asCategory: ReadonlySet<string>;
  seed: number;
  signal: AbortSignal | undefined;
}

/** Classification by CBPE, where the model gives scores; regression by DLE. None without labelled rows in the reference. */
export async function estimatePerformance(request: EstimateRequest): Promise<DriftEstimate[]> {
  const { predictions } = request.now;
  if (predictions.predicted instanceof Float64Array) return byLoss(request);
  return predictions.scores ? byConfidence(request) : [];
}

function byConfidence(request: EstimateRequest): DriftEstimate[] {
  const { now, outside, inside, others, seed } = request;
  const reference = outside
    ? cbpeRows(outside.answers, Int32Array.from(range(0, outside.answers.predicted.length)))
    : cbpeRows(now.predictions, placesOf(now.rows, inside));
  if (!reference?.labels.some((label) => label >= 0)) return [];
  const classCount = now.predictions.classes.length;
  const model = fitCbpe({ ...reference, classCount, seed });
  const estimate = (windows: readonly number[]): Partial<Record<MetricName, Interval>> => {
    const rows = cbpeRows(now.predictions, placesOf(now.rows, windows));
    return rows ? estimateCbpe(model, rows) : {};
  };
  return told(
    'cbpe',
    request,
    estimate(others),
    request.figures.windows.map((_, window) => estimate([window])),
  );
}

/** Two classes: one score, that of the positive class, which is class 1. */
function cbpeRows({ scores, predicted, actual, positive, classes }: Answers, places: Int32Array): CbpeReference | null {
  if (!scores || predicted instanceof Float64Array || actual instanceof Float64Array) return null;
  const asked = classes.length === 2 ? [scores[positive ?? 1] as Float64Array] : scores;
  const classOf = (code: number): number => {
    if (code < 0) return -1;
    return classes.length === 2 ? Number(code === (positive ?? 1)) : code;
  };
  return {
    scores: asked.map((one) => Float64Array.from(places, (at) => one[at] as number)),
    decided: Int32Array.from(places, (at) => classOf(predicted[at] as number)),
    labels: Int32Array.from(places, (at) => classOf(actual?.[at] ?? -1)),
  };
}

/** Rows that trees learn from, and rows of a window that they judge. */
const mostLearned = 20_000;
const mostJudged = 5_000;

async function byLoss(request: EstimateRequest): Promise<DriftEstimate[]> {
  const { now, outside, inside, others, data, features, asCategory, signal } = request;
  if (outside && !outside.table) return [];
  const codebook: Codebook = new Map();
  const isInside = new Set(inside);
  const most = (window: number): number => (isInside.has(window) ? Math.floor(mostLearned / inside.length) : mostJudged);
  const current = await featureRows(data, features, { compared: now.rows, asCategory, most, codebook, signal });
  const table = outside?.table;
  const source = table
    ? await featureRows(table.data, features, { compared: table.rows, asCategory, most: () => mostLearned, codebook, signal })
    : current;
  const { predicted, actual } = outside?.answers ?? now.predictions;
  if (!actual) return [];
  const rows = (of: typeof current, windows: readonly number[]): Int32Array =>
    Int32Array.from(windows.flatMap((w) => range(of.offsets[w] as number, of.offsets[w + 1] as number)));
  const learned = rows(source, outside ? [0] : inside);
  const taken = (column: Float64Array, of: Int32Array): Float64Array => Float64Array.from(of, (i) => column[i] as number);
  const at = (values: ArrayLike<number>, of: typeof current, which: Int32Array): Float64Array =>
    Float64Array.from(which, (i) => values[of.places[i] as number] as number);
  const truth = at(actual, source, learned);
  if (!truth.some(Number.isFinite)) return [];
  const model = fitDle({
    columns: source.columns.map((column) => taken(column, learned)),
    predicted: at(predicted, source, learned),
    actual: truth,
    ...(signal && { signal }),
  });
  const estimate = (windows: readonly number[]): Partial<Record<MetricName, Interval>> => {
    const which = rows(current, windows);
    const { mae, rmse } = estimateDle(model, {
      columns: current.columns.map((column) => taken(column, which)),
      predicted: at(now.predictions.predicted, current, which),
    });
    return { mae, rmse };
  };
  return told(
    'dle',
    request,
    estimate(others),
    request.figures.windows.map((_, window) => estimate([window])),
  );
}

function told(
  method: DriftEstimate['method'],
  { figures }: EstimateRequest,
  overall: Partial<Record<MetricName, Interval>>,
  windows: readonly Partial<Record<MetricName, Interval>>[],
): DriftEstimate[] {
  return (Object.entries(overall) as [MetricName, Interval][])
    .filter(([, { value }]) => value !== null)
    .map(([metric, interval]) => ({
      method,
      metric,
      ...interval,
      windows: windows.map((one) => one[metric] ?? undefinedInterval),
      realized: figures.windows.map((one) => one[metric] ?? undefinedInterval),
      reference: figures.reference[metric] ?? undefinedInterval,
    }));
}

function placesOf({ offsets }: ComparedRows, windows: readonly number[]): Int32Array {
  return Int32Array.from(windows.flatMap((w) => range(offsets[w] as number, offsets[w + 1] as number)));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

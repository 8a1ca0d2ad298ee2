import type { Interval } from '../../api/schemas/common.ts';
import { intervalOf, positiveRange, undefinedInterval, withoutInterval } from '../../metrics/interval.ts';
import { symmetricEigen } from './symmetricEigen.ts';

/** Share of the variance that is kept at least (NannyML's). */
const VARIANCE_SHARE = 0.65;
const ERRORS = 3;
/** Numbers farther from zero count as this far: one of them shall not make the error of all rows infinite. */
const FARTHEST = 1e100;

/** A column of numbers (NaN = missing) or of categories (null = missing). */
export type TableColumn = Float64Array | readonly (string | null)[];

interface ColumnModel {
  /** Mean and population deviation of the column after filling and encoding; a constant has deviation 1. */
  mean: number;
  deviation: number;
  /** Of numbers: what stands in for a missing one. */
  fill: number;
  /** Of categories: how often each is there, the most frequent one standing in for missing ones; null = numbers. */
  frequencies: Record<string, number> | null;
}

/** Plain data. */
export interface PcaModel {
  columns: ColumnModel[];
  /** Unit vectors over the columns, the most important first. */
  components: number[][];
}

/**
 * Principal components of a reference after filling (mean; most frequent category), frequency encoding of categories and standard
 * scaling: as many as hold 65 % of the variance (NannyML 0.13, drift/multivariate/data_reconstruction).
 */
export function fitPca(columns: readonly TableColumn[]): PcaModel {
  const models = columns.map(columnModel);
  const scaled = columns.map((column, c) => scaledColumn(column, models[c] as ColumnModel));
  const size = columns.length;
  const n = scaled[0]?.length ?? 0;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let row = 0; row < n; row++) sum += (scaled[i]?.[row] as number) * (scaled[j]?.[row] as number);
      covariance[i * size + j] = covariance[j * size + i] = sum / n;
    }
  }
  const { values, vectors } = symmetricEigen(covariance, size);
  const total = values.reduce((sum, value) => sum + value, 0);
  let kept = 0;
  let share = 0;
  // The first number of components with more than the share, as scikit-learn counts.
  while (kept < size && share <= VARIANCE_SHARE * total) share += values[kept++] as number;
  return { columns: models, components: vectors.slice(0, kept).map((vector) => [...vector]) };
}

/**
 * Mean distance of a window's rows from their projection onto the components of the reference: it rises when columns no longer go
 * together as they did. Bounds: three standard errors of that mean to either side, none with a single row.
 */
export function reconstructionError(model: PcaModel, columns: readonly TableColumn[]): Interval {
  const scaled = columns.map((column, c) => scaledColumn(column, model.columns[c] as ColumnModel));
  const n = scaled[0]?.length ?? 0;
  if (n === 0) return undefinedInterval;
  const errors = new Float64Array(n);
  const rest = new Float64Array(columns.length);
  for (let row = 0; row < n; row++) {
    scaled.forEach((column, c) => (rest[c] = column[row] as number));
    for (const component of model.components) {
      let along = 0;
      for (let c = 0; c < rest.length; c++) along += (component[c] as number) * (scaled[c]?.[row] as number);
      for (let c = 0; c < rest.length; c++) rest[c] = (rest[c] as number) - along * (component[c] as number);
    }
    errors[row] = Math.sqrt(rest.reduce((sum, x) => sum + x * x, 0));
  }
  const mean = meanOf(errors);
  if (n === 1) return withoutInterval(mean);
  const variance = errors.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  const reach = ERRORS * Math.sqrt(variance / n);
  return intervalOf(mean, mean - reach, mean + reach, positiveRange);
}

function columnModel(column: TableColumn): ColumnModel {
  const raw: ColumnModel = { mean: 0, deviation: 1, fill: 0, frequencies: null };
  if (column instanceof Float64Array) {
    const present = column.filter(Number.isFinite).map(near);
    raw.fill = present.length > 0 ? meanOf(present) : 0;
  } else raw.frequencies = frequenciesOf(column);
  const encoded = scaledColumn(column, raw);
  const mean = meanOf(encoded);
  const deviation = Math.sqrt(meanOf(encoded.map((x) => (x - mean) ** 2)));
  return { ...raw, mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

/** Shares of the rows, missing ones counted as the most frequent category (of equals the first in order of code units). */
function frequenciesOf(column: readonly (string | null)[]): Record<string, number> {
  const counts = new Map<string, number>();
  let missing = 0;
  for (const category of column) {
    if (category === null) missing++;
    else counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return Object.fromEntries(ranked.map(([name, count], i) => [name, (count + (i === 0 ? missing : 0)) / column.length]));
}

/** Filled, encoded and scaled. A category that the reference does not have counts as never there. */
function scaledColumn(column: TableColumn, { mean, deviation, fill, frequencies }: ColumnModel): Float64Array {
  if (column instanceof Float64Array) {
    return column.map((x) => ((Number.isFinite(x) ? near(x) : fill) - mean) / deviation);
  }
  const shares = new Map(Object.entries(frequencies ?? {}));
  const most = Math.max(0, ...shares.values());
  return Float64Array.from(column, (name) => ((name === null ? most : (shares.get(name) ?? 0)) - mean) / deviation);
}

function near(x: number): number {
  return Math.max(-FARTHEST, Math.min(FARTHEST, x));
}

function meanOf(numbers: Float64Array): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

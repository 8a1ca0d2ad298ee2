// What comes in and goes out, held against what was validated. Fed after a request was answered, from a bounded queue.
import { enoughRows, type Baseline } from '../../../app/api/schemas/monitoring.ts';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { ColumnBatch } from '../../../app/base/columns.ts';
import { expectedCorrect } from '../../../app/metrics/calibration/expectedCorrect.ts';
import { categoryIndex, cellCount, numberCell } from '../../../app/metrics/shares/cells.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import { Histogram } from '../metrics/series.ts';
import type { GivenTensor } from '../oip/inferRequest.ts';
import { FeatureWatch, stability, type SentValue } from './featureWatch.ts';
import { LabelJoin } from './labelJoin.ts';
import { RollingCells, RollingMean } from './rollingCells.ts';

/** Upper bounds, as those of baseline.json. */
const confidenceBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** Rows that may wait to be looked at; beyond, they are left out with a count. */
const mostQueued = 100_000;

export interface Observed {
  rowCount: number;
  /** Named rows, or tensors, as they were sent. */
  batch: ColumnBatch | null;
  tensors: readonly GivenTensor[] | null;
  predictions: PredictionBatch | undefined;
  /** Where labels may come for them. */
  idOf: ((row: number) => string) | null;
}

export class DataWatch {
  readonly windowRows: number;
  readonly features: readonly FeatureWatch[];
  readonly confidence = new Histogram(confidenceBounds);
  readonly labels: LabelJoin;
  readonly baseline: Baseline;
  readonly #plan: PreparationPlan;
  readonly #predictions: RollingCells;
  readonly #correct: RollingMean;
  readonly #byColumn: ReadonlyMap<string, FeatureWatch>;
  readonly #queue: Observed[] = [];
  #queued = 0;
  skippedRows = 0;
  rows = 0;

  constructor(baseline: Baseline, plan: PreparationPlan, windowRows: number) {
    this.baseline = baseline;
    this.windowRows = windowRows;
    this.#plan = plan;
    this.features = baseline.features.map((feature) => new FeatureWatch(feature, windowRows));
    this.#byColumn = new Map(this.features.map((feature) => [feature.baseline.column, feature]));
    this.#predictions = new RollingCells(windowRows, cellCount(baseline.predictions));
    this.#correct = new RollingMean(windowRows);
    this.labels = new LabelJoin(plan.reading.task === 'regression');
  }

  /** Takes the rows over; they are looked at between requests. */
  add(observed: Observed): void {
    if (this.#queued + observed.rowCount > mostQueued && this.#queue.length > 0) {
      this.skippedRows += observed.rowCount;
      return;
    }
    this.#queued += observed.rowCount;
    if (this.#queue.push(observed) === 1) setImmediate(() => this.#work());
  }

  #work(): void {
    const next = this.#queue.shift();
    if (!next) return;
    this.#queued -= next.rowCount;
    this.#observe(next);
    if (this.#queue.length > 0) setImmediate(() => this.#work());
  }

  #observe({ rowCount, batch, tensors, predictions, idOf }: Observed): void {
    this.rows += rowCount;
    if (batch) {
      for (const [column, feature] of this.#byColumn) {
        const values = Object.hasOwn(batch.columns, column) ? batch.columns[column] : undefined;
        if (values) feature.addColumn(values, rowCount);
      }
    }
    if (tensors) this.#observeTensors(tensors, rowCount);
    if (predictions) this.#observePredictions(predictions, idOf);
  }

  /** A column that feeds several inputs is looked at once; of one that only says what is missing, nothing is known here. */
  #observeTensors(tensors: readonly GivenTensor[], rowCount: number): void {
    const done = new Set<FeatureWatch>();
    for (const { name, data } of tensors) {
      const features = this.#plan.inputs.find(({ input }) => input === name)?.features ?? [];
      features.forEach(({ column, indicator }, element) => {
        const feature = this.#byColumn.get(column);
        if (!feature || indicator !== undefined || done.has(feature)) return;
        done.add(feature);
        for (let row = 0; row < rowCount; row++) feature.add(data[row * features.length + element] as SentValue);
      });
    }
  }

  #observePredictions({ rowCount, classIndex, values, scores }: PredictionBatch, idOf: Observed['idOf']): void {
    const { classes } = this.#plan.reading;
    const { edges = [], categories } = this.baseline.predictions;
    const places = categoryIndex(categories ?? []);
    const { estimate } = this.baseline;
    for (let row = 0; row < rowCount; row++) {
      if (values) {
        const value = values[row] as number;
        if (!Number.isFinite(value)) continue;
        this.#predictions.add(numberCell(edges, value));
        if (idOf) this.labels.remember(idOf(row), value);
        continue;
      }
      const index = classIndex?.[row] ?? -1;
      const label = classes[index];
      if (label === undefined) continue;
      this.#predictions.add(places.get(label) ?? places.size);
      if (idOf) this.labels.remember(idOf(row), label);
      if (!scores) continue;
      const scoreOf = (k: number): number => scores[row * classes.length + k] as number;
      this.confidence.observe({}, scoreOf(index));
      if (estimate) this.#correct.add(expectedCorrect(estimate, scoreOf, index));
    }
  }

  get enough(): number {
    return enoughRows(this.windowRows);
  }

  /** Rows of the window. */
  get windowSize(): number {
    return Math.min(this.rows, this.windowRows);
  }

  get predictionPsi(): number | null {
    if (this.#predictions.size < this.enough) return null;
    return stability(this.baseline.predictions, this.#predictions.counts).psi;
  }

  /** Accuracy of the last rows as their scores let expect it, give or take three sampling errors. */
  get accuracyEstimate(): { value: number; low: number; high: number } | null {
    const { estimate } = this.baseline;
    const { size, mean } = this.#correct;
    if (!estimate || size < this.enough || Number.isNaN(mean)) return null;
    const reach = (3 * estimate.rowError) / Math.sqrt(size);
    return { value: mean, low: Math.max(0, mean - reach), high: Math.min(1, mean + reach) };
  }
}

// What comes in and goes out, held against what was validated. Fed after a request was answered, from a bounded queue.
import { enoughRows, type Baseline } from '../../../app/api/schemas/monitoring.ts';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import { expectedCorrect } from '../../../app/metrics/calibration/expectedCorrect.ts';
import { categoryIndex, cellCount, numberCell } from '../../../app/metrics/shares/cells.ts';
import { packedPlan, type PackedRows } from '../../../app/prepare/packedRows.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import { Histogram } from '../metrics/series.ts';
import type { GivenTensor } from '../oip/inferRequest.ts';
import { FeatureWatch, stability } from './featureWatch.ts';
import { LabelJoin } from './labelJoin.ts';
import { RollingCells, RollingMean } from './rollingCells.ts';

/** Upper bounds, as those of baseline.json. */
const confidenceBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** Rows that may wait to be looked at; beyond, they are left out with a count. */
const mostQueued = 100_000;
/** So long they wait: of those that come meanwhile, what has left the window before anyone asks need not be placed in it. */
const gatherMs = 50;

export interface Observed {
  rowCount: number;
  /** Named rows, or tensors, as they were sent. */
  batch: PackedRows | null;
  tensors: readonly GivenTensor[] | null;
  predictions: PredictionBatch | undefined;
  /** Where labels may come for them. */
  idOf: ((row: number) => string) | null;
}

/** Which of the two the columns come by. */
function doorOf({ batch }: Observed): 'rows' | 'tensors' {
  return batch ? 'rows' : 'tensors';
}

export class DataWatch {
  readonly windowRows: number;
  readonly features: readonly FeatureWatch[];
  readonly confidence = new Histogram(confidenceBounds);
  readonly labels: LabelJoin;
  readonly baseline: Baseline;
  readonly #plan: PreparationPlan;
  readonly #predictions: RollingCells;
  /** Of predictions: the cell of each class of the model. */
  readonly #classCells: readonly number[];
  readonly #correct: RollingMean;
  readonly #byColumn: ReadonlyMap<string, FeatureWatch>;
  readonly #queue: Observed[] = [];
  /** Rows of the queue. */
  readonly #queued = { rows: 0, tensors: 0 };
  skippedRows = 0;
  rows = 0;

  constructor(baseline: Baseline, plan: PreparationPlan, windowRows: number) {
    this.baseline = baseline;
    this.windowRows = windowRows;
    this.#plan = plan;
    this.features = baseline.features.map((feature) => new FeatureWatch(feature, windowRows));
    this.#byColumn = new Map(this.features.map((feature) => [feature.baseline.column, feature]));
    this.#predictions = new RollingCells(windowRows, cellCount(baseline.predictions));
    const places = categoryIndex(baseline.predictions.categories ?? []);
    this.#classCells = plan.reading.classes.map((label) => places.get(label) ?? places.size);
    this.#correct = new RollingMean(windowRows);
    this.labels = new LabelJoin(plan.reading.task === 'regression');
  }

  /** Takes the rows over; they are looked at between requests. */
  add(observed: Observed): void {
    if (this.#rowsQueued + observed.rowCount > mostQueued && this.#queue.length > 0) {
      this.skippedRows += observed.rowCount;
      return;
    }
    this.#queued[doorOf(observed)] += observed.rowCount;
    if (this.#queue.push(observed) === 1) setTimeout(() => this.#work(), gatherMs);
  }

  /** Looks at all that waits: before figures are read, or a label comes for one of the rows. */
  settle(): void {
    while (this.#queue.length > 0) this.#next();
  }

  get #rowsQueued(): number {
    return this.#queued.rows + this.#queued.tensors;
  }

  #work(): void {
    if (this.#queue.length > 0) this.#next();
    if (this.#queue.length > 0) setImmediate(() => this.#work());
  }

  #next(): void {
    const next = this.#queue.shift() as Observed;
    const door = doorOf(next);
    this.#queued[door] -= next.rowCount;
    // Those behind push them out of the window; by the same door, since a tensor may have columns that named rows lack.
    const kept = Math.max(0, this.windowRows - this.#queued[door]);
    this.#observe(next, Math.max(0, next.rowCount - kept));
  }

  #observe({ rowCount, batch, tensors, predictions, idOf }: Observed, past: number): void {
    this.rows += rowCount;
    if (batch) this.#observeRows(batch, past);
    if (tensors) this.#observeTensors(tensors, rowCount, past);
    if (predictions) this.#observePredictions(predictions, idOf);
  }

  #observeRows({ rowCount, numbers, texts }: PackedRows, past: number): void {
    for (const { name, rule, place } of packedPlan(this.#plan).columns) {
      const stride = { from: place * rowCount, step: 1, count: rowCount, past };
      const feature = this.#byColumn.get(name);
      if (rule.kind !== 'text') feature?.addNumbers(numbers.values, numbers.valid, stride);
      else if (texts) feature?.addTexts(texts.codes, texts.dictionaries[place] ?? [], stride);
    }
  }

  /** A column that feeds several inputs is looked at once; of one that only says what is missing, nothing is known here. */
  #observeTensors(tensors: readonly GivenTensor[], rowCount: number, past: number): void {
    const done = new Set<FeatureWatch>();
    for (const { name, data } of tensors) {
      const features = this.#plan.inputs.find(({ input }) => input === name)?.features ?? [];
      features.forEach(({ column, indicator }, element) => {
        const feature = this.#byColumn.get(column);
        if (!feature || indicator !== undefined || done.has(feature)) return;
        done.add(feature);
        feature.addElements(data, { from: element, step: features.length, count: rowCount, past });
      });
    }
  }

  #observePredictions({ rowCount, classIndex, values, scores }: PredictionBatch, idOf: Observed['idOf']): void {
    if (values) this.#observeValues(values, idOf);
    if (!classIndex) return;
    const { classes } = this.#plan.reading;
    const { estimate } = this.baseline;
    const confidence = scores && this.confidence.series({});
    let row = 0;
    const scoreOf = (k: number): number => scores?.[row * classes.length + k] as number;
    for (; row < rowCount; row++) {
      const index = classIndex[row] ?? -1;
      const label = classes[index];
      if (label === undefined) continue;
      this.#predictions.add(this.#classCells[index] as number);
      if (idOf) this.labels.remember(idOf(row), label);
      if (!confidence) continue;
      confidence.observe(scoreOf(index));
      if (estimate) this.#correct.add(expectedCorrect(estimate, scoreOf, index));
    }
  }

  #observeValues(values: Float64Array, idOf: Observed['idOf']): void {
    const { edges = [] } = this.baseline.predictions;
    for (const [row, value] of values.entries()) {
      if (!Number.isFinite(value)) continue;
      this.#predictions.add(numberCell(edges, value));
      if (idOf) this.labels.remember(idOf(row), value);
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

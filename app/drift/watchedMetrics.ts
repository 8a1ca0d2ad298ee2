// The true figures of the reference, and by window where the validation has labels: what drift is weighed against.
import { undefinedInterval } from '../metrics/interval.ts';
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { DriftWindow } from '../api/schemas/drift.ts';
import type { Evaluation, MetricName, Metrics, RunSelection } from '../api/schemas/runs.ts';
import { roleColumns } from '../runs/batchReader.ts';
import { evaluateRun, runTimeline } from '../runs/evaluateRun.ts';
import { evaluateClassificationRows, evaluateRegressionRows } from '../metrics/evaluateRows.ts';
import { chooseMetric } from '../stress/chooseMetric.ts';
import type { WatchedMetric } from './alerts/rule.ts';
import type { Answers, ComparedPredictions } from './comparedPredictions.ts';
import type { DriftRequest } from './driftRequest.ts';

/** Beside the metric that is watched: right or wrong, how sure of it, and how far off. */
const also: readonly MetricName[] = ['accuracy', 'logLoss', 'mae', 'rmse'];

export interface WatchedMetrics {
  watched: WatchedMetric;
  alsoWatched: WatchedMetric[];
  /** All true figures of the reference, and by window. */
  reference: Metrics;
  windows: readonly Metrics[];
  /** Of all windows after the reference together; null where the reference lies amid them. */
  together: Metrics | null;
}

/**
 * Null without labels in the reference, or where the windows are not those of the validation (another time column). Windows
 * without labels have no figures.
 * @param about.before of a reference that is a table of its own, or kept with a saved one
 * @param about.inside windows that are the reference; empty where it is a table of its own
 */
export async function watchedMetrics(
  { validationDir, data, mapping, reference }: DriftRequest,
  about: {
    predictions: ComparedPredictions | null;
    before: Answers | null;
    time: string | null;
    unit: string;
    windows: readonly DriftWindow[];
    inside: readonly number[];
    /** Windows that are not. */
    others: readonly number[];
    signal: AbortSignal | undefined;
  },
): Promise<WatchedMetrics | null> {
  const { predictions, before: answers, windows, inside, others, signal } = about;
  if (validationDir === null || !predictions || !mapping) return null;
  const { record } = predictions;
  const actual = predictions.actual ?? answers?.actual;
  if (!actual) return null;
  if (roleColumns(record.mapping).time !== about.time) return null;
  const query = { runDir: validationDir, data, signal };
  const timeline = await runTimeline(query, about.unit, { filters: [] });
  if (timeline.windows.length !== windows.length) return null;
  const referenceDir = reference?.validationDir ?? null;
  const ofReference = async (): Promise<Evaluation | null> => {
    if (!reference) return evaluateRun(query, selectionOf(inside.map((w) => windows[w] as DriftWindow)));
    if (referenceDir !== null) return evaluateRun({ runDir: referenceDir, data: null, signal }, { filters: [] });
    return answers && evaluateAnswers(answers, record.settings.seed);
  };
  const before = await ofReference();
  if (!before || before.labelled === 0) return null;
  const chosen = chooseMetric({ task: record.plan.reading.task, classes: predictions.classes, actual }, before.metrics, null);
  const card = metricCatalogue.find(({ name }) => name === chosen.metric);
  if (!card) return null;
  const areNeighbours = others.every((w, at) => at === 0 || w === (others[at - 1] as number) + 1);
  const isLabelled = others.some((w) => timeline.windows[w]?.metrics[card.name]?.value != null);
  const watch = ({ name, title, higherIsBetter }: typeof card): WatchedMetric => ({
    metric: name,
    title,
    higherIsBetter,
    reference: before.metrics[name] ?? undefinedInterval,
    windows: timeline.windows.map(({ metrics }) => metrics[name] ?? undefinedInterval),
  });
  return {
    reference: before.metrics,
    windows: timeline.windows.map(({ metrics }) => metrics),
    together:
      areNeighbours && isLabelled
        ? (await evaluateRun(query, selectionOf(others.map((w) => windows[w] as DriftWindow)))).metrics
        : null,
    watched: watch(card),
    alsoWatched: metricCatalogue
      .filter(({ name }) => also.includes(name) && name !== card.name && before.metrics[name]?.value != null)
      .map(watch),
  };
}

/** As the validation whose answers they are was evaluated. */
function evaluateAnswers(
  { predicted, actual, scores, classes, positive, unknownLabels }: Answers,
  seed: number,
): Evaluation | null {
  const rowCount = predicted.length;
  if (predicted instanceof Float64Array && actual instanceof Float64Array)
    return evaluateRegressionRows({ rowCount, actual, predicted, weight: null }, { seed });
  if (predicted instanceof Float64Array || !actual || actual instanceof Float64Array) return null;
  const byRow = scores && new Float64Array(rowCount * classes.length);
  scores?.forEach((ofClass, k) => ofClass.forEach((score, row) => ((byRow as Float64Array)[row * classes.length + k] = score)));
  const rows = { rowCount, actual, predicted, scores: byRow, weight: null };
  return evaluateClassificationRows(rows, { classes, positive, unknownLabels });
}

/** The rows of neighbouring windows. */
function selectionOf(windows: readonly DriftWindow[]): RunSelection {
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last) return { filters: [] };
  if (first.timeOrder && last.timeOrder && first.start !== null && last.end !== null) {
    const { firstRow } = first.timeOrder;
    const { lastRow } = last.timeOrder;
    return { filters: [], timeOrder: { start: first.start, firstRow, end: last.end, lastRow } };
  }
  if (first.firstRow !== null && last.lastRow !== null)
    return { filters: [], rows: { first: first.firstRow, last: last.lastRow } };
  if (first.start !== null && last.end !== null) return { filters: [], time: { start: first.start, end: last.end } };
  return { filters: [] };
}

// What drift comes to: figures without labels, detectors on errors, and what the drift of each column costs the model.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { DetectorResult, DriftEstimate, DriftTogether } from '../api/schemas/drift.ts';
import type { RunRecord } from '../api/schemas/runs.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import type { Features } from './columnPlan.ts';
import { windowOfRow } from './comparedRows.ts';
import { driftDamage } from './damage.ts';
import { detectErrors } from './detectErrors.ts';
import type { DriftRequest } from './driftRequest.ts';
import { estimatePerformance } from './estimates.ts';
import { feedsModel, type ModelledRows } from './modelledRows.ts';
import { replayFaults } from './replay.ts';
import type { Settled } from './settle.ts';
import type { BothPredictions, Sides } from './sides.ts';
import { driftTogether, type StartedTogether } from './together/together.ts';
import type { WatchedMetrics } from './watchedMetrics.ts';

export interface Outcomes {
  together: DriftTogether[];
  estimates: DriftEstimate[];
  detectors: DetectorResult[];
}

/** All columns together; and what needs labels in the reference: figures estimated without labels, and detectors on errors. */
export async function outcomes(
  request: DriftRequest,
  about: {
    sides: Sides;
    features: Features;
    started: StartedTogether | null;
    settled: Settled;
    predictions: BothPredictions;
    figures: WatchedMetrics | null;
    time: string | null;
    tell: (stage: string, done?: number, total?: number | null, unit?: string) => void;
    signal: AbortSignal | undefined;
  },
): Promise<Outcomes> {
  const { data, runPath, settings } = request;
  const { sides, features, started, figures, time, tell, signal } = about;
  const { now, before, saved } = about.predictions;
  const { current, inside, others, outside } = sides;
  const table = outside?.table;
  const whole = started
    ? await driftTogether(started, {
        predictions: outside ? before : now,
        figures,
        onWindow: (done, total) => tell('comparing all columns together', done, total, 'windows'),
      })
    : { together: [], estimates: [] };
  const answers = before ?? saved;
  if (!now || !figures || (outside && !answers)) return { ...whole, detectors: [] };
  tell('estimating performance without labels');
  const { seed, falseAlarmsAMonth } = settings;
  const estimates = await estimatePerformance({
    data,
    now: { rows: current, predictions: now },
    outside: answers && { table: table ?? null, answers },
    inside,
    others,
    figures,
    ...features,
    seed,
    signal,
  });
  const detectors = await detectErrors(now, {
    data,
    rows: current,
    time,
    inside,
    before: answers,
    falseAlarmsAMonth,
    seed,
    signal,
  });
  const reference = referenceRows(data, sides, (before ?? now).record);
  const replayed =
    settings.preset === 'drydock' && runPath !== null && !saved && feedsModel(reference)
      ? await replayFaults({
          runPath,
          reference,
          columns: about.settled.columns,
          others,
          figures,
          seed,
          onWindow: (done, total) => tell('replaying faults on the reference', done, total, 'windows'),
          signal,
        })
      : [];
  const also = [...whole.estimates, ...replayed].filter(
    ({ metric }) => estimates.length === 0 || estimates.some((one) => one.metric === metric),
  );
  return { together: whole.together, estimates: [...estimates, ...also], detectors };
}

/** @param record the validation of these rows */
function referenceRows(data: DatasetCard, { current, inside, outside }: Sides, { plan, mapping }: RunRecord): ModelledRows {
  if (outside?.table) return { data: outside.table.data, plan, mapping, holds: () => true };
  const windowOf = windowOfRow(current);
  const isInside = new Set(inside);
  return { data, plan, mapping, holds: (row) => isInside.has(windowOf(row)) };
}

/** Columns whose damage is measured: beyond these it takes longer than it tells. */
const mostWeighed = 40;

/**
 * Fills in what the drift of each feature costs, where the project has the model of the validation.
 * @returns of which figure; null where nothing was weighed
 */
export async function weigh(
  { data, runPath, reference, settings }: DriftRequest,
  about: {
    sides: Sides;
    settled: Settled;
    predictions: BothPredictions;
    figures: WatchedMetrics | null;
    tell: (stage: string, done: number, total: number) => void;
    signal: AbortSignal | undefined;
  },
): Promise<StressMetric | null> {
  const { sides, settled, figures, signal } = about;
  const record = about.predictions.now?.record;
  if (!record || runPath === null || (reference && reference.validationDir === null)) return null;
  const drifted = settled.columns.filter(
    // To turn a text into another would cost something even where nothing drifts.
    ({ kind, role, verdict, windows }) =>
      role === 'feature' && kind !== 'text' && (verdict !== 'none' || windows.some((cell) => cell.verdict === 'drift')),
  );
  const columns = drifted.slice(0, mostWeighed).map(({ name }) => name);
  if (columns.length === 0) return null;
  const windowOf = windowOfRow(sides.current);
  const inside = new Set(sides.inside);
  const isNow = (row: number): boolean => {
    const window = windowOf(row);
    return window >= 0 && !inside.has(window);
  };
  const { plan, mapping } = record;
  const metric = figures?.watched.metric ?? 'agreement';
  const before = referenceRows(data, sides, about.predictions.before?.record ?? record);
  if (!feedsModel(before)) return null;
  const found = await driftDamage({
    runPath,
    before,
    now: { data, plan, mapping, holds: isNow },
    columns,
    metric,
    seed: settings.seed,
    onColumn: (done) => about.tell('weighing drift by what the model loses', done, columns.length),
    signal,
  });
  for (const column of settled.columns) column.damage = found.get(column.name) ?? null;
  return found.size > 0 ? metric : null;
}

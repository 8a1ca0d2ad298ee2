// The drift job: which rows, in which windows; column after column against the reference; then what it means.
import type { Warning } from '../api/schemas/common.ts';
import type { DriftColumn, DriftReport } from '../api/schemas/drift.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import { throwIfAborted } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { roleColumns } from '../runs/batchReader.ts';
import { presetNamed } from '../timeline/drift/presets/registry.ts';
import { change, isWorse, mostOutside } from './alerts/performance.ts';
import { findAlerts } from './alerts/registry.ts';
import { lastFull } from './alerts/rule.ts';
import { columnPlan, featuresOf, type ColumnPlan } from './columnPlan.ts';
import { tellTurned } from './columnRelations.ts';
import { compareAll } from './compareAll.ts';
import type { ComparedPredictions } from './comparedPredictions.ts';
import type { WindowedRows } from './comparedRows.ts';
import type { DriftRequest } from './driftRequest.ts';
import { outcomes, weigh, type Outcomes } from './outcomes.ts';
import { hasSpoken, keptKinds, onlyPeriod, savedNotes } from './profile/savedNotes.ts';
import { referenceOf, type ReferenceColumns } from './referenceOf.ts';
import { driftSegments, requireSegments, type Segments } from './segments.ts';
import { settle, type Settled } from './settle.ts';
import { predictionsOf, sidesOf, type BothPredictions, type DriftContext, type Sides } from './sides.ts';
import { learnTogether, type LearnTogether } from './together/learnTogether.ts';
import { startTogether } from './together/together.ts';
import { verdictOf } from './verdict.ts';
import { watchedMetrics, type WatchedMetrics } from './watchedMetrics.ts';

/**
 * Compares every column (and, with a validation, its predictions, scores and labels) of every window with the reference.
 * Memory: 40 bytes a row compared and 128 MB of cells, whatever the number of columns.
 * @throws INVALID_INPUT (no reference, no such column, a unit that does not fit), errors of reading, CANCELLED
 */
export async function runDrift(
  request: DriftRequest,
  context: DriftContext & {
    /** Elsewhere than in this thread. */
    learnTogether?: LearnTogether | undefined;
  } = {},
): Promise<DriftReport> {
  const { data, mapping, settings } = request;
  requireSegments(request);
  const preset = presetNamed(settings.preset);
  const { signal } = context;
  const tell = (stage: string, done = 0, total: number | null = null, unit = 'columns'): void =>
    context.onProgress?.({ stage, done, total, unit });
  tell('reading rows');
  const time = settings.time ?? (mapping && roleColumns(mapping).time) ?? data.timeSpan?.column ?? null;
  const sides = await sidesOf(request, time, context);
  let reference: ReferenceColumns | null = null;
  try {
    const predictions = await predictionsOf(request, sides, signal);
    const plan = planOf(request, { sides, predictions, time });
    reference = sides.outside && (await referenceOf(sides.outside, { plan, sides, predictions, request, signal }));
    const features = featuresOf(plan);
    const profile = reference?.profile ?? null;
    // The other presets say what their peers say, and no more.
    const started =
      settings.preset === 'drydock'
        ? await startTogether({ data, sides, profile, ...features, learn: context.learnTogether ?? learnTogether, signal })
        : null;
    const { compared, relations } = await compareAll(request, { preset, sides, plan, predictions, reference, tell, signal });
    throwIfAborted(signal);
    const settled = settle(compared, preset);
    tellTurned(settled, relations, predictions.now);
    const { unit, windows } = sides.current;
    const figures = await watchedMetrics(request, {
      predictions: predictions.now,
      before: predictions.before ?? predictions.saved,
      time,
      unit,
      windows,
      inside: sides.inside,
      others: sides.others,
      signal,
    });
    const damageMetric = await weigh(request, { sides, settled, predictions, figures, tell, signal });
    const segments = await driftSegments(request, { figures, unit, windows, inside: sides.inside, signal });
    const told = await outcomes(request, { sides, features, started, settled, predictions, figures, time, tell, signal });
    const notes = savedNotes(sides.outside?.saved ?? null, {
      preset: settings.preset,
      now: predictions.now,
      hasAnswers: predictions.saved !== null,
      hasEstimates: told.estimates.length > 0,
    });
    return report(request, { sides, plan, settled, figures, damageMetric, segments, notes, ...told });
  } finally {
    (reference?.profile ?? sides.outside?.saved)?.close();
  }
}

/** @throws INVALID_INPUT where nothing can be compared */
function planOf(
  request: DriftRequest,
  { sides: { outside }, predictions: { now, before }, time }: { sides: Sides; predictions: BothPredictions; time: string | null },
): ColumnPlan {
  const { data, mapping, settings } = request;
  const saved = outside?.saved ?? null;
  const hasLabelsBefore = outside === null || before !== null || (saved !== null && hasSpoken(saved, now, 'target'));
  const plan = columnPlan({
    data,
    reference: outside && { columns: outside.columns, kept: saved && keptKinds(saved) },
    mapping,
    fed: fedColumns(request, now),
    isLog: now?.record.deployed != null,
    time,
    target: settings.target,
    hasLabels: now !== null && now.actual !== null && hasLabelsBefore,
    asked: settings.columns,
    hasText: settings.preset === 'drydock',
  });
  if (plan.columns.length > 0 || now !== null) return plan;
  throw new AppError('INVALID_INPUT', 'None of the columns can be compared.', {
    hint: plan.leftOut.map(({ column, reason }) => `${column}: ${reason}`).join('; '),
  });
}

function fedColumns({ mapping }: DriftRequest, predictions: ComparedPredictions | null): Set<string> {
  const fed = predictions?.record.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
  return new Set(fed ?? mapping?.columns.flatMap(({ name, role }) => (role === 'feature' ? [name] : [])) ?? []);
}

function report(
  { data, settings, reference }: DriftRequest,
  about: {
    sides: Sides;
    plan: ColumnPlan;
    settled: Settled;
    figures: WatchedMetrics | null;
    damageMetric: StressMetric | null;
    segments: Segments;
    /** On a saved reference. */
    notes: readonly Warning[];
  } & Outcomes,
): DriftReport {
  const { sides, plan, settled, figures, together, estimates, detectors, segments } = about;
  const watched = figures?.watched ?? null;
  const { windows, unit, rowsWithoutTime } = sides.current;
  const columns = settled.columns.map((column) => ({ ...column, since: sinceWindow(column, sides.others) }));
  const alerts = findAlerts({
    windows,
    columns,
    dataset: settled.datasetWindows,
    watched,
    alsoWatched: figures?.alsoWatched ?? [],
    together,
    estimates,
    schema: plan.schema,
  });
  const prediction = columns.find(({ role }) => role === 'prediction');
  const period = onlyPeriod(sides.outside?.saved ?? null);
  const inside = sides.inside.map((w) => windows[w] as WindowedRows['windows'][number]);
  const sum = (of: readonly { rows: number; used: number }[], key: 'rows' | 'used'): number =>
    of.reduce((all, one) => all + one[key], 0);
  const others = sides.others.map((w) => windows[w] as WindowedRows['windows'][number]);
  const outside = estimates.find(({ outsideSupport }) => outsideSupport)?.outsideSupport ?? [];
  const unlike = sides.others.filter((w) => (outside[w] ?? 0) > mostOutside);
  const warnings: Warning[] = [
    ...about.notes,
    ...segments.warnings,
    ...(unlike.length > 0
      ? [
          {
            code: 'outside-reference',
            message:
              `In ${unlike.length === 1 ? 'one window' : `${String(unlike.length)} windows`} more than a tenth of the rows are unlike anything in the reference: ` +
              'figures estimated without labels are not to be trusted there.',
            count: unlike.length,
          },
        ]
      : []),
    ...(settings.falseAlarmsAMonth !== null && detectors.length === 0
      ? [
          {
            code: 'no-detectors',
            message:
              'There are no change detectors to set: they watch the errors of a model, and need labels in the reference and after it.',
          },
        ]
      : []),
    ...(rowsWithoutTime > 0
      ? [
          {
            code: 'rows-without-time',
            message: `${rowsWithoutTime.toLocaleString('en-US')} rows have no time and lie in no window.`,
            count: rowsWithoutTime,
          },
        ]
      : []),
  ];
  return {
    preset: settings.preset,
    unit,
    reference: {
      name: reference?.name ?? data.name,
      start: inside[0]?.start ?? period?.start ?? null,
      end: inside.at(-1)?.end ?? period?.end ?? null,
      rows: sides.outside?.rows ?? sum(inside, 'rows'),
      used: sides.outside?.used ?? sum(inside, 'used'),
    },
    current: { name: data.name, rows: sum(others, 'rows'), used: sum(others, 'used') },
    windows,
    columns: columns.map(({ changed: _changed, likeness, likenessOverall: _overall, ...column }) => ({
      ...column,
      ...looksLike(column, likeness, windows),
    })),
    leftOut: plan.leftOut,
    dataset: settled.dataset,
    ...(about.damageMetric !== null && { damageMetric: about.damageMetric }),
    datasetWindows: settled.datasetWindows,
    ...(prediction && { prediction: { method: prediction.method, score: prediction.score, verdict: prediction.verdict } }),
    ...(together.length > 0 && { together }),
    ...(estimates.length > 0 && { estimates }),
    ...(detectors.length > 0 && { detectors }),
    ...(segments.found && { segments: segments.found }),
    alerts,
    verdict: verdictOf(alerts, {
      isLabelled: watched?.windows[lastFull(windows, sides.others)]?.value != null,
      isOutside: sides.outside !== null,
      fallen: fallenTogether(figures),
      drifted: driftedInputs(columns),
    }),
    warnings,
  };
}

function driftedInputs(columns: readonly Pick<DriftColumn, 'name' | 'role' | 'verdict'>[]): string[] {
  return columns
    .filter(({ role, verdict }) => (role === 'feature' || role === 'other') && verdict === 'drift')
    .map(({ name }) => name);
}

/** The watched figures that are worse over all windows together than in the reference. */
function fallenTogether(figures: WatchedMetrics | null): string[] {
  if (!figures?.together) return [];
  const { watched, alsoWatched, together } = figures;
  return [watched, ...alsoWatched].flatMap(({ metric, title, reference, higherIsBetter }) => {
    const now = together[metric] ?? undefined;
    return isWorse(now, reference, higherIsBetter) ? [`${title} ${change(now, reference)}`] : [];
  });
}

/** Of the last window that the column drifts in, thin ones passed over. */
function looksLike(
  column: Pick<DriftColumn, 'windows'>,
  likeness: Settled['columns'][number]['likeness'],
  windows: WindowedRows['windows'],
): Pick<DriftColumn, 'looksLike'> {
  const drifting = [...column.windows.keys()].filter((w) => column.windows[w]?.verdict === 'drift' && !windows[w]?.reference);
  if (drifting.length === 0) return {};
  const window = lastFull(windows, drifting);
  const found = likeness[window]?.();
  if (!found) return {};
  const { fault: _fault, ...told } = found;
  return { looksLike: { ...told, window } };
}

/** The window since which the column drifts without a break, up to the last that has rows. */
function sinceWindow({ windows }: Pick<DriftColumn, 'windows'>, others: readonly number[]): number | null {
  let since: number | null = null;
  for (const w of others) {
    const cell = windows[w];
    if (!cell || (cell.n === 0 && cell.verdict === 'none')) continue;
    if (cell.verdict === 'drift') since ??= w;
    else since = null;
  }
  return since;
}

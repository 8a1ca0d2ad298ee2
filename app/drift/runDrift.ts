// The drift job: which rows, in which windows; column after column against the reference; then what it means.
import type { Warning } from '../api/schemas/common.ts';
import type { DriftColumn, DriftReport } from '../api/schemas/drift.ts';
import type { StressMetric } from '../api/schemas/stress.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import { AppError } from '../base/errors.ts';
import { roleColumns } from '../runs/batchReader.ts';
import type { DriftPreset } from '../timeline/drift/presets/preset.ts';
import { presetNamed } from '../timeline/drift/presets/registry.ts';
import { mostOutside } from './alerts/performance.ts';
import { findAlerts } from './alerts/registry.ts';
import { lastFull } from './alerts/rule.ts';
import { columnPlan, featuresOf, type ColumnPlan } from './columnPlan.ts';
import { joinedSample, windowSample, type ColumnSample } from './columnSamples.ts';
import { compareColumn, type ComparedColumn } from './compareColumn.ts';
import { predictionColumns, type ComparedPredictions } from './comparedPredictions.ts';
import type { WindowedRows } from './comparedRows.ts';
import type { DriftRequest } from './driftRequest.ts';
import { outcomes, weigh, type Outcomes } from './outcomes.ts';
import { bothLabels, relationsOf, tellTurned, type ColumnRelation } from './columnRelations.ts';
import { driftSegments, requireSegments, type Segments } from './segments.ts';
import { settle, type Settled } from './settle.ts';
import { predictionsOf, sidesOf, type BothPredictions, type DriftContext, type Sides } from './sides.ts';
import { learnTogether, type LearnTogether } from './together/learnTogether.ts';
import { startTogether } from './together/together.ts';
import { compareText, mostTexts, type TextSamples } from './text/compareText.ts';
import { joinedTexts, textSamples } from './text/textSamples.ts';
import { verdictOf } from './verdict.ts';
import { watchedMetrics, type WatchedMetrics } from './watchedMetrics.ts';
import { windowedColumns, type WindowedColumn } from './windowedColumns.ts';

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
  const predictions = await predictionsOf(request, sides, signal);
  const plan = columnPlan({
    data,
    reference: sides.outside?.data ?? null,
    mapping,
    fed: fedColumns(request, predictions.now),
    time,
    hasLabels:
      predictions.now?.actual !== null && predictions.now !== null && (sides.outside === null || predictions.before !== null),
    asked: settings.columns,
    hasText: settings.preset === 'drydock',
  });
  if (plan.columns.length === 0 && predictions.now === null) {
    throw new AppError('INVALID_INPUT', 'None of the columns can be compared.', {
      hint: plan.leftOut.map(({ column, reason }) => `${column}: ${reason}`).join('; '),
    });
  }
  const features = featuresOf(plan);
  // The other presets say what their peers say, and no more.
  const started =
    settings.preset === 'drydock'
      ? await startTogether({ data, sides, ...features, learn: context.learnTogether ?? learnTogether, signal })
      : null;
  const { compared, relations } = await compareAll(request, { preset, sides, plan, predictions, tell, signal });
  throwIfAborted(signal);
  const settled = settle(compared, preset);
  tellTurned(settled, relations, predictions.now);
  const { unit, windows } = sides.current;
  const figures = await watchedMetrics(request, {
    predictions: predictions.now,
    time,
    unit,
    windows,
    inside: sides.inside,
    signal,
  });
  const damageMetric = await weigh(request, { sides, settled, predictions, figures, tell, signal });
  const segments = await driftSegments(request, { figures, unit, windows, inside: sides.inside, signal });
  const told = await outcomes(request, { sides, features, started, settled, predictions, figures, time, tell, signal });
  return report(request, { sides, plan, settled, figures, damageMetric, segments, ...told });
}

function fedColumns({ mapping }: DriftRequest, predictions: ComparedPredictions | null): Set<string> {
  const fed = predictions?.record.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
  return new Set(fed ?? mapping?.columns.flatMap(({ name, role }) => (role === 'feature' ? [name] : [])) ?? []);
}

async function compareAll(
  request: DriftRequest,
  about: {
    preset: DriftPreset;
    sides: Sides;
    plan: ColumnPlan;
    predictions: BothPredictions;
    tell: (stage: string, done: number, total: number) => void;
    signal: AbortSignal | undefined;
  },
): Promise<{ compared: ComparedColumn[]; relations: ColumnRelation[] }> {
  const { preset, sides, plan, predictions, signal } = about;
  const valued = plan.columns.filter(({ kind }) => kind !== 'text');
  const names = valued.map(({ name }) => name);
  const asCategory = new Set(plan.columns.filter(({ kind }) => kind === 'category').map(({ name }) => name));
  const before = sides.outside
    ? windowedColumns(sides.outside.data, names, { compared: sides.outside.rows, asCategory, signal })
    : null;
  const found: ComparedColumn[] = [];
  const relations: ColumnRelation[] = [];
  const labels = bothLabels(predictions, sides);
  const compare = (name: string, role: DriftColumn['role'], now: WindowedColumn, then: WindowedColumn | null): void => {
    found.push(compareColumn({ name, role }, samplesOf(now, then, sides), preset, request.settings.seed));
  };
  const total = plan.columns.length;
  for await (const [name, column] of windowedColumns(request.data, names, { compared: sides.current, asCategory, signal })) {
    const next = await before?.next();
    const role = valued[found.length]?.role ?? 'other';
    const then = next?.done === false ? next.value[1] : null;
    compare(name, role, column, then);
    if (labels && role !== 'target') relations.push(...relationsOf(name, { now: column, then, labels, sides }));
    about.tell('comparing columns', found.length, total);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  for (const { name, role } of plan.columns.filter(({ kind }) => kind === 'text')) {
    found.push(compareText({ name, role }, await textsOf(name, { data: request.data, sides, signal })));
    about.tell('comparing columns', found.length, total);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  const { now } = predictions;
  if (now && (sides.outside === null || predictions.before)) {
    const then = predictions.before ? predictionColumns(predictions.before) : [];
    for (const { role, column } of predictionColumns(now)) {
      const other = then.find((one) => one.role === role)?.column ?? null;
      if (sides.outside && !other) continue;
      compare(pseudoName(role, now), role, column, other);
    }
  }
  return { compared: found, relations };
}

function pseudoName(role: 'prediction' | 'score' | 'target', { classes, positive, record }: ComparedPredictions): string {
  if (role === 'target') return roleColumns(record.mapping).target ?? 'label';
  return role === 'score' ? `score of ${classes[positive ?? 0] ?? ''}` : 'prediction';
}

function samplesOf(now: WindowedColumn, then: WindowedColumn | null, { current, inside, outside, others }: Sides) {
  const windows = current.windows.map((_, w) => windowSample(now, current, w));
  const chunks =
    outside && then
      ? Array.from({ length: outside.chunks.offsets.length - 1 }, (_, w) => windowSample(then, outside.chunks, w))
      : inside.map((w) => windows[w] as ColumnSample);
  return {
    reference: outside && then ? joinedSample(then, outside.rows, [0]) : joinedSample(now, current, inside),
    chunks,
    overall: joinedSample(now, current, others),
    windows,
  };
}

async function textsOf(
  name: string,
  { data, sides, signal }: { data: DriftRequest['data']; sides: Sides; signal: AbortSignal | undefined },
): Promise<TextSamples> {
  const { current, inside, outside, others } = sides;
  const isInside = new Set(inside);
  const ofInside = Math.max(1, Math.ceil(mostTexts.reference / Math.max(1, inside.length)));
  const now = await textSamples(data, name, {
    compared: current,
    most: (w) => (isInside.has(w) ? ofInside : mostTexts.window),
    together: inside,
    signal,
  });
  const before = outside
    ? await textSamples(outside.data, name, { compared: outside.rows, most: () => mostTexts.reference, together: [0], signal })
    : now;
  const ofOthers = others.flatMap((w) => now.windows[w] ?? []);
  return { reference: before.together, overall: joinedTexts(ofOthers, mostTexts.window), windows: now.windows };
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
  const inside = sides.inside.map((w) => windows[w] as WindowedRows['windows'][number]);
  const sum = (of: readonly { rows: number; used: number }[], key: 'rows' | 'used'): number =>
    of.reduce((all, one) => all + one[key], 0);
  const others = sides.others.map((w) => windows[w] as WindowedRows['windows'][number]);
  const outside = estimates.find(({ outsideSupport }) => outsideSupport)?.outsideSupport ?? [];
  const unlike = sides.others.filter((w) => (outside[w] ?? 0) > mostOutside);
  const warnings: Warning[] = [
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
      start: inside[0]?.start ?? null,
      end: inside.at(-1)?.end ?? null,
      rows: sides.outside?.data.rows ?? sum(inside, 'rows'),
      used: sides.outside?.rows.rows.length ?? sum(inside, 'used'),
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
    verdict: verdictOf(alerts, watched !== null),
    warnings,
  };
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

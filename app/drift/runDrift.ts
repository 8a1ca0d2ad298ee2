// The drift job: which rows, in which windows; column after column against the reference; then what it means.
import { tmpdir } from 'node:os';
import type { Warning } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { DetectorResult, DriftColumn, DriftEstimate, DriftReport } from '../api/schemas/drift.ts';
import type { Progress } from '../api/schemas/jobs.ts';
import { throwIfAborted, yieldToEventLoop } from '../base/abort.ts';
import { ingest } from '../data/ingest.ts';
import { roleColumns } from '../runs/batchReader.ts';
import type { ColumnDrift, DriftPreset } from '../timeline/drift/presets/preset.ts';
import { driftPresets } from '../timeline/drift/presets/registry.ts';
import { findAlerts } from './alerts/registry.ts';
import { columnPlan, type ColumnPlan } from './columnPlan.ts';
import { joinedSample, windowSample, type ColumnSample } from './columnSamples.ts';
import { compareColumn, driftCell, type Compared, type ComparedColumn } from './compareColumn.ts';
import { driftDamage } from './damage.ts';
import { detectErrors } from './detectErrors.ts';
import { comparedPredictions, predictionColumns, type ComparedPredictions } from './comparedPredictions.ts';
import { chunksOf, windowOfRow, wholeTable, windowedRows, type ComparedRows, type WindowedRows } from './comparedRows.ts';
import type { DriftRequest } from './driftRequest.ts';
import { estimatePerformance } from './estimates.ts';
import { referenceWindows } from './referenceWindows.ts';
import { verdictOf } from './verdict.ts';
import { watchedMetrics, type WatchedMetrics } from './watchedMetrics.ts';
import { windowedColumns, type WindowedColumn } from './windowedColumns.ts';

export interface DriftContext {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Pick<Progress, 'stage' | 'done' | 'total' | 'unit'>) => void) | undefined;
}

function presetNamed(name: string): DriftPreset {
  const preset = driftPresets.find((one) => one.name === name);
  if (preset) return preset;
  throw new Error(`There is no preset ${name}.`);
}

/** What is compared with what. */
interface Sides {
  current: WindowedRows;
  /** Indices of windows of `current`; empty where the reference is a table of its own. */
  inside: readonly number[];
  /** The table of its own. */
  outside: { data: DatasetCard; rows: ComparedRows; chunks: ComparedRows } | null;
  /** Windows that are not the reference. */
  others: number[];
}

/**
 * Compares every column (and, with a validation, its predictions, scores and labels) of every window with the reference.
 * Memory: 40 bytes a row compared and 128 MB of cells, whatever the number of columns.
 * @throws INVALID_INPUT (no reference, no such column, a unit that does not fit), errors of reading, CANCELLED
 */
export async function runDrift(request: DriftRequest, context: DriftContext = {}): Promise<DriftReport> {
  const { data, mapping, settings } = request;
  const { signal } = context;
  const tell = (stage: string, done = 0, total: number | null = null): void =>
    context.onProgress?.({ stage, done, total, unit: 'columns' });
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
  });
  const compared = await compareAll(request, { sides, plan, predictions, tell, signal });
  throwIfAborted(signal);
  const settled = settle(compared, request);
  const { unit, windows } = sides.current;
  const figures = await watchedMetrics(request, {
    predictions: predictions.now,
    time,
    unit,
    windows,
    inside: sides.inside,
    signal,
  });
  await weigh(request, { sides, settled, predictions, figures, tell, signal });
  tell('estimating performance without labels');
  const told = await outcomes(request, { sides, plan, predictions, figures, time, signal });
  return report(request, { sides, plan, settled, figures, ...told });
}

async function sidesOf(request: DriftRequest, time: string | null, { signal, onProgress }: DriftContext): Promise<Sides> {
  const { data, settings, reference } = request;
  const { maxRows, seed } = settings;
  const current = await windowedRows({
    data,
    time,
    unit: settings.window,
    maxRows,
    seed,
    tempDirectory: tmpdir(),
    signal,
  });
  if (!reference) {
    const inside = referenceWindows(current.windows, settings.reference, request.period);
    for (const w of inside) (current.windows[w] as WindowedRows['windows'][number]).reference = true;
    const others = [...current.windows.keys()].filter((w) => !inside.includes(w));
    return { current, inside, outside: null, others };
  }
  const { cacheDir, memoryLimit } = request;
  const other =
    reference.data ??
    (await ingest(
      { paths: reference.paths, options: reference.options },
      { cacheDir, signal, onProgress, ...(memoryLimit !== undefined && { memoryLimit }) },
    ));
  const rows = wholeTable({ data: other, maxRows, seed });
  return {
    current,
    inside: [],
    outside: { data: other, rows, chunks: chunksOf(rows) },
    others: [...current.windows.keys()],
  };
}

interface BothPredictions {
  now: ComparedPredictions | null;
  /** Of a reference that is a table of its own. */
  before: ComparedPredictions | null;
}

async function predictionsOf(
  { validationDir, data, reference }: DriftRequest,
  { current, outside }: Sides,
  signal: AbortSignal | undefined,
): Promise<BothPredictions> {
  const now = validationDir === null ? null : await comparedPredictions({ runDir: validationDir, data, signal }, current);
  const runDir = reference?.validationDir ?? null;
  const before =
    outside && runDir !== null ? await comparedPredictions({ runDir, data: outside.data, signal }, outside.rows) : null;
  return { now, before };
}

function fedColumns({ mapping }: DriftRequest, predictions: ComparedPredictions | null): Set<string> {
  const fed = predictions?.record.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
  return new Set(fed ?? mapping?.columns.flatMap(({ name, role }) => (role === 'feature' ? [name] : [])) ?? []);
}

async function compareAll(
  request: DriftRequest,
  about: {
    sides: Sides;
    plan: ColumnPlan;
    predictions: BothPredictions;
    tell: (stage: string, done: number, total: number) => void;
    signal: AbortSignal | undefined;
  },
): Promise<ComparedColumn[]> {
  const { sides, plan, predictions, signal } = about;
  const preset = presetNamed(request.settings.preset);
  const names = plan.columns.map(({ name }) => name);
  const asCategory = new Set(plan.columns.filter(({ kind }) => kind === 'category').map(({ name }) => name));
  const before = sides.outside
    ? windowedColumns(sides.outside.data, names, { compared: sides.outside.rows, asCategory, signal })
    : null;
  const found: ComparedColumn[] = [];
  const compare = (name: string, role: DriftColumn['role'], now: WindowedColumn, then: WindowedColumn | null): void => {
    found.push(compareColumn({ name, role }, samplesOf(now, then, sides), preset, request.settings.seed));
  };
  const total = names.length;
  for await (const [name, column] of windowedColumns(request.data, names, { compared: sides.current, asCategory, signal })) {
    const next = await before?.next();
    const role = plan.columns[found.length]?.role ?? 'other';
    compare(name, role, column, next?.done === false ? next.value[1] : null);
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
  return found;
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

interface Settled {
  columns: (DriftColumn & { changed: ComparedColumn['overall']['changed'][] })[];
  dataset: DriftReport['dataset'];
  datasetWindows: DriftReport['datasetWindows'];
}

/** Verdicts among the columns: inputs are judged together, and what the model says of them apart. */
function settle(compared: readonly ComparedColumn[], { settings }: DriftRequest): Settled {
  const preset = presetNamed(settings.preset);
  const isInput = ({ role }: ComparedColumn): boolean => role === 'feature' || role === 'other';
  const among = (pick: (column: ComparedColumn) => Compared) => {
    const cells = new Map<ComparedColumn, ColumnDrift | null>();
    const judge = (group: readonly ComparedColumn[]): DriftReport['dataset'] => {
      const judged = group.flatMap((column) => {
        const { drift } = pick(column);
        if (!drift) cells.set(column, null);
        return drift ? [{ column, drift }] : [];
      });
      if (judged.length === 0) return { share: 0, verdict: 'none' };
      const { columns, share, verdict } = preset.settle(judged.map(({ drift }) => drift));
      judged.forEach(({ column }, i) => cells.set(column, columns[i] as ColumnDrift));
      return { share, verdict };
    };
    const dataset = judge(compared.filter(isInput));
    judge(compared.filter((column) => !isInput(column)));
    return { dataset, cellOf: (column: ComparedColumn) => driftCell(pick(column), cells.get(column) ?? null) };
  };
  const overall = among((column) => column.overall);
  const count = compared[0]?.windows.length ?? 0;
  const byWindow = Array.from({ length: count }, (_, w) => among((column) => column.windows[w] as Compared));
  return {
    dataset: overall.dataset,
    datasetWindows: byWindow.map(({ dataset }) => dataset),
    columns: compared.map((column) => ({
      name: column.name,
      kind: column.kind,
      role: column.role,
      ...overall.cellOf(column),
      damage: null,
      windows: byWindow.map(({ cellOf }) => cellOf(column)),
      since: null,
      changes: column.overall.changed.words,
      shape: column.shape,
      changed: column.windows.map(({ changed }) => changed),
    })),
  };
}

interface Outcomes {
  estimates: DriftEstimate[];
  detectors: DetectorResult[];
}

/** What needs labels in the reference: figures estimated without labels, and detectors on errors. */
async function outcomes(
  { data, settings }: DriftRequest,
  about: {
    sides: Sides;
    plan: ColumnPlan;
    predictions: BothPredictions;
    figures: WatchedMetrics | null;
    time: string | null;
    signal: AbortSignal | undefined;
  },
): Promise<Outcomes> {
  const { sides, plan, figures, time, signal } = about;
  const { now, before } = about.predictions;
  const { current, inside, others, outside } = sides;
  if (!now || !figures || (outside && !before)) return { estimates: [], detectors: [] };
  const features = plan.columns.filter(({ role }) => role === 'feature');
  const { seed } = settings;
  const estimates = await estimatePerformance({
    data,
    now: { rows: current, predictions: now },
    outside: outside && before ? { data: outside.data, rows: outside.rows, predictions: before } : null,
    inside,
    others,
    figures,
    features: features.map(({ name }) => name),
    asCategory: new Set(features.filter(({ kind }) => kind === 'category').map(({ name }) => name)),
    seed,
    signal,
  });
  const detectors = outside ? [] : await detectErrors(now, { data, rows: current, time, inside, seed, signal });
  return { estimates, detectors };
}

/** Columns whose damage is measured: beyond these it takes longer than it tells. */
const mostWeighed = 40;

/** Fills in what the drift of each feature costs, where the project has the model of the validation. */
async function weigh(
  { data, runPath, reference, settings }: DriftRequest,
  about: {
    sides: Sides;
    settled: Settled;
    predictions: BothPredictions;
    figures: WatchedMetrics | null;
    tell: (stage: string, done: number, total: number) => void;
    signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { sides, settled, figures, signal } = about;
  const record = about.predictions.now?.record;
  if (!record || runPath === null || (reference && reference.validationDir === null)) return;
  const drifted = settled.columns.filter(
    ({ role, verdict, windows }) =>
      role === 'feature' && (verdict !== 'none' || windows.some((cell) => cell.verdict === 'drift')),
  );
  const columns = drifted.slice(0, mostWeighed).map(({ name }) => name);
  if (columns.length === 0) return;
  const windowOf = windowOfRow(sides.current);
  const { outside } = sides;
  const inside = new Set(sides.inside);
  const isNow = (row: number): boolean => {
    const window = windowOf(row);
    return window >= 0 && !inside.has(window);
  };
  const found = await driftDamage({
    runPath,
    plan: record.plan,
    mapping: record.mapping,
    before: outside ? { data: outside.data, holds: () => true } : { data, holds: (row) => inside.has(windowOf(row)) },
    now: { data, holds: isNow },
    columns,
    metric: figures?.watched.metric ?? 'agreement',
    seed: settings.seed,
    onColumn: (done) => about.tell('weighing drift by what the model loses', done, columns.length),
    signal,
  });
  for (const column of settled.columns) column.damage = found.get(column.name) ?? null;
}

function report(
  { data, settings, reference }: DriftRequest,
  about: { sides: Sides; plan: ColumnPlan; settled: Settled; figures: WatchedMetrics | null } & Outcomes,
): DriftReport {
  const { sides, plan, settled, figures, estimates, detectors } = about;
  const watched = figures?.watched ?? null;
  const { windows, unit, rowsWithoutTime } = sides.current;
  const columns = settled.columns.map((column) => ({ ...column, since: sinceWindow(column, sides.others) }));
  const alerts = findAlerts({
    windows,
    columns,
    dataset: settled.datasetWindows,
    watched,
    estimates,
    schema: plan.schema,
  });
  const prediction = columns.find(({ role }) => role === 'prediction');
  const inside = sides.inside.map((w) => windows[w] as WindowedRows['windows'][number]);
  const sum = (of: readonly { rows: number; used: number }[], key: 'rows' | 'used'): number =>
    of.reduce((all, one) => all + one[key], 0);
  const others = sides.others.map((w) => windows[w] as WindowedRows['windows'][number]);
  const warnings: Warning[] = [
    ...(rowsWithoutTime > 0
      ? [
          {
            code: 'no-time',
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
    columns: columns.map(({ changed: _changed, ...column }) => column),
    leftOut: plan.leftOut,
    dataset: settled.dataset,
    datasetWindows: settled.datasetWindows,
    ...(prediction && { prediction: { method: prediction.method, score: prediction.score, verdict: prediction.verdict } }),
    ...(estimates.length > 0 && { estimates }),
    ...(detectors.length > 0 && { detectors }),
    alerts,
    verdict: verdictOf(alerts, watched !== null),
    warnings,
  };
}

/** The window since which the column drifts without a break, up to the last that has rows. */
function sinceWindow({ windows }: Pick<DriftColumn, 'windows'>, others: readonly number[]): number | null {
  let since: number | null = null;
  for (const w of others) {
    const cell = windows[w];
    if (!cell || cell.n === 0) continue;
    if (cell.verdict === 'drift') since ??= w;
    else since = null;
  }
  return since;
}

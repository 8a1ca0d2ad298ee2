// Stress replay: the faults that a window looks like, put on labelled rows of the reference, and what the model makes of those.
import type { Interval } from '../api/schemas/common.ts';
import type { DriftEstimate } from '../api/schemas/drift.ts';
import type { MetricName, Metrics } from '../api/schemas/runs.ts';
import { metricsOf } from '../stress/answers.ts';
import { Draws } from '../stress/draws.ts';
import { isRefusal } from '../stress/evaluateDamage.ts';
import type { ModelUnderTest } from '../stress/modelUnderTest.ts';
import { undefinedInterval } from '../metrics/interval.ts';
import { withFault, type Fault } from './likeness/fault.ts';
import type { Likeness } from './likeness/likeness.ts';
import { readTable, rowsThat, tableOfRows, withModel, type ModelledRows } from './modelledRows.ts';
import type { Settled } from './settle.ts';
import type { WatchedMetrics } from './watchedMetrics.ts';

export interface ReplayRequest {
  runPath: string;
  reference: ModelledRows;
  columns: Settled['columns'];
  /** Windows that are not the reference. */
  others: readonly number[];
  figures: WatchedMetrics;
  seed: number;
  onWindow?: (done: number, total: number) => void;
  signal?: AbortSignal | undefined;
}

/** Rows of the reference that are asked for each window, and for all windows together at most. */
const rows = { most: 5_000, least: 1_000, inAll: 200_000 };

/**
 * Of each window in which columns drift that look like faults of data (likenessOf): these faults, all at once and as severe as they
 * were made out to be, put on labelled rows of the reference, and the metrics of the model over those by the formulas of labelled rows. It tells what the
 * faults alone do: any other change of the window is not in it. Windows that have no such fault get no figure, but the reason.
 * None where no window has one, nor without labels in the reference.
 * @throws errors of reading and of the runtime, CANCELLED
 */
export async function replayFaults(request: ReplayRequest): Promise<DriftEstimate[]> {
  const { runPath, reference, columns, others, figures, seed, signal } = request;
  const isOther = new Set(others);
  const plans = figures.windows.map((_, w) =>
    isOther.has(w) ? faultsOf(columns, w) : { faults: noFaults, says: 'the reference' },
  );
  const asked = [...plans, faultsOf(columns, 'overall')];
  const total = asked.filter(({ faults }) => faults.size > 0).length;
  if (total === 0) return [];
  const table = await readTable(reference, { seed, signal });
  const most = Math.max(rows.least, Math.min(rows.most, Math.floor(rows.inAll / total)));
  const taken = tableOfRows(table, rowsThat(table, reference.holds, most));
  if (taken.rowCount === 0 || !taken.actual) return [];
  return withModel(runPath, { plan: reference.plan, table: taken, signal }, async (model) => {
    const draws = new Draws(seed, taken.rowNumbers);
    const replayed: Replayed[] = [];
    let done = 0;
    for (const plan of asked) {
      replayed.push(await replay(model, plan, { draws, signal }));
      if (plan.faults.size > 0) request.onWindow?.(++done, total);
    }
    return estimatesOf(replayed, figures);
  });
}

interface FaultPlan {
  faults: ReadonlyMap<string, Fault>;
  /** What is replayed, or why nothing is. */
  says: string;
}

const noFaults: FaultPlan['faults'] = new Map();

function faultsOf(columns: ReplayRequest['columns'], window: number | 'overall'): FaultPlan {
  const drifting = columns.flatMap((column): { name: string; likeness: Likeness | null }[] => {
    const { name, kind, role, windows } = column;
    const [verdict, likeness] =
      window === 'overall' ? [column.verdict, column.likenessOverall] : [windows[window]?.verdict, column.likeness[window]];
    return role === 'feature' && kind !== 'text' && verdict === 'drift' ? [{ name, likeness: likeness?.() ?? null }] : [];
  });
  const known = drifting.flatMap(({ name, likeness }) =>
    likeness?.fault ? [{ name, words: likeness.words, fault: likeness.fault }] : [],
  );
  const faults = new Map(known.map(({ name, fault }) => [name, fault]));
  const unknown = drifting.filter(({ name }) => !faults.has(name)).map(({ name }) => name);
  if (drifting.length === 0) return { faults, says: 'no column that feeds the model drifts' };
  if (known.length === 0) return { faults, says: `looks like no fault that can be replayed: ${listed(unknown)}` };
  const left = unknown.length === 0 ? '' : `; drifts otherwise, and is left as it was: ${listed(unknown)}`;
  return { faults, says: `${listed(known.map(({ name, words }) => `${name}: ${words}`))}${left}` };
}

const mostNamed = 4;

function listed(names: readonly string[]): string {
  const more = names.length > mostNamed ? `, and ${String(names.length - mostNamed)} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}

interface Replayed {
  metrics: Metrics;
  says: string;
}

async function replay(
  model: ModelUnderTest,
  { faults, says }: FaultPlan,
  { draws, signal }: { draws: Draws; signal: AbortSignal | undefined },
): Promise<Replayed> {
  if (faults.size === 0) return { metrics: {}, says };
  const { table } = model;
  const damaged = table.features.flatMap((feature) => {
    const fault = faults.get(feature.name);
    return fault ? [[feature.name, withFault(feature, fault, draws.uniform(feature.name))] as const] : [];
  });
  try {
    return { metrics: metricsOf(table, await model.predict(new Map(damaged), signal)), says };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { metrics: {}, says: `${says}: the model takes no such rows (${error.message})` };
  }
}

/** @param replayed each window, and all but the reference together */
function estimatesOf(replayed: readonly Replayed[], figures: WatchedMetrics): DriftEstimate[] {
  const windows = replayed.slice(0, -1);
  const overall = replayed.at(-1);
  const at = (metrics: Metrics | undefined, metric: MetricName): Interval => metrics?.[metric] ?? undefinedInterval;
  return (Object.keys(figures.reference) as MetricName[])
    .filter(
      (metric) => figures.reference[metric]?.value != null && replayed.some(({ metrics }) => metrics[metric]?.value != null),
    )
    .map((metric) => ({
      method: 'stress-replay',
      metric,
      ...at(overall?.metrics, metric),
      windows: windows.map(({ metrics }) => at(metrics, metric)),
      realized: figures.windows.map((one) => at(one, metric)),
      reference: at(figures.reference, metric),
      replayed: windows.map(({ says }) => says),
    }));
}

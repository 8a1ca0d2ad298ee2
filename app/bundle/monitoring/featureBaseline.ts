import type { BaselineFeature } from '../../api/schemas/monitoring.ts';
import { categoryIndex, cellCount, numberCell, type CellPlan } from '../../metrics/shares/cells.ts';
import { psi } from '../../metrics/shares/psi.ts';
import { decileEdges } from '../../timeline/drift/bins/decileEdges.ts';
import { numberSample } from '../../timeline/drift/samples.ts';

/** Categories with a cell of their own; the others share one. */
const mostCategories = 50;
/** Below this, a population stability index is commonly called small, and from 0.25 on, large. */
const smallPsi = 0.1;
const largePsi = 0.25;
/** With fewer windows, what the largest of them shows says little. */
const fewestWindows = 3;
/** Room above the largest window that was seen. */
const room = 1.2;

export type Values = Float64Array | (string | null)[];

/** Bins from the deciles of the values, as the workbench's population stability index has them; or the most frequent texts. */
export function cellsOf(values: Values): { plan: CellPlan; complete: boolean } {
  if (values instanceof Float64Array) {
    const sample = numberSample(values);
    // The first and the last bound are infinite.
    return { plan: { edges: sample.n === 0 ? [] : Array.from(decileEdges(sample).subarray(1, -1)) }, complete: true };
  }
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([value]) => value);
  return { plan: { categories: ranked.slice(0, mostCategories).sort() }, complete: ranked.length <= mostCategories };
}

/** Cell of each value; -1 = missing. */
export function cellNumbers({ edges, categories }: CellPlan, values: Values): Int32Array {
  if (values instanceof Float64Array) {
    return Int32Array.from(values, (value) => (Number.isFinite(value) ? numberCell(edges ?? [], value) : -1));
  }
  const index = categoryIndex(categories ?? []);
  return Int32Array.from(values, (value) => (value === null ? -1 : (index.get(value) ?? index.size)));
}

function counted(cells: Int32Array, count: number): { counts: number[]; missing: number } {
  const counts = Array.from({ length: count }, () => 0);
  let missing = 0;
  for (const cell of cells) {
    if (cell < 0) missing += 1;
    else counts[cell] = (counts[cell] as number) + 1;
  }
  return { counts, missing: cells.length === 0 ? 0 : missing / cells.length };
}

/** The first rows of each window, whole windows alone. */
export function windowStarts(rows: number, windowRows: number): number[] {
  return Array.from({ length: Math.floor(rows / windowRows) }, (_, window) => window * windowRows);
}

/** As the workbench takes it: of numbers with a least share for each bin, of categories with zeros filled (see psi). */
export function stabilityIndex(plan: CellPlan, reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return plan.categories ? psi(reference, current, 'fill') : psi(reference, current);
}

/**
 * What to expect of a window of so many rows: the largest population stability index and the largest share of missing values
 * among the windows of the validated rows, and some room. Where there are few windows: what is commonly called large.
 */
export function windowLimits(
  { plan, counts }: { plan: CellPlan; counts: number[] },
  cells: Int32Array,
  windowRows: number,
): { psi: number; missing: number } {
  const windows = windowStarts(cells.length, windowRows).map((from) =>
    counted(cells.subarray(from, from + windowRows), counts.length),
  );
  const seen = windows.filter((window) => window.counts.some((count) => count > 0));
  const largest = Math.max(0, ...seen.map((window) => stabilityIndex(plan, counts, window.counts)));
  const all = counted(cells, counts.length).missing;
  const mostMissing = Math.max(all, ...windows.map(({ missing }) => missing));
  // Three standard errors of a share among so many rows, and a hundredth.
  const missing = mostMissing + 3 * Math.sqrt((mostMissing * (1 - mostMissing)) / windowRows) + 0.01;
  return {
    psi: seen.length < fewestWindows ? largePsi : Math.max(smallPsi, room * largest),
    missing: Math.min(1, missing),
  };
}

/** Cells with their counts and limits; null without a row that has a value. */
export function measuredCells(
  { plan }: { plan: CellPlan },
  values: Values,
  windowRows: number,
): { counts: number[]; missing: number; limits: { psi: number; missing: number } } {
  const cells = cellNumbers(plan, values);
  const { counts, missing } = counted(cells, cellCount(plan));
  return { counts, missing, limits: windowLimits({ plan, counts }, cells, windowRows) };
}

export function featureBaseline(column: string, values: Values, windowRows: number): Omit<BaselineFeature, 'single'> {
  const { plan, complete } = cellsOf(values);
  const { counts, missing, limits } = measuredCells({ plan }, values, windowRows);
  const finite = values instanceof Float64Array ? values.filter(Number.isFinite) : null;
  const range = finite && finite.length > 0 ? { min: least(finite), max: -least(finite.map((value) => -value)) } : null;
  return {
    column,
    ...(plan.edges && { edges: [...plan.edges] }),
    ...(plan.categories && { categories: [...plan.categories] }),
    counts,
    missing,
    range,
    complete,
    limits,
  };
}

function least(values: Float64Array): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

/**
 * Weak slices: parts of the data, told by one or two columns, on which the model errs more than on the rest. Looked for on a
 * random half of the rows and tested on the other, for a part that was chosen because it looks bad looks worse than it is; the
 * p-values of all parts tested are adjusted for their number (Benjamini–Hochberg), so that in the long run at most 5 % of those
 * told are none. Rows count alike here, whatever their weight; the metrics of a slice are weighted as everywhere.
 */
import type { Interval, Warning } from '../../api/schemas/common.ts';
import type { Metrics } from '../../api/schemas/runs.ts';
import type { SliceLoss, WeakSliceReport } from '../../api/schemas/slices.ts';
import type { WeakSlice } from '../../api/schemas/stress.ts';
import { Random } from '../../base/random.ts';
import { adjustedPValues } from '../../metrics/benjaminiHochberg.ts';
import { meanInterval } from '../../metrics/meanInterval.ts';
import { wilson } from '../../metrics/wilson.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import type { StressColumn } from '../stressColumn.ts';
import type { StressTable } from '../stressTable.ts';
import { binColumn, type BinnedColumn } from './binnedColumn.ts';
import { findCandidates, membersOf, splitBy, tallyOf, type Candidate } from './candidates.ts';
import { distinctSlices } from './distinctSlices.ts';
import { leastRows } from './lossTree.ts';
import { rowLoss, usualLoss } from './rowLoss.ts';
import { sliceMetrics } from './sliceMetrics.ts';
import { sliceRule, type SliceRule } from './sliceRule.ts';
import { testName, testSlice, type SliceTest } from './testSlice.ts';

export interface WeakSliceOptions {
  /** What rules are made of; the columns that feed the model when left out. */
  columns?: readonly StressColumn[];
  /** Null or left out = by the task. */
  loss?: SliceLoss | null;
  seed?: number;
  /** The name to filter a column by, where it is another. */
  filterName?: (column: string) => string;
  signal?: AbortSignal | undefined;
}

const level = 0.05;
const mostShown = 20;
/** So many labelled rows at least: two halves, each with a part and a rest. */
const leastLabelled = 4 * leastRows;

/**
 * @param clean answers of the model to the rows of the table as they are
 * @returns `rows` and `totalRows` are those of the table; the caller who read a sample says how many there are in all
 * @throws CANCELLED; INVALID_INPUT for a loss that the model does not have
 */
export async function findWeakSlices(
  table: StressTable,
  clean: PredictionBatch,
  options: WeakSliceOptions = {},
): Promise<WeakSliceReport> {
  const { seed = 0, filterName, signal } = options;
  const kind = options.loss ?? usualLoss(table.task);
  const loss = rowLoss(kind, table, clean);
  const judged = Int32Array.from(loss.keys()).filter((row) => !Number.isNaN(loss[row]));
  const { find, test } = halves(judged, seed);
  const isEnough = judged.length >= leastLabelled;
  const { columns, leftOut } = usable(isEnough ? (options.columns ?? table.features) : []);
  const candidates = await findCandidates(columns, loss, { rows: find, signal });
  const tested = candidates.map((candidate) => judge(candidate, { loss, kind, test, filterName }));
  const adjusted = adjustedPValues(tested.map(({ pValue }) => pValue));
  const found = tested.map((one, at) => ({ ...one, pAdjusted: adjusted[at] as number })).filter((one) => one.pAdjusted <= level);
  const shown = distinctSlices(found, { loss, kind, testRows: test, most: mostShown });
  const all = tallyOf(loss, judged);
  const slices = shown.map((one) => describe(one, { table, clean, loss, judged, total: all.mean * all.rows }));
  return {
    version: 1,
    loss: kind,
    seed,
    rows: judged.length,
    totalRows: table.rowCount,
    findRows: find.length,
    testRows: test.length,
    overall: kind === 'error' ? wilson(all.mean, all.rows) : meanInterval(all),
    candidates: candidates.length,
    level,
    test: testName(kind),
    columns: columns.map(({ name }) => name),
    leftOut,
    slices: slices.sort((a, b) => excess(b) - excess(a)),
    warnings: warningsOf({ isEnough, judged: judged.length, weighted: table.weight !== null }),
  };
}

/** A seeded half of the rows, and the other; both ascending. */
function halves(rows: Int32Array, seed: number): { find: Int32Array; test: Int32Array } {
  const random = new Random(seed);
  const shuffled = rows.slice();
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [shuffled[at], shuffled[other]] = [shuffled[other] as number, shuffled[at] as number];
  }
  const half = Math.floor(shuffled.length / 2);
  return { find: shuffled.subarray(0, half).sort(), test: shuffled.subarray(half).sort() };
}

function usable(given: readonly StressColumn[]): { columns: BinnedColumn[]; leftOut: WeakSliceReport['leftOut'] } {
  const columns: BinnedColumn[] = [];
  const leftOut: WeakSliceReport['leftOut'] = [];
  for (const column of given) {
    const binned = binColumn(column);
    if (binned) columns.push(binned);
    else leftOut.push({ column: column.name, reason: column.kind === 'text' ? 'free text' : 'one value only' });
  }
  return { columns, leftOut };
}

interface Tested extends SliceTest, SliceRule {
  candidate: Candidate;
  members: Int32Array;
}

function judge(
  candidate: Candidate,
  about: {
    loss: Float64Array;
    kind: SliceLoss;
    test: Int32Array;
    filterName: WeakSliceOptions['filterName'];
  },
): Tested {
  const { loss, kind, test } = about;
  const { inside, rest } = splitBy(candidate, test);
  return {
    candidate,
    members: inside,
    ...sliceRule(candidate.columns, candidate.bins, about.filterName),
    ...testSlice(tallyOf(loss, inside), tallyOf(loss, rest), kind),
  };
}

function describe(
  found: Tested & { pAdjusted: number },
  about: { table: StressTable; clean: PredictionBatch; loss: Float64Array; judged: Int32Array; total: number },
): WeakSlice {
  const { rule, filters, loss, restLoss, difference, pValue, pAdjusted } = found;
  const everywhere = membersOf(
    found.candidate,
    Int32Array.from({ length: about.table.rowCount }, (_, row) => row),
  );
  const inside = tallyOf(about.loss, membersOf(found.candidate, about.judged));
  const metrics: Metrics = sliceMetrics(about.table, about.clean, everywhere);
  return {
    rule,
    filters,
    rows: everywhere.length,
    share: everywhere.length / about.table.rowCount,
    coverage: about.total > 0 ? (inside.mean * inside.rows) / about.total : 0,
    metrics,
    loss,
    restLoss,
    difference,
    testRows: found.members.length,
    pValue,
    pAdjusted,
  };
}

/** How much loss there is in it beyond that of the rest. */
function excess({ difference, rows }: { difference: Interval; rows: number }): number {
  return (difference.value ?? 0) * rows;
}

function warningsOf({ isEnough, judged, weighted }: { isEnough: boolean; judged: number; weighted: boolean }): Warning[] {
  return [
    ...(isEnough
      ? []
      : [
          {
            code: 'too-few-rows',
            message: `Only ${judged.toLocaleString('en-US')} ${judged === 1 ? 'row has' : 'rows have'} a label and an answer: too few to look for weak slices.`,
            hint: `At least ${String(leastLabelled)} are needed.`,
          },
        ]),
    ...(weighted
      ? [
          {
            code: 'weights-not-used',
            message: 'To find and test slices every row counts alike; their metrics are weighted.',
          },
        ]
      : []),
  ];
}

import type { Interval } from '../../api/schemas/common.ts';
import { undefinedInterval } from '../../metrics/interval.ts';
import { normalCdf } from '../../metrics/normal.ts';
import { RankTally } from '../../metrics/rankTally.ts';
import { descendingOrder } from '../../metrics/sortOrder.ts';
import type { BoostingSettings } from './boosting/boosting.ts';
import { fitBoosting } from './boosting/fitBoosting.ts';
import { predictBoosting } from './boosting/predictBoosting.ts';

const FOLDS = 5;
/** NannyML's alert: an area outside of it says the two parts can be told apart. */
const ALERT = { low: 0.45, high: 0.65 };

export interface DomainClassification {
  /** Out-of-fold area under the ROC curve; NaN with fewer rows than folds on either side. */
  rocAuc: number;
  /** The same with DeLong's 95 % interval. */
  area: Interval;
  /** Of the area being 1/2: one-sided, normal; see `classifyDomain`. NaN where the area is. */
  pValue: number;
  /** Deepchecks' drift score, max(2 rocAuc - 1, 0). */
  score: number;
  /** Whether the area is outside of NannyML's [0.45, 0.65]. */
  drifted: boolean;
  /** Out-of-fold probability of each row to be of the window. */
  ofReference: Float64Array;
  ofWindow: Float64Array;
}

/**
 * How well boosted trees tell a window from the reference by all columns together, each row judged by a model that has not seen it:
 * multivariate drift (NannyML 0.13, drift/multivariate/domain_classifier: 100 trees of 31 leaves, five folds). Fold k holds
 * every fifth row of either part from row k on, so nothing is drawn. (Theirs are consecutive: where a change sets in within the window, the
 * probabilities of the folds before and after it do not compare, and the area comes out too low.)
 *
 * Without a difference the area varies as that of Mann and Whitney's statistic, times 1 + 5 / 4, since the folds learn from each
 * other's rows (Nadeau and Bengio 2003). On noise, 150 times each, the factor was 1.6 to 1.9: 60 and 20, 240 and 20, 100 and 50, 300 and
 * 100 rows of 5 or 10 columns.
 *
 * @param request.reference one array a column, NaN = missing, categories as codes common to both parts
 * @throws the CANCELLED error once the signal has fired
 */
export function classifyDomain(request: {
  reference: readonly Float64Array[];
  window: readonly Float64Array[];
  settings?: Partial<BoostingSettings>;
  signal?: AbortSignal;
}): DomainClassification {
  const { reference, window } = request;
  const ofReference = new Float64Array(reference[0]?.length ?? 0).fill(NaN);
  const ofWindow = new Float64Array(window[0]?.length ?? 0).fill(NaN);
  if (ofReference.length < FOLDS || ofWindow.length < FOLDS) {
    return { rocAuc: NaN, area: undefinedInterval, pValue: NaN, score: NaN, drifted: false, ofReference, ofWindow };
  }
  for (let fold = 0; fold < FOLDS; fold++) {
    const columns = reference.map((column, c) => joined(without(column, fold), without(window[c] ?? column, fold)));
    const fromReference = ofReference.filter((_, row) => row % FOLDS !== fold).length;
    const target = new Float64Array(columns[0]?.length ?? 0).fill(1, fromReference);
    const model = fitBoosting({
      columns,
      target,
      loss: 'logistic',
      settings: request.settings ?? {},
      ...(request.signal && { signal: request.signal }),
    });
    const put = (into: Float64Array, columns: readonly Float64Array[]): void => {
      predictBoosting(model, within(columns, fold)).forEach((p, i) => (into[fold + i * FOLDS] = p));
    };
    put(ofReference, reference);
    put(ofWindow, window);
  }
  const rank = rankOf(ofReference, ofWindow);
  const rocAuc = rank.deLong().value;
  return {
    rocAuc,
    area: rank.rocAuc(),
    pValue: 1 - normalCdf((rocAuc - 0.5) / chanceDeviation(ofReference.length, ofWindow.length)),
    score: Math.max(2 * rocAuc - 1, 0),
    drifted: rocAuc < ALERT.low || rocAuc > ALERT.high,
    ofReference,
    ofWindow,
  };
}

function chanceDeviation(n: number, m: number): number {
  return Math.sqrt(((n + m + 1) / (12 * n * m)) * (1 + FOLDS / (FOLDS - 1)));
}

/** Every fifth row, beginning with that of the fold's number. */
function within(columns: readonly Float64Array[], fold: number): Float64Array[] {
  return columns.map((column) => column.filter((_, row) => row % FOLDS === fold));
}

function without(column: Float64Array, fold: number): Float64Array {
  return column.filter((_, row) => row % FOLDS !== fold);
}

function joined(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function rankOf(ofReference: Float64Array, ofWindow: Float64Array): RankTally {
  const all = joined(ofReference, ofWindow);
  const rank = new RankTally({ curves: false });
  for (const row of descendingOrder(all)) {
    const isWindow = Number(row >= ofReference.length);
    rank.add(all[row] as number, isWindow, 1 - isWindow);
  }
  return rank;
}

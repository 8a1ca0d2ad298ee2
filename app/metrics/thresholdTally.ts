import { countUpTo } from '../base/sortedSearch.ts';

/** What a row is, whatever is predicted of it: of the positive class, of the negative one, or of a label the model does not know. */
export type RowKind = 'positive' | 'negative' | 'unknown';

const kinds: readonly RowKind[] = ['positive', 'negative', 'unknown'];

/** Sums of weights at each threshold, entry i for threshold i. */
export interface ThresholdCounts {
  truePositives: number[];
  /** Labels that the model does not know included. */
  falsePositives: number[];
  trueNegatives: number[];
  positives: number;
  /** Likewise. */
  negatives: number;
}

/** Counts rows between ascending thresholds, in any order of rows; predicted positive is a row whose score is at least the threshold. */
export class ThresholdTally {
  readonly #thresholds: Float64Array;
  /** Of rows from threshold i - 1 on and below threshold i; the first holds what lies below all of them. */
  readonly #sums: Record<RowKind, Float64Array>;

  constructor(thresholds: readonly number[]) {
    this.#thresholds = Float64Array.from(thresholds);
    const empty = (): Float64Array => new Float64Array(thresholds.length + 1);
    this.#sums = { positive: empty(), negative: empty(), unknown: empty() };
  }

  add(score: number, kind: RowKind, weight: number): void {
    const sums = this.#sums[kind];
    const at = countUpTo(this.#thresholds, score);
    sums[at] = (sums[at] as number) + weight;
  }

  counts(): ThresholdCounts {
    const length = this.#thresholds.length;
    const above = (kind: RowKind): Float64Array => {
      const summed = this.#sums[kind].slice();
      for (let at = length - 1; at >= 0; at--) summed[at] = (summed[at] as number) + (summed[at + 1] as number);
      return summed;
    };
    const [positive, negative, unknown] = kinds.map(above) as [Float64Array, Float64Array, Float64Array];
    const all = negative[0] ?? 0;
    const each = (count: (at: number) => number): number[] => Array.from({ length }, (_, at) => count(at + 1));
    return {
      truePositives: each((at) => positive[at] as number),
      falsePositives: each((at) => (negative[at] as number) + (unknown[at] as number)),
      trueNegatives: each((at) => Math.max(0, all - (negative[at] as number))),
      positives: positive[0] ?? 0,
      negatives: all + (unknown[0] ?? 0),
    };
  }
}

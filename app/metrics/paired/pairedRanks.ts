import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import type { PairedClassRows } from './pairedRows.ts';
import { rankInfluences } from './rankInfluences.ts';
import { InfluenceSum } from './influenceSum.ts';
import { RowKeeper } from './rowKeeper.ts';
import type { PairedFigure } from './tDifference.ts';

export interface PairedRanksOptions {
  classCount: number;
  /** Null = every class against the rest, averaged. */
  positive: number | null;
  rows: number;
  seed: number;
  /** Numbers kept in memory at most. */
  most?: number;
}

/**
 * ROC AUC and average precision of two scores on the same rows. ROC AUC: DeLong's covariance of two correlated curves
 * (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988), with Student's t instead of the normal distribution, which
 * matters where a class is rare. Average precision: the influence of every row on both, Student t. Of several classes the
 * mean of one against the rest, over the classes that have rows.
 */
export class PairedRanks {
  readonly #classes: number[];
  readonly #keeper: RowKeeper;
  #weighted = false;

  /** Kept of a row: its label, its weight, and the scores of the classes from a and from b. */
  constructor({ classCount, positive, rows, seed, most }: PairedRanksOptions) {
    this.#classes = positive === null ? Array.from({ length: classCount }, (_, k) => k) : [positive];
    this.#keeper = new RowKeeper(rows, 2 + 2 * this.#classes.length, seed, most);
  }

  /** @param row one with a known label and finite scores of both */
  add({ rowNumbers, a, b }: PairedClassRows, row: number, weight: number): void {
    const place = this.#keeper.place(rowNumbers[row] as number);
    if (place < 0 || !a.scores || !b.scores) return;
    this.#weighted ||= weight !== 1;
    const offset = (row * a.scores.length) / a.actual.length;
    this.#keeper.put(place, 0, a.actual[row] as number);
    this.#keeper.put(place, 1, weight);
    this.#classes.forEach((k, index) => {
      this.#keeper.put(place, 2 + 2 * index, a.scores?.[offset + k] as number);
      this.#keeper.put(place, 3 + 2 * index, b.scores?.[offset + k] as number);
    });
  }

  async finish(signal?: AbortSignal): Promise<PairedFigure[]> {
    const keeper = this.#keeper;
    const actual = keeper.column(0);
    const weight = keeper.column(1);
    const weights = this.#weighted ? weight : null;
    const sums = { rocAuc: { a: 0, b: 0 }, averagePrecision: { a: 0, b: 0 } };
    const influences = { rocAuc: new Float64Array(keeper.count), averagePrecision: new Float64Array(keeper.count) };
    let count = 0;
    for (const [index, k] of this.#classes.entries()) {
      await yieldToEventLoop();
      throwIfAborted(signal);
      const isPositive = (row: number): boolean => actual[row] === k;
      const first = rankInfluences(keeper.column(2 + 2 * index), isPositive, weights);
      const second = rankInfluences(keeper.column(3 + 2 * index), isPositive, weights);
      if (!first || !second) continue;
      count++;
      sums.rocAuc.a += first.rocAuc;
      sums.rocAuc.b += second.rocAuc;
      sums.averagePrecision.a += first.averagePrecision;
      sums.averagePrecision.b += second.averagePrecision;
      addDifference(influences.rocAuc, first.ofRocAuc, second.ofRocAuc);
      addDifference(influences.averagePrecision, first.ofAveragePrecision, second.ofAveragePrecision);
    }
    const sampled = keeper.isSample ? ` over a sample of ${keeper.count.toLocaleString('en-US')} rows` : '';
    return (['rocAuc', 'averagePrecision'] as const).map((metric) => {
      const a = count > 0 ? sums[metric].a / count : null;
      const b = count > 0 ? sums[metric].b / count : null;
      const sum = new InfluenceSum();
      for (let row = 0; row < keeper.count; row++) {
        const w = weight[row] as number;
        sum.add((influences[metric][row] as number) / count, { rows: 1, weight: w, squares: w * w, fourths: w ** 4 });
      }
      const value = a === null || b === null ? NaN : b - a;
      const difference =
        metric === 'rocAuc'
          ? sum.difference(value, `DeLong's covariance of two correlated curves, Student t${sampled}`, true)
          : sum.difference(value, `influence of every row on both figures, Student t${sampled}`);
      return { metric, a, b, ...difference };
    });
  }
}

function addDifference(to: Float64Array, first: Float64Array, second: Float64Array): void {
  for (let row = 0; row < to.length; row++) to[row] = (to[row] as number) + (second[row] as number) - (first[row] as number);
}

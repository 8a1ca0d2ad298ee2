import { ClassificationTally, type ClassificationTallyOptions } from '../metrics/classificationTally.ts';
import type { ClassificationRows } from '../metrics/rows.ts';
import { fitsKey, RankKeys } from './rankKeys.ts';

/** Shared by all tallies of a run: one value that no key can hold ends the keeping for all of them. */
export interface KeyKeeping {
  /** Index of the class whose scores are kept. */
  ofClass: number;
  on: boolean;
  kept: number;
  /** More than so many are not kept. */
  limit: number;
}

/** A tally that also keeps the scores of one class, so that ranking them needs no second look at the rows. */
export class RankedTally extends ClassificationTally {
  readonly keys = new RankKeys();
  readonly #keeping: KeyKeeping;

  constructor(options: ClassificationTallyOptions, keeping: KeyKeeping) {
    super(options);
    this.#keeping = keeping;
  }

  override add(rows: ClassificationRows, from = 0, to = rows.rowCount): void {
    super.add(rows, from, to);
    if (this.#keeping.on) this.#keep(rows, from, to);
  }

  #keep(rows: ClassificationRows, from: number, to: number): void {
    const { actual, predicted, scores, weight } = rows;
    const { ofClass, limit, kept } = this.#keeping;
    if (scores === null || weight !== null || kept + to - from > limit) {
      this.#keeping.on = false;
      return;
    }
    const before = this.keys.count;
    for (let row = from; row < to; row++) {
      const truth = actual[row] as number;
      if (truth < 0 || (predicted[row] as number) < 0) continue;
      const score = scores[row * this.classCount + ofClass] as number;
      if (score - score !== 0) continue;
      if (!fitsKey(score)) {
        this.#keeping.on = false;
        return;
      }
      this.keys.add(score, truth === ofClass);
    }
    this.#keeping.kept += this.keys.count - before;
  }
}

import { rowHash } from '../rowHash.ts';

/** Numbers kept at most (64 MB): about two million rows of a binary comparison, all of them kept; of more, a sample. */
const mostNumbers = 8_388_608;

/**
 * Keeps a few numbers of every row, or of a seeded uniform sample where there are more rows than are kept: those with the
 * smallest hash of (seed, row number), so that the order in which rows arrive does not matter. Memory is bounded.
 */
export class RowKeeper {
  /** Kept rows. */
  count = 0;
  readonly isSample: boolean;
  readonly #seed: number;
  readonly #share: number;
  readonly #columns: Float64Array[];
  readonly #capacity: number;

  /**
   * @param rows how many will come at most
   * @param width numbers of each
   */
  constructor(rows: number, width: number, seed: number, most = mostNumbers) {
    const wanted = Math.max(2, Math.floor(most / width));
    this.isSample = rows > wanted;
    this.#share = this.isSample ? wanted / rows : 1;
    // The number below the threshold varies by its root; ten of these never happen.
    this.#capacity = this.isSample ? Math.ceil(wanted + 10 * Math.sqrt(wanted)) : rows;
    this.#seed = seed;
    this.#columns = Array.from({ length: width }, () => new Float64Array(this.#capacity));
  }

  /**
   * The place to `put` the numbers of this row; -1 = not kept.
   * @param rowNumber 0-based number in the dataset
   */
  place(rowNumber: number): number {
    if (this.count >= this.#capacity || (this.isSample && rowHash(rowNumber, this.#seed) >= this.#share)) return -1;
    return this.count++;
  }

  put(place: number, column: number, value: number): void {
    (this.#columns[column] as Float64Array)[place] = value;
  }

  column(index: number): Float64Array {
    return (this.#columns[index] as Float64Array).subarray(0, this.count);
  }
}

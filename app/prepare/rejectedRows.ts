/** Why a row gets no prediction. */
export const REJECTED_MISSING = 1;
export const REJECTED_UNFIT = 2;

/** One byte a row, made only when the first row is rejected. The first reason stands. */
export class RejectedRows {
  readonly #rowCount: number;
  #flags: Uint8Array | null = null;

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  mark(row: number, reason: typeof REJECTED_MISSING | typeof REJECTED_UNFIT): void {
    this.#flags ??= new Uint8Array(this.#rowCount);
    if (this.#flags[row] === 0) this.#flags[row] = reason;
  }

  get flags(): Uint8Array | null {
    return this.#flags;
  }
}

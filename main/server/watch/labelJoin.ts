// Labels that come later, joined to the predictions they belong to. Of the last predictions alone: memory is bounded.
import { wilson } from '../../../app/metrics/wilson.ts';

/** Predictions remembered, by the id of the row; and labels that a figure is taken from. */
const mostRemembered = 100_000;
const mostLabels = 5000;

export class LabelJoin {
  readonly #isRegression: boolean;
  /** Oldest first: a Map keeps the order of insertion. */
  readonly #predicted = new Map<string, string | number>();
  /** Error by id of the last rows with a label, oldest first, and the sum of them. */
  readonly #errors = new Map<string, number>();
  #sum = 0;
  joined = 0;
  unknown = 0;

  constructor(isRegression: boolean) {
    this.#isRegression = isRegression;
  }

  remember(id: string, predicted: string | number): void {
    this.#predicted.delete(id);
    this.#predicted.set(id, predicted);
    if (this.#predicted.size <= mostRemembered) return;
    const [oldest] = this.#predicted.keys();
    if (oldest !== undefined) this.#predicted.delete(oldest);
  }

  /** A row has one label: another one for it takes the place of the first, and is not counted again. */
  label(id: string, label: string | number): void {
    const predicted = this.#predicted.get(id);
    if (predicted === undefined) {
      this.unknown += 1;
      return;
    }
    const before = this.#errors.get(id);
    if (before === undefined) this.joined += 1;
    else this.#forget(id, before);
    const error = this.#isRegression ? Math.abs(Number(label) - Number(predicted)) : Number(label !== predicted);
    this.#errors.set(id, error);
    this.#sum += error;
    if (this.#errors.size > mostLabels) for (const [oldest, its] of this.#errors) return this.#forget(oldest, its);
  }

  #forget(id: string, error: number): void {
    this.#errors.delete(id);
    this.#sum -= error;
  }

  get #mean(): number {
    return this.#sum / this.#errors.size;
  }

  get labels(): number {
    return this.#errors.size;
  }

  /** Share of the last labels that were predicted, with its 95 % interval; null for a regression or without labels. */
  get accuracy(): { value: number; low: number; high: number } | null {
    if (this.#isRegression || this.labels === 0) return null;
    const { value, low, high } = wilson(1 - this.#mean, this.labels);
    return { value: value ?? NaN, low: low ?? NaN, high: high ?? NaN };
  }

  /** Of the last labels; null for a classification or without labels. */
  get meanAbsoluteError(): number | null {
    return this.#isRegression && this.labels > 0 ? this.#mean : null;
  }
}

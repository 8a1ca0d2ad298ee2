import type { BaselineFeature } from '../../../app/api/schemas/monitoring.ts';
import type { Column } from '../../../app/base/columns.ts';
import { categoryIndex, cellCount, numberCell } from '../../../app/metrics/shares/cells.ts';
import { jensenShannon } from '../../../app/metrics/shares/jensenShannon.ts';
import { psi } from '../../../app/metrics/shares/psi.ts';
import { RollingCells } from './rollingCells.ts';

/** Population stability index as the workbench takes it: of numbers with a least share a bin, of categories with zeros filled. */
export function stability(
  reference: { categories?: unknown; counts: readonly number[] },
  current: ArrayLike<number>,
): { psi: number; js: number } {
  const { counts, categories } = reference;
  return { psi: categories ? psi(counts, current, 'fill') : psi(counts, current), js: jensenShannon(counts, current) };
}

/** An element of a request, after its kind was checked. */
export type SentValue = string | number | bigint | boolean | null | undefined;

/** What one column looked like lately, and what it never looked like in the validation. */
export class FeatureWatch {
  readonly baseline: BaselineFeature;
  readonly #cells: RollingCells;
  readonly #missing: number;
  readonly #index: ReadonlyMap<string, number>;
  outOfRange = 0;
  unseen = 0;

  constructor(baseline: BaselineFeature, windowRows: number) {
    this.baseline = baseline;
    // One cell more, for what is missing.
    this.#missing = cellCount(baseline);
    this.#cells = new RollingCells(windowRows, this.#missing + 1);
    this.#index = categoryIndex(baseline.categories ?? []);
  }

  get isText(): boolean {
    return this.baseline.categories !== undefined;
  }

  /** A value as it was sent; what is no value counts as missing. */
  add(value: SentValue): void {
    if (value === null || value === undefined) this.#cells.add(this.#missing);
    else if (this.isText) this.#addText(typeof value === 'string' ? value : String(value));
    else this.#addNumber(Number(value));
  }

  addColumn(column: Column, rowCount: number): void {
    if (column.kind === 'text') {
      for (let row = 0; row < rowCount; row++) this.add(column.dictionary[column.codes[row] as number]);
      return;
    }
    for (let row = 0; row < rowCount; row++) this.add(column.valid?.[row] === 0 ? null : column.values[row]);
  }

  #addNumber(sent: number): void {
    const value = this.baseline.single ? Math.fround(sent) : sent;
    if (!Number.isFinite(value)) {
      this.#cells.add(this.#missing);
      return;
    }
    const { range, edges = [] } = this.baseline;
    if (range && (value < range.min || value > range.max)) this.outOfRange += 1;
    this.#cells.add(numberCell(edges, value));
  }

  #addText(text: string): void {
    const cell = this.#index.get(text);
    if (cell === undefined && this.baseline.complete) this.unseen += 1;
    this.#cells.add(cell ?? this.#index.size);
  }

  get rows(): number {
    return this.#cells.size;
  }

  /** Of the last rows. */
  get nullRatio(): number {
    return (this.#cells.counts[this.#missing] as number) / this.rows;
  }

  /** Null where no row has a value, here or in the validation. */
  get distance(): { psi: number; js: number } | null {
    const counts = this.#cells.counts.subarray(0, this.#missing);
    const some = (values: ArrayLike<number>): boolean => Array.prototype.some.call(values, (count) => count > 0);
    return some(counts) && some(this.baseline.counts) ? stability(this.baseline, counts) : null;
  }
}

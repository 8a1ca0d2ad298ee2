import type { BaselineFeature } from '../../../app/api/schemas/monitoring.ts';
import { categoryIndex, cellCount } from '../../../app/metrics/shares/cells.ts';
import { jensenShannon } from '../../../app/metrics/shares/jensenShannon.ts';
import { psi } from '../../../app/metrics/shares/psi.ts';
import { CellGrid } from './cellGrid.ts';
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
type SentValue = string | number | bigint | boolean | null | undefined;

/** Where the values of one column lie in those of a request: `count` of them, `step` apart, from `from` on. */
export interface Stride {
  from: number;
  step: number;
  count: number;
  /** So many of the first are known to leave the window before it is looked at: they are held against limits, not placed in it. */
  past: number;
}

/** Values of one column of one request, NaN where one is missing, and their cells; as long as the largest so far. */
let numbers = new Float64Array(256);
let cells = new Uint16Array(256);

function makeRoom(count: number): void {
  if (cells.length >= count) return;
  numbers = new Float64Array(2 * count);
  cells = new Uint16Array(2 * count);
}

/** Into `numbers`: a loop for each kind of array, so that the compiler knows what it reads and makes no object of a number. */
function gather(values: ArrayLike<unknown>, { from, step, count }: Stride): void {
  if (values instanceof Float64Array) for (let i = 0, at = from; i < count; i++, at += step) numbers[i] = values[at] as number;
  else if (values instanceof Float32Array)
    for (let i = 0, at = from; i < count; i++, at += step) numbers[i] = values[at] as number;
  else {
    for (let i = 0, at = from; i < count; i++, at += step) {
      const value = values[at];
      numbers[i] = typeof value === 'number' ? value : value === null ? NaN : Number(value);
    }
  }
}

/** What one column looked like lately, and what it never looked like in the validation. */
export class FeatureWatch {
  readonly baseline: BaselineFeature;
  readonly #cells: RollingCells;
  readonly #missing: number;
  readonly #index: ReadonlyMap<string, number>;
  readonly #grid: CellGrid;
  outOfRange = 0;
  unseen = 0;

  constructor(baseline: BaselineFeature, windowRows: number) {
    this.baseline = baseline;
    // One cell more, for what is missing.
    this.#missing = cellCount(baseline);
    this.#cells = new RollingCells(windowRows, this.#missing + 1);
    this.#index = categoryIndex(baseline.categories ?? []);
    this.#grid = new CellGrid(baseline.edges ?? []);
  }

  get isText(): boolean {
    return this.baseline.categories !== undefined;
  }

  /** Elements of a tensor as they were sent, after their kind was checked; what is no value counts as missing. */
  addElements(elements: ArrayLike<unknown>, place: Stride): void {
    makeRoom(place.count);
    if (this.isText) this.#count((i) => elements[place.from + i * place.step] as SentValue, place);
    else {
      gather(elements, place);
      this.#countNumbers(place);
    }
  }

  addNumbers(values: Float64Array, valid: Uint8Array | null, place: Stride): void {
    const { from, step, count } = place;
    makeRoom(count);
    if (this.isText) {
      const valueAt = (at: number): number | null => (valid?.[at] === 0 ? null : (values[at] as number));
      this.#count((i) => valueAt(from + i * step), place);
      return;
    }
    gather(values, place);
    if (valid) for (let i = 0, at = from; i < count; i++, at += step) if (valid[at] === 0) numbers[i] = NaN;
    this.#countNumbers(place);
  }

  addTexts(codes: Int32Array, dictionary: readonly string[], { from, step, count, past }: Stride): void {
    const texts = Array.from({ length: count }, (_, i) => dictionary[codes[from + i * step] as number]);
    this.addElements(texts, { from: 0, step: 1, count, past });
  }

  /** Those in `numbers`. */
  #countNumbers({ count, past }: Stride): void {
    const grid = this.#grid;
    const missing = this.#missing;
    const { single, range } = this.baseline;
    const [min, max] = [range?.min ?? -Infinity, range?.max ?? Infinity];
    let outside = 0;
    if (range)
      for (let i = 0; i < past; i++) {
        const sent = numbers[i] as number;
        const value = single ? Math.fround(sent) : sent;
        // What is missing, NaN, is neither; the infinite counts as missing, too.
        if ((value < min || value > max) && Number.isFinite(value)) outside += 1;
      }
    for (let i = past; i < count; i++) {
      const sent = numbers[i] as number;
      const value = single ? Math.fround(sent) : sent;
      if (!Number.isFinite(value)) cells[i] = missing;
      else {
        if (value < min || value > max) outside += 1;
        cells[i] = grid.cellOf(value);
      }
    }
    this.outOfRange += outside;
    this.#cells.addAll(cells, past, count);
  }

  #count(valueAt: (i: number) => SentValue, { count, past }: Stride): void {
    for (let i = this.baseline.complete ? 0 : past; i < count; i++) {
      const value = valueAt(i);
      const cell = value === null || value === undefined ? this.#missing : this.#index.get(String(value));
      if (cell === undefined && this.baseline.complete) this.unseen += 1;
      cells[i] = cell ?? this.#index.size;
    }
    this.#cells.addAll(cells, past, count);
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

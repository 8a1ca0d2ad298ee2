import { sortFloats } from '../base/sortFloats.ts';

/** Of more, the memory for the copy that a radix sort needs costs more than it saves. */
const radixTo = 1_500_000;

/**
 * Numbers in segments of known sizes inside one array of doubles: eight bytes a row, sorted in place.
 * First each segment is sorted and read; then a whole range of segments may be sorted together, which gives up the segments.
 */
export class SegmentedValues {
  readonly #values: Float64Array;
  readonly #starts: Float64Array;
  readonly #filled: Float64Array;
  #scratch = new Float64Array(0);

  constructor(counts: ArrayLike<number>) {
    this.#starts = new Float64Array(counts.length + 1);
    for (let segment = 0; segment < counts.length; segment++) {
      this.#starts[segment + 1] = (this.#starts[segment] as number) + (counts[segment] as number);
    }
    this.#filled = this.#starts.slice(0, counts.length);
    this.#values = new Float64Array(this.#starts[counts.length] as number);
  }

  put(segment: number, value: number): void {
    const at = this.#filled[segment] as number;
    this.#values[at] = value;
    this.#filled[segment] = at + 1;
  }

  /** The segments [from, to) as one ascending array (a view). */
  sorted(from: number, to = from + 1): Float64Array {
    const values = this.#values.subarray(this.#starts[from], this.#starts[to]);
    if (values.length > radixTo) return values.sort();
    if (this.#scratch.length < values.length) this.#scratch = new Float64Array(values.length);
    return sortFloats(values, this.#scratch);
  }
}

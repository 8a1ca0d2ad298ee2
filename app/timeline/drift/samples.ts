import { sortFloats } from '../../base/sortFloats.ts';

/**
 * The numbers of one column in one part of a dataset: distinct finite values in ascending order, each with how often it is
 * there (a whole number). Every test of numbers works on this form, so that a saved reference and rows just read compare alike.
 */
export interface NumberSample {
  values: Float64Array;
  counts: Float64Array;
  /** Sum of the counts: rows with a finite value. */
  n: number;
  /** Rows without one. */
  missing: number;
}

/** The categories of one column in one part of a dataset, each with how often it is there. */
export interface CategorySample {
  counts: ReadonlyMap<string, number>;
  n: number;
  missing: number;
}

/** How far two samples lie apart by one test. */
export interface Distance {
  score: number;
  /** null where the test has none. */
  pValue: number | null;
}

/** One test: one file, listed in the registry. Both samples have at least one value; NaN where a test needs more. */
export interface DriftTest<Sample> {
  /** As in commands and documents. */
  name: string;
  title: string;
  /** What the score says, in one sentence. */
  explains: string;
  compare(reference: Sample, current: Sample): Distance;
}

/** Of values in any order; what is not finite counts as missing. */
export function numberSample(numbers: ArrayLike<number>): NumberSample {
  const values = new Float64Array(numbers.length);
  let n = 0;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    // The two zeros are one value, and one of them stands for both whatever the order of the rows.
    if (Number.isFinite(value)) values[n++] = value + 0;
  }
  sortFloats(values.subarray(0, n));
  const counts = new Float64Array(n);
  let distinct = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    if (distinct === 0 || values[distinct - 1] !== value) values[distinct++] = value;
    counts[distinct - 1] = (counts[distinct - 1] as number) + 1;
  }
  return { values: shortened(values, distinct), counts: shortened(counts, distinct), n, missing: numbers.length - n };
}

/** Where most of them stay, what is cut off costs less memory than a copy. */
export function shortened(numbers: Float64Array, length: number): Float64Array {
  return 2 * length > numbers.length ? numbers.subarray(0, length) : numbers.slice(0, length);
}

/** Of categories in any order; null counts as missing. */
export function categorySample(categories: Iterable<string | null>): CategorySample {
  const counts = new Map<string, number>();
  let n = 0;
  let missing = 0;
  for (const category of categories) {
    if (category === null) missing++;
    else {
      n++;
      counts.set(category, (counts.get(category) ?? 0) + 1);
    }
  }
  return { counts, n, missing };
}

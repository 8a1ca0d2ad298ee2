import { readFileSync } from 'node:fs';
import type { Interval } from '../../../app/api/schemas/common.ts';
import type { ClassificationRows, RegressionRows } from '../../../app/metrics/rows.ts';

export interface Expected {
  value: number | null;
  interval?: [number, number] | null;
}

export interface ClassificationCase {
  name: string;
  classCount: number;
  positive: number | null;
  actual: number[];
  predicted: number[];
  scores: number[] | null;
  weight: number[] | null;
  confusion: number[][] | null;
  expected: Record<string, Expected> & { deLongVariances?: (number | null)[] };
  baseline: Record<string, number | null> | null;
  /** Observed share and mean score of the bins that hold rows. */
  calibration: [number, number][] | null;
}

export interface RegressionCase {
  name: string;
  actual: (number | null)[];
  predicted: (number | null)[];
  weight: number[] | null;
  expected: Record<string, Expected>;
  baseline: Record<string, number | null> | null;
}

/** Written by test/reference/metrics.py. */
export const reference = JSON.parse(readFileSync(new URL('../../reference/metrics.json', import.meta.url), 'utf8')) as {
  classification: ClassificationCase[];
  regression: RegressionCase[];
  wilson: [number, number, number, number][];
  student: [number, number][];
  normal: [number, number][];
  medianRanks: [number, number][];
};

export function classificationRows(one: ClassificationCase): ClassificationRows {
  return {
    rowCount: one.actual.length,
    actual: Int32Array.from(one.actual),
    predicted: Int32Array.from(one.predicted),
    scores: one.scores && Float64Array.from(one.scores),
    weight: one.weight && Float64Array.from(one.weight),
  };
}

export function regressionRows(one: RegressionCase): RegressionRows {
  const numbers = (values: (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? NaN);
  return {
    rowCount: one.actual.length,
    actual: numbers(one.actual),
    predicted: numbers(one.predicted),
    weight: one.weight && Float64Array.from(one.weight),
  };
}

/** Absolute below 1, relative above. */
export function distance(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(b));
}

export function classNames(count: number): string[] {
  return Array.from({ length: count }, (_, k) => `class ${k}`);
}

/** Where a figure differs from what the reference says, in words; empty when it does not. */
export function difference(name: string, found: Interval | undefined, expected: Expected, tolerance = 1e-9): string[] {
  if (!found) return [`${name} is not there`];
  if (expected.value === null) return found.value === null ? [] : [`${name} = ${found.value}, should be undefined`];
  if (found.value === null) return [`${name} is undefined, should be ${expected.value}`];
  const wrong: string[] = [];
  if (distance(found.value, expected.value) > 1e-9) wrong.push(`${name} = ${found.value}, should be ${expected.value}`);
  if (!expected.interval) return wrong;
  const [low, high] = expected.interval;
  if (found.low === null || distance(found.low, low) > tolerance) wrong.push(`${name} low = ${found.low}, should be ${low}`);
  if (found.high === null || distance(found.high, high) > tolerance)
    wrong.push(`${name} high = ${found.high}, should be ${high}`);
  return wrong;
}

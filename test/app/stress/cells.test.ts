import { describe, expect, it } from 'vitest';
import { withChangedTexts, withMissing, withNumbers, withTexts } from '../../../app/stress/cells.ts';
import { ranksOf, statisticsOf } from '../../../app/stress/columnStatistics.ts';
import { bigints, cellsOf, numbers, texts } from './damageTable.ts';

describe('withMissing', () => {
  it('marks a cell and takes its value away', () => {
    expect(withMissing(numbers([1, 2, undefined]), (row) => row === 0)).toEqual({
      kind: 'number',
      values: Float64Array.of(NaN, 2, NaN),
      valid: Uint8Array.of(0, 1, 0),
    });
    expect(withMissing(bigints([5n, 6n]), (row) => row === 1)).toEqual({
      kind: 'bigint',
      values: BigInt64Array.of(5n, 0n),
      valid: Uint8Array.of(1, 0),
    });
    expect(cellsOf(withMissing(texts(['a', 'b']), (row) => row === 1))).toEqual(['a', undefined]);
  });
});

describe('withNumbers', () => {
  it('asks for cells with a number only', () => {
    const asked: number[] = [];
    withNumbers(numbers([1, undefined, 3]), (value, row) => {
      asked.push(value, row);
      return undefined;
    });
    expect(asked).toEqual([1, 0, 3, 2]);
  });

  it('rounds what is changed in a column of integers, and nothing else', () => {
    const changed = withNumbers(numbers([1, 2, 0.5]), (value, row) => (row < 2 ? value - 1.4 : undefined), true);
    expect(cellsOf(changed)).toEqual([0, 1, 0.5]);
  });

  it('stays within 32-bit floats', () => {
    const changed = withNumbers(numbers([3e38, -3e38, 1.5], true), (value) => value * 10);
    expect(cellsOf(changed)).toEqual([3.4028234663852886e38, -3.4028234663852886e38, 15]);
    expect(changed.kind === 'number' && changed.values).toBeInstanceOf(Float32Array);
  });

  it('keeps every digit of a bigint that is not changed, and writes the others as 64-bit integers', () => {
    const column = bigints([9007199254740993n, -5n, 7n, undefined, 9223372036854775807n, -(2n ** 40n)]);
    const changed = withNumbers(column, (value, row) => (row === 0 ? undefined : row === 1 ? -value : value * 10));
    expect(cellsOf(changed)).toEqual([9007199254740993n, 5n, 70n, undefined, 9223372036854774784n, -10n * 2n ** 40n]);
  });
});

describe('texts', () => {
  it('come once in the dictionary, old or new, and can become missing', () => {
    const changed = withTexts(texts(['a', 'b', 'c', 'd', undefined]), (text) => ({ a: 'b', b: 'new', c: null })[text]);
    expect(cellsOf(changed)).toEqual(['b', 'new', undefined, 'd', undefined]);
    expect(changed.kind === 'text' && changed.dictionary).toEqual(['a', 'b', 'c', 'd', 'new']);
  });

  it('are changed once for each variant that occurs', () => {
    const column = texts(['a', 'a', 'b', 'a', undefined, 'b']);
    if (column.kind !== 'text') throw new Error('texts() makes texts');
    const calls: string[] = [];
    const changed = withChangedTexts(column, {
      hit: (row) => row !== 2,
      variants: { count: 2, of: (row) => row % 2 },
      change: (text, variant) => {
        calls.push(text + variant);
        return text + variant;
      },
    });
    expect(cellsOf(changed)).toEqual(['a0', 'a1', 'b', 'a1', undefined, 'b1']);
    expect(calls).toEqual(['a0', 'a1', 'b1']);
  });
});

describe('statistics of the clean column', () => {
  it('leave out missing and infinite cells', () => {
    expect(statisticsOf(numbers([4, undefined, 2, Infinity, 9]))).toEqual({
      count: 3,
      mean: 5,
      std: Math.sqrt(13),
      sorted: Float64Array.of(2, 4, 9),
    });
    expect(statisticsOf(bigints([1n, 2n ** 53n + 2n]))).toMatchObject({ count: 2, mean: 4503599627370497.5 });
    expect(statisticsOf(numbers([undefined]))).toMatchObject({ count: 0, mean: 0, std: 0 });
  });

  it('rank by half the ties, so that the mean is one half', () => {
    expect(Array.from(ranksOf(numbers([3, 1, undefined, 3, 7])))).toEqual([0.5, 0.125, NaN, 0.5, 0.875]);
    // Common texts are low, rare ones high: a comes three times, c and b once.
    expect(Array.from(ranksOf(texts(['a', 'c', 'a', 'b', 'a'])))).toEqual([0.3, 0.9, 0.3, 0.7, 0.3]);
  });
});

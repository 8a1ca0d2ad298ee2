import { describe, expect, it } from 'vitest';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import { transportColumn } from '../../../app/drift/transport.ts';

const numbers = (values: number[]): Column => ({ kind: 'number', values: Float64Array.from(values), valid: null });
const texts = (values: (string | null)[]): Column => {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return {
    kind: 'text',
    codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))),
    dictionary,
  };
};
const labelsOf = (column: Column): (string | null)[] =>
  column.kind === 'text' ? [...column.codes].map((code) => column.dictionary[code] ?? null) : [];
const valuesOf = (column: Column): number[] => (column.kind === 'text' ? [] : [...column.values].map(Number));

describe('a column turned into what it is now', () => {
  it('keeps every cell where nothing changed', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
    expect(valuesOf(transportColumn(numbers(values), numbers([...values].reverse()), 1))).toEqual(values);
    const labels = values.map((value) => (value % 3 === 0 ? 'a' : 'b'));
    expect(labelsOf(transportColumn(texts(labels), texts([...labels].reverse()), 1))).toEqual(labels);
  });

  it('gives numbers the value of their rank now', () => {
    expect(valuesOf(transportColumn(numbers([3, 1, 2]), numbers([10, 30, 20]), 1))).toEqual([30, 10, 20]);
  });

  it('changes as few categories as can be', () => {
    const before = Array.from({ length: 100 }, (_, i) => (i < 70 ? 'a' : 'b'));
    const now = Array.from({ length: 50 }, (_, i) => (i < 20 ? 'a' : i < 40 ? 'b' : 'c'));
    const turned = labelsOf(transportColumn(texts(before), texts(now), 7));
    const count = (label: string): number => turned.filter((one) => one === label).length;
    expect([count('a'), count('b'), count('c')]).toEqual([40, 40, 20]);
    expect(turned.filter((label, i) => label !== before[i])).toHaveLength(30);
    expect(turned.slice(70)).toEqual(Array(30).fill('b'));
  });

  it('loses and finds cells as they are lost and found', () => {
    const random = new Random(3);
    const before = Array.from({ length: 200 }, () => (random.uniform() < 0.1 ? NaN : random.uniform()));
    const now = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? NaN : 5));
    const turned = valuesOf(transportColumn(numbers(before), numbers(now), 3));
    expect(turned.filter(Number.isNaN)).toHaveLength(100);
    expect(turned.filter((value) => !Number.isNaN(value)).every((value) => value === 5)).toBe(true);
    expect(before.every((value, i) => !Number.isNaN(value) || Number.isNaN(turned[i]))).toBe(true);
  });
});

// Damage of categories, whole columns, rows, labels, and of what the data as a whole are like.
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { conceptShift } from '../../../../app/stress/corruptions/conceptShift.ts';
import { covariateShift } from '../../../../app/stress/corruptions/covariateShift.ts';
import { decimalComma } from '../../../../app/stress/corruptions/decimalComma.ts';
import { duplicatedRows } from '../../../../app/stress/corruptions/duplicatedRows.ts';
import { labelNoise } from '../../../../app/stress/corruptions/labelNoise.ts';
import { lostColumn } from '../../../../app/stress/corruptions/lostColumn.ts';
import { permutedCategories } from '../../../../app/stress/corruptions/permutedCategories.ts';
import { priorShift } from '../../../../app/stress/corruptions/priorShift.ts';
import { shuffledColumn } from '../../../../app/stress/corruptions/shuffledColumn.ts';
import { swappedColumns } from '../../../../app/stress/corruptions/swappedColumns.ts';
import { truncatedRows } from '../../../../app/stress/corruptions/truncatedRows.ts';
import { unseenCategory } from '../../../../app/stress/corruptions/unseenCategory.ts';
import type { Column } from '../../../../app/base/columns.ts';
import { cellsOf, damaged, damagedCells, feature, numbers, profileOf, tableOf, texts } from '../damageTable.ts';

const rows = 20_000;
const random = new Random(3);
const normal = Array.from({ length: rows }, () => random.normal());
const large = tableOf({
  features: [feature('x', numbers(normal), 'number'), feature('row', numbers(normal.map((_, row) => row)), 'integer')],
  actual: Int32Array.from(normal, (value) => Number(value > 1)),
});

/** Within four standard deviations of a binomial count. */
function expectShare(count: number, of: number, share: number): void {
  expect(Math.abs(count - share * of)).toBeLessThan(4 * Math.sqrt(of * share * (1 - share)) + 1);
}

describe('categories', () => {
  const groups = ['a', 'b', 'c', undefined, 'a', 'b'];

  it('are permuted in one cycle: each becomes one other, none stays', () => {
    const column = feature('group', texts(groups), 'category');
    const cells = damagedCells(permutedCategories, tableOf({ features: [column] }), 1, 'group');
    const became = new Map(groups.map((group, row) => [group, cells[row]]));
    expect(cells).toEqual(groups.map((group) => became.get(group)));
    expect(became.get(undefined)).toBe(undefined);
    expect(['a', 'b', 'c'].map((group) => became.get(group)).sort()).toEqual(['a', 'b', 'c']);
    for (const group of ['a', 'b', 'c']) expect(became.get(group)).not.toBe(group);
  });

  it('that are truth values are permuted too, counts not', () => {
    const features = [
      feature('flag', numbers([0, 1, undefined, 1]), 'boolean'),
      feature('count', numbers([7, 9, 7, undefined]), 'integer'),
    ];
    const damage = damaged(permutedCategories, tableOf({ features }), 1).columns;
    expect([...(damage ?? [])].map(([name, column]) => [name, cellsOf(column)])).toEqual([['flag', [1, 0, undefined, 0]]]);
  });

  it('that are new were never there, in the rows or in the most frequent of the data', () => {
    const top = [{ value: 'new category', count: 3 }];
    const group = {
      ...feature('group', texts(['new category 2', 'a']), 'category'),
      profile: { ...profileOf('group', 'category'), top },
    };
    const table = tableOf({ features: [group] });
    expect(damagedCells(unseenCategory, table, 1, 'group')).toEqual(['new category 3', 'new category 3']);
  });

  it('that are numbers written as text get a comma', () => {
    const cells = ['2.5', '-0.25', '1e-3', '3', 'v1.2', undefined, '.5'];
    const table = tableOf({
      features: [feature('size', texts(cells), 'category'), feature('name', texts(cells.fill('a.b', 7)), 'category')],
    });
    expect(damagedCells(decimalComma, table, 1, 'size')).toEqual(['2,5', '-0,25', '1e-3', '3', 'v1.2', undefined, ',5']);
    const plain = tableOf({ features: [feature('name', texts(['a.b', '3']), 'category')] });
    expect(damaged(decimalComma, plain, 1).columns?.size).toBe(0);
  });
});

describe('columns', () => {
  it('swap in pairs of the same kind', () => {
    const features = [
      feature('a', numbers([1, 2, undefined]), 'number'),
      feature('n', numbers([7, 8, 9]), 'integer'),
      feature('t', texts(['x', 'y', undefined]), 'category'),
      feature('b', numbers([10, undefined, 30]), 'number'),
      feature('u', texts(['y', 'z', 'z']), 'category'),
      feature('c', numbers([5, 5, 5]), 'number'),
      feature('f', numbers([6, 6, 6], true), 'number'),
    ];
    const table = tableOf({ features });
    const swapped = damaged(swappedColumns, table, 1).columns;
    expect([...(swapped ?? [])].map(([name, column]) => [name, cellsOf(column)])).toEqual([
      ['a', [10, undefined, 30]],
      ['b', [1, 2, undefined]],
      ['t', ['y', 'z', 'z']],
      ['u', ['x', 'y', undefined]],
    ]);
    const reach = swappedColumns.reach;
    expect(reach.of === 'table' && reach.fits(tableOf({ features: features.slice(0, 3) }))).toBe(false);
  });

  it('swap in the share of the rows, the same rows in both', () => {
    const swapped = damaged(
      swappedColumns,
      tableOf({
        features: [large.features[0], feature('y', numbers(normal.map((v) => v + 100)), 'number')] as typeof large.features,
      }),
      0.25,
    );
    const [x, y] = ['x', 'y'].map((name) => cellsOf(swapped.columns?.get(name) as Column) as number[]) as [number[], number[]];
    x.forEach((cell, row) => expect(cell > 50).toBe((y[row] as number) < 50));
    expectShare(x.filter((cell) => cell > 50).length, rows, 0.25);
  });

  it('shuffled: the same values, a share of them elsewhere', () => {
    const cells = damagedCells(shuffledColumn, large, 0.25, 'row') as number[];
    expect(cells.slice().sort((a, b) => a - b)).toEqual(normal.map((_, row) => row));
    expectShare(cells.filter((cell, row) => cell !== row).length, rows, 0.25);
    expect(damagedCells(shuffledColumn, large, 1, 'row').filter((cell, row) => cell === row)).toEqual([]);
  });

  it('lost: one at least, all at last, those before among them', () => {
    const features = Array.from({ length: 10 }, (_, i) => feature(`c${i}`, numbers([1, 2]), 'number'));
    const table = tableOf({ features });
    const lost = lostColumn.amounts.map((amount) => [...(damaged(lostColumn, table, amount).columns?.keys() ?? [])]);
    expect(lost.map((names) => names.length)).toEqual([1, 3, 5, 8, 10]);
    expect(lost[3]?.slice(0, 5)).toEqual(lost[2]);
    expect(damagedCells(lostColumn, table, 0.1, 'c7')).toEqual([undefined, undefined]);
  });
});

describe('rows', () => {
  it('come twice, right after themselves, in the share', () => {
    const twice = Array.from(damaged(duplicatedRows, large, 0.1).rows ?? []);
    expect(new Set(twice).size).toBe(rows);
    expect(twice).toEqual(twice.slice().sort((a, b) => a - b));
    expectShare(twice.length - rows, rows, 0.1);
  });

  it('end somewhere: what is lost is lost to the end, the first column never', () => {
    const features = ['a', 'b', 'c', 'd'].map((name) => feature(name, numbers(normal), 'number'));
    const columns = damaged(truncatedRows, tableOf({ features }), 0.5).columns;
    expect(columns?.has('a')).toBe(false);
    const [b, c, d] = ['b', 'c', 'd'].map((name) => cellsOf(columns?.get(name) as Column).map((cell) => cell === undefined)) as [
      boolean[],
      boolean[],
      boolean[],
    ];
    b.forEach((lost, row) => expect([lost && !c[row], c[row] && !d[row]]).toEqual([false, false]));
    expectShare(d.filter(Boolean).length, rows, 0.5);
    expectShare(b.filter(Boolean).length, rows, 0.5 / 3);
  });
});

describe('labels', () => {
  const actual = Int32Array.from(normal, (_, row) => (row % 10 === 0 ? -1 : row % 11 === 0 ? -2 : row % 3));
  const three = tableOf({ features: large.features, task: 'multiclass', classes: ['a', 'b', 'c'], actual });

  it('become another class, each alike; those that are missing or unknown stay', () => {
    const noisy = damaged(labelNoise, three, 0.25).actual as Int32Array;
    const known = Array.from(actual.keys()).filter((row) => (actual[row] as number) >= 0);
    const wrong = known.filter((row) => noisy[row] !== actual[row]);
    expectShare(wrong.length, known.length, 0.25);
    const nextClass = wrong.filter((row) => noisy[row] === ((actual[row] as number) + 1) % 3).length;
    expectShare(nextClass, wrong.length, 0.5);
    actual.forEach((label, row) => {
      if (label < 0) expect(noisy[row]).toBe(label);
      else expect([0, 1, 2]).toContain(noisy[row]);
    });
  });

  it('of a regression become those of other rows', () => {
    const labels = Float64Array.from(normal, (value, row) => (row % 10 === 0 ? NaN : value));
    const noisy = damaged(labelNoise, tableOf({ features: large.features, task: 'regression', actual: labels }), 0.25)
      .actual as Float64Array;
    const known = new Set(labels);
    const changed = Array.from(noisy.keys()).filter((row) => !Object.is(noisy[row], labels[row]));
    expectShare(changed.length, 0.9 * rows, 0.25);
    for (const row of changed) expect(known.has(noisy[row] as number)).toBe(true);
  });

  it('shift in the rows that are highest in one column', () => {
    const one = tableOf({ features: large.features.slice(0, 1), actual: Int32Array.from(actual, (label) => Math.min(label, 1)) });
    const shifted = damaged(conceptShift, one, 0.2).actual as Int32Array;
    const cut = normal.slice().sort((a, b) => a - b)[Math.round(0.8 * rows)] as number;
    shifted.forEach((label, row) => {
      const before = one.actual?.[row] as number;
      const inSlice = (normal[row] as number) >= cut;
      expect(label).toBe(inSlice && before >= 0 ? 1 - before : before);
    });
  });

  it('of a regression are mirrored at their mean', () => {
    const actual = Float64Array.of(1, 2, 3, NaN, 10);
    const table = tableOf({ features: [feature('x', numbers([1, 2, 3, 4, 5]), 'number')], task: 'regression', actual });
    expect(Array.from(damaged(conceptShift, table, 0.4).actual ?? [])).toEqual([1, 2, 3, NaN, -2]);
  });

  it('are not damaged where there are none', () => {
    for (const { reach } of [labelNoise, conceptShift, priorShift]) {
      expect(reach.of === 'table' && reach.fits({ ...large, actual: null })).toBe(false);
      expect(reach.of === 'table' && reach.fits({ ...large, actual: new Int32Array(rows).fill(-1) })).toBe(false);
    }
  });
});

describe('shifts', () => {
  it('prior: the rarest class becomes common, the cases of each class look as before', () => {
    const clean = large.actual as Int32Array;
    const before = clean.filter((label) => label === 1).length / rows;
    for (const amount of priorShift.amounts) {
      const drawn = Array.from(damaged(priorShift, large, amount).rows ?? []);
      expect(drawn).toHaveLength(rows);
      expectShare(drawn.filter((row) => clean[row] === 1).length, rows, amount + (1 - amount) * before);
    }
  });

  it('covariate: exponential tilting moves a normal mean by k standard deviations', () => {
    for (const amount of [0.25, 0.5, 1]) {
      const drawn = Array.from(
        damaged(covariateShift, large, amount, { only: ['x'] }).rows ?? [],
        (row) => normal[row] as number,
      );
      const mean = drawn.reduce((sum, value) => sum + value, 0) / rows;
      expect(drawn).toHaveLength(rows);
      expect(Math.abs(mean - amount)).toBeLessThan(0.1);
    }
  });

  it('covariate: a row comes as often as its weight says, give or take one', () => {
    const ten = tableOf({ features: [feature('x', numbers([...Array<number>(9).fill(0), 1]), 'number')] });
    const times = Array.from(damaged(covariateShift, ten, 1, { only: ['x'] }).rows ?? []).filter((row) => row === 9).length;
    // mean 0.1, deviation √0.1: z = 0.9/√0.1 = 2.846 and -0.316; weights 17.2 and nine of 0.729: 72.4 % of ten rows.
    expect([7, 8]).toContain(times);
  });

  it('covariate: leaves constant columns as they are', () => {
    const table = tableOf({ features: [feature('x', numbers([4, 4, 4, 4]), 'number')] });
    expect(Array.from(damaged(covariateShift, table, 2).rows ?? [])).toEqual([0, 1, 2, 3]);
  });
});

import { expect, it } from 'vitest';
import type { Corruption } from '../../../../app/stress/corruption.ts';
import { missingAtRandom } from '../../../../app/stress/corruptions/missingAtRandom.ts';
import { missingByOther } from '../../../../app/stress/corruptions/missingByOther.ts';
import { missingByOwn } from '../../../../app/stress/corruptions/missingByOwn.ts';
import { missingWhereSure } from '../../../../app/stress/corruptions/missingWhereSure.ts';
import { missingWhereUnsure } from '../../../../app/stress/corruptions/missingWhereUnsure.ts';
import { sentinels } from '../../../../app/stress/corruptions/sentinels.ts';
import { Random } from '../../../../app/base/random.ts';
import { answersOf, damaged, damagedCells, feature, numbers, tableOf, texts } from '../damageTable.ts';

const rows = 20_000;
const random = new Random(1);
const values = Array.from({ length: rows }, () => random.normal());
const drivers = Array.from({ length: rows }, () => random.normal());
const confidence = Array.from({ length: rows }, () => random.uniform());
const table = tableOf({
  features: [
    feature('driven', numbers(values), 'number'),
    feature('driver', numbers(drivers), 'number'),
    feature('group', texts(values.map((value) => (value > 1.5 ? 'rare' : 'common'))), 'category'),
  ],
});
const clean = answersOf(confidence);

interface Lost {
  missing: number;
  cells: number;
}

function lostOf(cells: readonly unknown[]): Lost {
  return { missing: cells.filter((cell) => cell === undefined).length, cells: cells.length };
}

/** Cells of a column among the rows for which `where` says so. */
function lost(corruption: Corruption, amount: number, name: string, where: (row: number) => boolean): Lost {
  return lostOf(damagedCells(corruption, table, amount, name, { clean }).filter((_, row) => where(row)));
}

/** Within four standard deviations of the binomial distribution. */
function expectShare({ missing, cells }: Lost, share: number): void {
  expect(cells).toBeGreaterThan(1000);
  expect(Math.abs(missing / cells - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / cells));
}

/** Mean chance where the percentile rank is above (below) one half: ∫ min(1, 2ar) dr over that half, times two. */
const upper = (amount: number): number => 1.5 * amount;
const lower = (amount: number): number => 0.5 * amount;

it('MCAR: does not look at the value or at another column', () => {
  expectShare(
    lost(missingAtRandom, 0.25, 'driven', (row) => (values[row] as number) > 0),
    0.25,
  );
  expectShare(
    lost(missingAtRandom, 0.25, 'driven', (row) => (values[row] as number) < 0),
    0.25,
  );
  expectShare(
    lost(missingAtRandom, 0.25, 'driven', (row) => (drivers[row] as number) > 0),
    0.25,
  );
});

it('MAR: three times as many where the other column is in its upper half, whatever the own value', () => {
  const median = drivers.slice().sort((a, b) => a - b)[rows / 2] as number;
  for (const amount of [0.1, 0.25, 0.5]) {
    expectShare(
      lost(missingByOther, amount, 'driven', (row) => (drivers[row] as number) >= median),
      upper(amount),
    );
    expectShare(
      lost(missingByOther, amount, 'driven', (row) => (drivers[row] as number) < median),
      lower(amount),
    );
    expectShare(
      lost(missingByOther, amount, 'driven', (row) => (values[row] as number) > 0),
      amount,
    );
  }
});

it('MAR: goes by the order of the rows where no other column can drive', () => {
  const alone = tableOf({ features: [feature('only', numbers(values), 'number')] });
  const cells = damagedCells(missingByOther, alone, 0.25, 'only');
  expectShare(lostOf(cells.slice(rows / 2)), upper(0.25));
  expectShare(lostOf(cells.slice(0, rows / 2)), lower(0.25));
});

it('MNAR: high numbers and rare texts are lost the most', () => {
  const median = values.slice().sort((a, b) => a - b)[rows / 2] as number;
  expectShare(
    lost(missingByOwn, 0.25, 'driven', (row) => (values[row] as number) >= median),
    upper(0.25),
  );
  expectShare(
    lost(missingByOwn, 0.25, 'driven', (row) => (values[row] as number) < median),
    lower(0.25),
  );
  // The rare text is at the top of the ranks: its chance is nearly twice the amount.
  const rare = values.filter((value) => value > 1.5).length / rows;
  expectShare(
    lost(missingByOwn, 0.25, 'group', (row) => (values[row] as number) > 1.5),
    0.5 * (1 - rare / 2),
  );
  expectShare(
    lost(missingByOwn, 0.25, 'group', (row) => (values[row] as number) <= 1.5),
    0.25 * (1 - rare),
  );
});

it('loses cells where the model is sure, or unsure', () => {
  // Scores are uniform, so the margin |2p - 1| is its own percentile rank.
  const sure = (row: number): boolean => Math.abs(2 * (confidence[row] as number) - 1) >= 0.5;
  expectShare(lost(missingWhereSure, 0.25, 'driven', sure), upper(0.25));
  expectShare(
    lost(missingWhereSure, 0.25, 'driven', (row) => !sure(row)),
    lower(0.25),
  );
  expectShare(lost(missingWhereUnsure, 0.25, 'driven', sure), lower(0.25));
  expectShare(
    lost(missingWhereUnsure, 0.25, 'driven', (row) => !sure(row)),
    upper(0.25),
  );
});

it('says nothing of models without scores', () => {
  const labelsOnly = { ...clean, scores: null };
  for (const corruption of [missingWhereSure, missingWhereUnsure]) {
    expect(damaged(corruption, table, 0.5, { clean: labelsOnly })).toEqual({});
  }
});

it('writes the stand-ins into columns that can hold them', () => {
  const small = tableOf({
    features: [
      feature('n', numbers([5.5, 6.5, undefined]), 'number'),
      feature('f', numbers([0, 1, 1]), 'boolean'),
      feature('c', texts(['x', 'y', undefined]), 'category'),
    ],
  });
  // An amount of one is beyond the severities, and hits every cell.
  const written = sentinels.map((one) => [one.id, [...(damaged(one, small, 1).columns ?? [])].map(([name]) => name)]);
  expect(written).toEqual([
    ['sentinel-0', ['n']],
    ['sentinel-minus-1', ['n']],
    ['sentinel-999', ['n']],
    ['sentinel-na', ['c']],
    ['sentinel-empty', ['c']],
  ]);
  const cells = sentinels.map((one) =>
    damagedCells(one, small, 1, one.id === 'sentinel-na' || one.id === 'sentinel-empty' ? 'c' : 'n'),
  );
  expect(cells).toEqual([
    [0, 0, undefined],
    [-1, -1, undefined],
    [999, 999, undefined],
    ['N/A', 'N/A', undefined],
    ['', '', undefined],
  ]);
});

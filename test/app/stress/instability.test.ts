import { expect, it } from 'vitest';
import type { Column } from '../../../app/base/columns.ts';
import { wilson } from '../../../app/metrics/wilson.ts';
import type { Corruption } from '../../../app/stress/corruption.ts';
import { Instability } from '../../../app/stress/instability.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import { cellsOf, feature, numbers, tableOf, texts } from './damageTable.ts';

const near = [0.001, 0.2, 5, -0.02, -4, 0.4];
const table = tableOf({
  features: [feature('x', numbers(near), 'number'), feature('word', texts(['a', 'b', 'a', 'c', 'a', undefined]), 'category')],
  task: 'binary',
  classes: ['no', 'yes'],
  actual: Int32Array.of(1, 0, 1, 0, 0, -1),
});
const kind = (title: string, of: 'cells' | 'table' = 'cells'): Corruption =>
  ({ title, reach: { of, fits: () => true } }) as Partial<Corruption> as Corruption;
/** Every number moved by so much. */
const moved = (by: number, rows: readonly number[] = [0, 1, 2, 3, 4, 5]): ReadonlyMap<string, Column> =>
  new Map([['x', numbers(near.map((value, row) => (rows.includes(row) ? value + by : value)))]]);

/** Yes where x is above zero. */
function answers(columns: ReadonlyMap<string, Column>): PredictionBatch {
  const x = cellsOf(columns.get('x') ?? (table.columns.get('x') as Column)) as number[];
  return {
    rowCount: x.length,
    classIndex: Int32Array.from(x, (value) => Number(value > 0)),
    scores: Float64Array.from(x.flatMap((value) => [1 / (1 + Math.exp(value)), 1 / (1 + Math.exp(-value))])),
    values: null,
  };
}

function told(damages: { title: string; severity?: number; of?: 'cells' | 'table'; columns: ReadonlyMap<string, Column> }[]) {
  const instability = new Instability({ table, clean: answers(new Map()) });
  for (const { title, severity = 1, of, columns } of damages) {
    instability.add(kind(title, of), severity, { damage: { columns }, answers: answers(columns) });
  }
  return instability.report();
}

it('rows near the decision come first, by what flips them; only damage that touched a row counts for it', () => {
  const report = told([
    { title: 'Down', columns: moved(-0.1) },
    { title: 'Down', severity: 2, columns: moved(-0.3) },
    { title: 'Up', columns: moved(0.1) },
    { title: 'Elsewhere', columns: moved(-0.5, [2]) },
    { title: 'Too much', severity: 3, columns: moved(-100) },
    { title: 'Of the table', of: 'table', columns: moved(-100) },
  ]);
  expect(report).toMatchObject({ damages: 4, rows: 3 });
  expect(report?.worst).toMatchObject([
    { row: 1, answer: 'yes', actual: 'yes', tried: 3, flips: 2, by: ['Down'] },
    { row: 2, answer: 'yes', actual: 'no', tried: 3, flips: 1, by: ['Down'] },
    { row: 4, answer: 'no', actual: 'no', tried: 3, flips: 1, by: ['Up'] },
  ]);
});

it('a share from many damages comes before the same share from few', () => {
  const damages = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => ({ title: String(at), columns: moved(-0.45, at < 3 ? [0, 1] : [1]) }));
  const report = told(damages);
  expect(report?.worst.map(({ row, flips, tried }) => [row, flips, tried])).toEqual([
    [2, 8, 8],
    [1, 3, 3],
  ]);
  expect(wilson(1, 8).low).toBeGreaterThan(wilson(1, 3).low ?? 1);
});

it('a cell is touched when it reads otherwise, whatever the numbering of its texts; a row under three damages is not judged', () => {
  const renumbered: Column = { kind: 'text', dictionary: ['c', 'b', 'a', 'z'], codes: Int32Array.of(2, 1, 2, 0, 2, -1) };
  const lost: Column = { kind: 'text', dictionary: ['a', 'b', 'c'], codes: Int32Array.of(-1, 1, 0, 2, 0, -1) };
  const down = moved(-0.1, [0]).get('x') as Column;
  const both = (word: Column): ReadonlyMap<string, Column> => new Map([['word', word]]);
  const report = told([
    { title: 'Renumbered', columns: both(renumbered) },
    { title: 'Lost', columns: both(lost) },
    { title: 'Down', columns: new Map([['x', down]]) },
  ]);
  // Touched twice: by "Lost" and "Down".
  expect(report).toEqual({ damages: 3, rows: 0, worst: [] });
});

it('is silent before any small damage was tried', () => {
  expect(told([])).toBeNull();
});

// Rows for tests of damage: a column of every kind, with missing cells, in memory.
import type { ColumnProfile } from '../../../app/api/schemas/datasets.ts';
import type { Column } from '../../../app/base/columns.ts';
import { Random } from '../../../app/base/random.ts';
import type { PredictionBatch } from '../../../app/prepare/predictions.ts';
import type { Corruption, Damage, StressColumn } from '../../../app/stress/corruption.ts';
import { Draws } from '../../../app/stress/draws.ts';
import type { StressTable } from '../../../app/stress/stressTable.ts';

export function profileOf(name: string, type: ColumnProfile['type']): ColumnProfile {
  const nothing = { mean: null, std: null, quantiles: null, histogram: null, timeFormat: null };
  return { name, type, storage: '', missing: 0, distinct: 0, min: null, max: null, top: [], ...nothing };
}

export function feature(name: string, column: Column, kind: StressColumn['kind']): StressColumn {
  return { name, column, kind, profile: profileOf(name, kind === 'time' ? 'datetime' : kind) };
}

/** undefined = missing. */
export function numbers(cells: readonly (number | undefined)[], single = false): Column {
  const valid = cells.includes(undefined) ? Uint8Array.from(cells, (cell) => Number(cell !== undefined)) : null;
  const exact = Float64Array.from(cells, (cell) => cell ?? NaN);
  const values = single ? Float32Array.from(exact) : exact;
  return { kind: 'number', values, valid };
}

export function bigints(cells: readonly (bigint | undefined)[]): Column {
  const valid = cells.includes(undefined) ? Uint8Array.from(cells, (cell) => Number(cell !== undefined)) : null;
  return { kind: 'bigint', values: BigInt64Array.from(cells, (cell) => cell ?? 0n), valid };
}

export function texts(cells: readonly (string | undefined)[]): Column {
  const dictionary = [...new Set(cells.filter((cell) => cell !== undefined))];
  return {
    kind: 'text',
    codes: Int32Array.from(cells, (cell) => (cell === undefined ? -1 : dictionary.indexOf(cell))),
    dictionary,
  };
}

/** Cells as plain values, undefined = missing. */
export function cellsOf(column: Column): (number | bigint | string | undefined)[] {
  if (column.kind === 'text') return Array.from(column.codes, (code) => (code < 0 ? undefined : column.dictionary[code]));
  return Array.from(column.values as Float64Array, (value, row) => (column.valid?.[row] === 0 ? undefined : value));
}

export interface TableParts {
  features: StressColumn[];
  task?: StressTable['task'];
  classes?: string[];
  actual?: StressTable['actual'];
  time?: Float64Array | null;
  rowCount?: number;
}

export function tableOf({
  features,
  task = 'binary',
  classes = ['no', 'yes'],
  actual = null,
  time = null,
  ...parts
}: TableParts): StressTable {
  const first = features[0]?.column;
  const rowCount = parts.rowCount ?? (first ? (first.kind === 'text' ? first.codes : first.values).length : 0);
  return {
    rowCount,
    rowNumbers: Float64Array.from({ length: rowCount }, (_, row) => row),
    columns: new Map(features.map(({ name, column }) => [name, column])),
    features,
    task,
    classes: task === 'regression' ? [] : classes,
    positive: task === 'binary' ? 1 : null,
    actual,
    unknownLabels: [],
    time,
    weight: null,
  };
}

const sentences = [
  'The pilot, who had not slept, reported 12 geese near São Paulo.',
  "It's a fine day in London and we don't see any problem!",
  'James and Maria are late: the café at 3 Main Street was closed',
  'nothing unusual',
  'Flight 407 landed. No damage was found; the crew did not report it.',
  'An überlong message about Ålesund, Málaga and Kraków with 25 words or so.',
];

/** A column of every kind; about one cell in twenty is missing. Labels depend on the first column. */
export function mixedTable(rowCount: number, seed = 1, task: StressTable['task'] = 'binary'): StressTable {
  const random = new Random(seed);
  const column = <T>(make: (row: number) => T): (T | undefined)[] =>
    Array.from({ length: rowCount }, (_, row) => {
      const cell = make(row);
      return random.uniform() < 0.05 ? undefined : cell;
    });
  const start = Date.UTC(2020, 0, 1);
  const real = column(() => 10 + 3 * random.normal());
  const features = [
    feature('real', numbers(real), 'number'),
    feature(
      'single',
      numbers(
        column(() => 100 * random.uniform()),
        true,
      ),
      'number',
    ),
    feature('count', numbers(column(() => random.integer(1000))), 'integer'),
    feature('big', bigints(column((row) => 9007199254740993n + 2n * BigInt(row))), 'integer'),
    feature('flag', numbers(column(() => random.integer(2))), 'boolean'),
    feature('when', numbers(column((row) => start + 86_400_000 * row + 3_600_000 * random.integer(24))), 'time'),
    feature('group', texts(column(() => `group ${'abcdefgh'[random.integer(8)] as string}`)), 'category'),
    feature('size', texts(column(() => `${random.integer(300) / 8 + 0.5}`)), 'category'),
    feature('note', texts(column(() => `${sentences[random.integer(6)] as string} (${random.integer(400)})`)), 'text'),
    feature('__proto__', numbers(column(() => random.normal())), 'number'),
  ];
  const noise = new Random(seed + 1);
  const moment = (row: number): number => (row * 7919) % Math.max(1, rowCount);
  // A series in time, whatever the place in the table.
  const wave = Array.from({ length: rowCount }, (_, row) => Math.sin(moment(row) / 15) + 0.1 * noise.normal());
  features.push(feature('wave', numbers(wave), 'number'));
  const label = (row: number): number => (random.uniform() < 0.1 ? -1 : Number((real[row] ?? 10) > 12));
  return tableOf({
    features,
    task,
    actual:
      task === 'regression'
        ? Float64Array.from({ length: rowCount }, (_, row) => (random.uniform() < 0.1 ? NaN : 2 * (real[row] ?? 10)))
        : Int32Array.from({ length: rowCount }, (_, row) => label(row)),
    time: Float64Array.from({ length: rowCount }, (_, row) => start + 60_000 * moment(row)),
  });
}

/** Answers of a binary model: row i gives class 1 the score given. */
export function answersOf(scores: readonly number[]): PredictionBatch {
  return {
    rowCount: scores.length,
    classIndex: Int32Array.from(scores, (score) => Number(score >= 0.5)),
    values: null,
    scores: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
  };
}

export interface DamageParts {
  /** Columns by name; left out = all that fit. */
  only?: string[];
  seed?: number;
  clean?: PredictionBatch;
}

/** Puts a corruption on the table as a stress run does. */
export function damaged(corruption: Corruption, table: StressTable, amount: number, parts: DamageParts = {}): Damage {
  const { reach } = corruption;
  const fitting = reach.of === 'cells' ? table.features.filter((column) => reach.fits(column, table)) : [];
  const random = new Random(99);
  return corruption.damage({
    table,
    columns: fitting.filter(({ name }) => !parts.only || parts.only.includes(name)),
    amount,
    draws: new Draws(parts.seed ?? 5, table.rowNumbers),
    clean: parts.clean ?? answersOf(Array.from({ length: table.rowCount }, () => random.uniform())),
  });
}

/** Damages one column, and gives its cells. */
export function damagedCells(corruption: Corruption, table: StressTable, amount: number, name: string, parts: DamageParts = {}) {
  const column = damaged(corruption, table, amount, { ...parts, only: [name] }).columns?.get(name);
  if (!column) throw new Error(`"${name}" was not damaged`);
  return cellsOf(column);
}

// Every corruption of the registry goes through these.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../../app/base/columns.ts';
import type { Corruption, Damage } from '../../../../app/stress/corruption.ts';
import { corruptions } from '../../../../app/stress/corruptions/registry.ts';
import type { StressTable } from '../../../../app/stress/stressTable.ts';
import { bigints, cellsOf, damaged, feature, mixedTable, numbers, tableOf, texts } from '../damageTable.ts';

/** The same damage whatever the seed, and why. */
const withoutChance = new Set(['rounding', 'clipping', 'date-shift', 'time-zone', 'sample-rate', 'truncated-text']);

/** A column alone is damaged more than one among others, for what is lost are columns. */
const dependsOnOthers = new Set(['lost-column']);

/** Damage at which cells of a lower amount need not be hit at a higher one. */
const notNested = new Set([
  // A number can lie on a level of the coarser steps and not on one of the finer.
  'rounding',
  // A reading of another row can by chance be the same.
  'shuffled-column',
  'stuck-sensor',
  'sample-rate',
  'jitter',
]);

/** What a share of the cells means: the amount is the chance of each cell. */
const shareOfCells = new Set([
  'missing',
  'missing-by-other',
  'missing-by-own',
  'missing-where-sure',
  'missing-where-unsure',
  'sentinel-minus-1',
  'sentinel-na',
  'sentinel-empty',
  'outliers',
  'unit-larger',
  'sign-flip',
]);

function bytesOf(damage: Damage): string {
  const hex = (array: ArrayBufferView): string =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  const columns = [...(damage.columns ?? [])].map(([name, column]) =>
    column.kind === 'text'
      ? [name, hex(column.codes), column.dictionary]
      : [name, hex(column.values), column.valid && hex(column.valid)],
  );
  return JSON.stringify([columns, damage.rows && hex(damage.rows), damage.actual && hex(damage.actual)]);
}

function bytesOfTable(table: StressTable): string {
  const { actual, time } = table;
  const rest = [actual && Array.from(actual), time && Array.from(time), Array.from(table.rowNumbers)];
  return bytesOf({ columns: table.columns }) + JSON.stringify(rest);
}

/** "column row" of every cell that is not as it was; rows and labels count as cells of their own. */
function changesOf(table: StressTable, damage: Damage): Set<string> {
  const changes = new Set<string>();
  for (const [name, column] of damage.columns ?? []) {
    const before = cellsOf(table.columns.get(name) as Column);
    cellsOf(column).forEach((cell, row) => {
      if (!Object.is(cell, before[row])) changes.add(`${name} ${row}`);
    });
  }
  damage.actual?.forEach((label, row) => {
    if (!Object.is(label, table.actual?.[row])) changes.add(`actual ${row}`);
  });
  return changes;
}

function expectSound(table: StressTable, damage: Damage): void {
  for (const [name, column] of damage.columns ?? []) {
    const before = table.columns.get(name) as Column;
    expect(column.kind).toBe(before.kind);
    if (column.kind === 'text') {
      expect(column.codes).toHaveLength(table.rowCount);
      expect(column.codes.every((code) => code >= -1 && code < column.dictionary.length)).toBe(true);
      expect(new Set(column.dictionary).size).toBe(column.dictionary.length);
      expect(column.dictionary.every((text) => !/\p{Surrogate}/u.test(text))).toBe(true);
      continue;
    }
    expect(column.values).toHaveLength(table.rowCount);
    expect(column.values.constructor).toBe((before as typeof column).values.constructor);
    if (column.kind === 'bigint') continue;
    const whole = table.features.find((one) => one.name === name)?.kind !== 'number';
    column.values.forEach((value, row) => {
      const missing = column.valid?.[row] === 0;
      if (missing ? !Number.isNaN(value) : !(whole ? Number.isInteger(value) : Number.isFinite(value))) {
        throw new Error(`${name} ${row}: ${value} is ${missing ? '' : 'not '}missing`);
      }
    });
  }
  expect(damage.actual?.length ?? table.rowCount).toBe(table.rowCount);
  expect(damage.rows?.every((row) => row >= 0 && row < table.rowCount) ?? true).toBe(true);
}

const fits = ({ reach }: Corruption, table: StressTable): boolean =>
  reach.of === 'table' ? reach.fits(table) : table.features.some((column) => reach.fits(column, table));

const mixed = mixedTable(1500);

it('has an id of its own, words and five ascending amounts for each', () => {
  expect(new Set(corruptions.map(({ id }) => id)).size).toBe(corruptions.length);
  expect(new Set(corruptions.map(({ title }) => title)).size).toBe(corruptions.length);
  for (const { id, title, help, amounts, says } of corruptions) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(title).toMatch(/^[A-Z]/);
    expect(help).toMatch(/^["A-Z].+[.?]$/);
    expect(amounts).toHaveLength(5);
    amounts.forEach((amount, i) => expect(amount).toBeGreaterThan(amounts[i - 1] ?? 0));
    expect(new Set(amounts.map((amount) => says(amount))).size).toBe(5);
    for (const amount of amounts) expect(says(amount)).toMatch(/^(?!.*(NaN|undefined|null|\.\d{4,})).{5,}$/);
  }
});

it('every one is put on a table with columns of every kind', () => {
  expect(corruptions.filter((corruption) => !fits(corruption, mixed)).map(({ id }) => id)).toEqual([]);
});

it('gives these bytes on any machine (vitest -u rewrites them; then say why)', async () => {
  const table = mixedTable(400);
  const digests = corruptions.map((corruption) => {
    const bytes = corruption.amounts.map((amount) => bytesOf(damaged(corruption, table, amount)));
    return `${createHash('sha256').update(bytes.join('\n')).digest('hex').slice(0, 16)} ${corruption.id}`;
  });
  await expect(`${digests.join('\n')}\n`).toMatchFileSnapshot('../../../reference/corruptionBytes.txt');
});

describe.each(corruptions.map((corruption) => [corruption.id, corruption] as const))('%s', (id, corruption) => {
  const { amounts } = corruption;

  it('changes something, nothing of what it was given, and keeps kinds, lengths and whole numbers', () => {
    const before = bytesOfTable(mixed);
    for (const amount of amounts) {
      const damage = damaged(corruption, mixed, amount);
      expectSound(mixed, damage);
      if (amount >= 0.1) expect(changesOf(mixed, damage).size + (damage.rows ? 1 : 0)).toBeGreaterThan(0);
    }
    expect(bytesOfTable(mixed)).toBe(before);
  });

  it('gives the same bytes for the same seed, and others for another', () => {
    const amount = amounts[2];
    const once = bytesOf(damaged(corruption, mixed, amount));
    expect(bytesOf(damaged(corruption, mixed, amount))).toBe(once);
    const other = bytesOf(damaged(corruption, mixed, amount, { seed: 8 }));
    if (withoutChance.has(id)) expect(other).toBe(once);
    else expect(other).not.toBe(once);
  });

  it('hits at a higher amount what it hits at a lower one', () => {
    if (notNested.has(id)) return;
    const sets = amounts.map((amount) => changesOf(mixed, damaged(corruption, mixed, amount)));
    sets.slice(1).forEach((more, i) => {
      const lost = [...(sets[i] as Set<string>)].filter((cell) => !more.has(cell));
      expect(lost).toEqual([]);
    });
  });

  it('does the same to a column alone as together with others', () => {
    if (corruption.reach.of !== 'cells' || dependsOnOthers.has(id) || damaged(corruption, mixed, amounts[3]).rows) return;
    const all = damaged(corruption, mixed, amounts[3]).columns;
    for (const [name, column] of all ?? []) {
      const alone = damaged(corruption, mixed, amounts[3], { only: [name] }).columns;
      expect(bytesOf({ columns: new Map([[name, column]]) })).toBe(bytesOf({ columns: alone as Map<string, Column> }));
    }
  });

  it.runIf(shareOfCells.has(id))('hits the share of the cells that it says', () => {
    for (const amount of amounts) {
      for (const [name, column] of damaged(corruption, mixed, amount).columns ?? []) {
        const before = cellsOf(mixed.columns.get(name) as Column);
        const cells = before.filter((cell) => cell !== undefined).length;
        const hit = cellsOf(column).filter((cell, row) => before[row] !== undefined && !Object.is(cell, before[row])).length;
        // Four standard deviations of the binomial distribution, and one cell.
        expect(Math.abs(hit - amount * cells)).toBeLessThan(4 * Math.sqrt(cells * amount * (1 - amount)) + 1);
      }
    }
  });

  const kinds = [
    ['no row', () => [undefined].slice(1)],
    ['one row', () => [0]],
    ['a constant', () => Array.from({ length: 50 }, () => 0)],
    ['nothing but missing cells', () => Array.from({ length: 50 }, () => undefined)],
  ] as const;

  it.each(kinds)('takes a table of %s', (_, make) => {
    const cells = make();
    const some = <T>(value: T): (T | undefined)[] => cells.map((cell) => (cell === undefined ? undefined : value));
    const features = [
      feature('n', numbers(some(2.5)), 'number'),
      feature('s', numbers(some(2.5), true), 'number'),
      feature('i', numbers(some(3)), 'integer'),
      feature('b', bigints(some(9007199254740993n)), 'integer'),
      feature('f', numbers(some(1)), 'boolean'),
      feature('t', numbers(some(Date.UTC(2024, 1, 29))), 'time'),
      feature('c', texts(some('café')), 'category'),
      feature('d', texts(some('2.5')), 'category'),
      feature('x', texts(some("James doesn't live at 5 Rue, Paris.")), 'text'),
    ];
    const actual = Int32Array.from(cells, (cell) => cell ?? -1);
    const table = tableOf({ features, actual, time: Float64Array.from(cells, (cell) => cell ?? NaN) });
    const regression = tableOf({ features, task: 'regression', actual: Float64Array.from(cells, (cell) => cell ?? NaN) });
    for (const one of [table, regression]) {
      for (const amount of fits(corruption, one) ? amounts : []) expectSound(one, damaged(corruption, one, amount));
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowEdit } from '../../../../app/api/schemas/probe.ts';
import { fixedBatch, logisticRegression, multiclassLogits, perColumn, regression, sigmoid } from '../../../support/tinyModels.ts';
import { askRows, type AskedRows } from '../askRows.ts';

const opened: AskedRows[] = [];
const open = async (...given: Parameters<typeof askRows>): Promise<AskedRows> => {
  const rows = await askRows(...given);
  opened.push(rows);
  return rows;
};
afterAll(() => Promise.all(opened.map((rows) => rows.remove())));

const only = (edits: readonly RowEdit[]): RowEdit => {
  expect(edits).toHaveLength(1);
  return edits[0] as RowEdit;
};

describe('one input a column: numbers, integers and texts', () => {
  let rows: AskedRows;
  beforeAll(async () => {
    // p(yes) = sigmoid(0.1 (age − 40) + 0.5 visits + city), see perColumn.
    rows = await open({
      model: perColumn(),
      data: `SELECT (20 + i % 41)::FLOAT AS age, (i % 5)::BIGINT AS visits, ['berlin','paris','rome','berlin'][1 + i % 4] AS city,
        CASE WHEN i % 3 = 0 THEN 'yes' ELSE 'no' END AS label FROM range(400) t(i) ORDER BY i`,
      roles: { target: 'label' },
    });
  });

  it('answers a row as it is and with edits at once, as the arithmetic of the model says', async () => {
    // Row 1: age 20, visits 0, berlin.
    const one = await rows.predict(1);
    expect(one.cells.map(({ column, value }) => [column, value])).toEqual([
      ['age', 20],
      ['visits', 0],
      ['city', 'berlin'],
    ]);
    expect(one.cells[2]?.choices).toEqual(['berlin', 'paris', 'rome']);
    expect(one.before.prediction).toBe('no');
    expect(one.before.scores?.[1]).toBeCloseTo(sigmoid(-2 + 1), 5);
    expect(one.actual).toBe('yes');
    const other = await rows.predict(1, { age: 45, visits: 2 });
    expect(other.after.prediction).toBe('yes');
    expect(other.after.scores?.[1]).toBeCloseTo(sigmoid(0.5 + 1 + 1), 5);
    expect(other.isFlipped).toBe(true);
    expect(other.before).toEqual(one.before);
  });

  it('finds the smallest single edit, and proves it by having tried every one', async () => {
    // Row 13: age 32, visits 2, berlin: logit −0.8 + 1 + 1 = 1.2, yes.
    const found = await rows.flip({ row: 13 });
    expect(found.before.prediction).toBe('yes');
    expect(found.isExact).toBe(true);
    expect(found.tried.singles).toBe(found.singles);
    expect(found.proof).toMatch(/^Proven smallest: all \d+ single edits/);
    // A typo or another case loses the category (+1), which is not enough; paris (−1) is: 2 < 1.2 no longer. Age must fall below 20.
    const edits = found.flips.map(({ edits }) => only(edits));
    expect(edits.map(({ column, to }) => [column, to])).toContainEqual(['city', 'paris']);
    for (const { after, size } of found.flips) {
      expect(after.prediction).toBe('no');
      expect(size).toBeGreaterThan(0);
    }
    expect(found.flips.map(({ size }) => size)).toEqual([...found.flips.map(({ size }) => size)].sort((a, b) => a - b));
  });

  it('moves a number no further than it must: to the very threshold of the model', async () => {
    // Row 21: age 40, visits 0, berlin: logit 1. It is 0 at age 30, and the ages of the data are whole numbers.
    const found = await rows.flip({ row: 21, columns: ['age'] });
    const edit = only(found.flips[0]?.edits ?? []);
    expect(edit.kind).toBe('step');
    expect([29, 30]).toContain(edit.to);
    expect((await rows.predict(21, { age: 31 })).isFlipped).toBe(false);
    expect(edit.text).toBe(`age: 40 → ${edit.to}`);
  });

  it('every single edit it calls smallest is confirmed by trying all of them one by one', async () => {
    for (const row of [5, 8, 21, 34]) {
      const found = await rows.flip({ row, most: 1 });
      const [smallest] = found.flips;
      if (!smallest) continue;
      const edit = only(smallest.edits);
      const alone = await rows.predict(row, { [edit.column]: edit.to });
      expect(alone.isFlipped).toBe(true);
      expect(alone.after).toEqual(smallest.after);
    }
  });

  it('the same seed gives the same edits, whatever else was asked before', async () => {
    const request = { row: 30, seed: 7 };
    const { elapsedMs: _, ...first } = await rows.flip(request);
    await rows.flip({ row: 31, seed: 1 });
    const { elapsedMs: __, ...second } = await rows.flip(request);
    expect(second).toEqual(first);
  });

  it('starts from the row as edited, and edits nothing but the columns asked for', async () => {
    const found = await rows.flip({ row: 2, edits: { city: 'berlin' }, columns: ['visits'] });
    // −1.9 + 0.5 visits + 1 > 0 from 2 visits on.
    expect(only(found.flips[0]?.edits ?? [])).toMatchObject({ column: 'visits', from: 1, to: 2 });
    expect(found.flips[0]?.edits[0]?.commonness).toBeCloseTo(0.2, 5);
  });

  it('a row that is refused has nothing to flip, and says so', async () => {
    const strict = await open({
      model: perColumn(),
      data: `SELECT CASE WHEN i = 0 THEN NULL ELSE 30 + i END::FLOAT AS age, 1::BIGINT AS visits, 'rome' AS city FROM range(9) t(i) ORDER BY i`,
      map: (mapping) => ({
        ...mapping,
        inputs: mapping.inputs.map((input) => ({
          ...input,
          feeds: input.feeds.map((feed) => ({ ...feed, missing: { kind: 'reject' } })),
        })),
      }),
    });
    expect((await strict.predict(1)).before).toMatchObject({
      prediction: null,
      refusal: expect.stringMatching(/missing/) as string,
    });
    await expect(strict.flip({ row: 1 })).rejects.toMatchObject({ code: 'CONFLICT', where: { row: 1 } });
    const found = await strict.flip({ row: 5, most: 1 });
    expect(found.unanswered).toBeGreaterThan(0);
    await expect(strict.predict(10)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(strict.predict(2, { age: 'old' })).rejects.toMatchObject({ code: 'INVALID_INPUT', where: { column: 'age' } });
    await expect(strict.predict(2, { height: 3 })).rejects.toMatchObject({ code: 'INVALID_INPUT', where: { column: 'height' } });
  });
});

it('pairs are found where no single edit does it, and triples where no pair does', async () => {
  // Columns from 0 to 1 with the weight 1: a row of zeros flips with two, or with three of them near 1.
  const data = `SELECT (i % 3 / 2.0)::FLOAT AS f0, (i // 3 % 3 / 2.0)::FLOAT AS f1, (i // 9 % 3 / 2.0)::FLOAT AS f2, i % 2 AS label FROM range(64) t(i) ORDER BY i`;
  const frame = async (bias: number): Promise<AskedRows> =>
    open({ model: logisticRegression({ weights: [1, 1, 1], bias }), data, roles: { target: 'label' } });
  const two = await (await frame(-1.5)).flip({ row: 1, most: 3 });
  expect(two.flips[0]?.edits).toHaveLength(2);
  expect(two.proof).toMatch(/^Proven fewest: all \d+ single edits were tried/);
  const three = await (await frame(-2.5)).flip({ row: 1, most: 3 });
  expect(three.flips[0]?.edits).toHaveLength(3);
  expect(three.flips[0]?.edits.map(({ to }) => to)).toSatisfy((to: number[]) => to.every((value) => value > 0.5));
  const none = await (await frame(-9.5)).flip({ row: 1, most: 3 });
  expect(none).toMatchObject({ flips: [], stopped: 'exhausted', isExact: true });
  expect(none.proof).toMatch(/^No single edit does it/);
});

it('of a regression the value must move by more than asked, by default half the spread of the target', async () => {
  const rows = await open({
    model: regression([1, 2, 3], 0.5),
    data: `SELECT (i % 7)::FLOAT AS f0, (i % 5)::FLOAT AS f1, (i % 3)::FLOAT AS f2, (i % 11)::DOUBLE AS y FROM range(770) t(i) ORDER BY i`,
    roles: { target: 'y' },
  });
  const usual = await rows.flip({ row: 1 });
  expect(usual.by).toBeCloseTo(Math.sqrt(10 * (770 / 769)) / 2, 3);
  expect(usual.before.prediction).toBeCloseTo(0.5, 5);
  for (const { after } of usual.flips) expect(Math.abs((after.prediction as number) - 0.5)).toBeGreaterThan(usual.by ?? NaN);
  const told = await rows.flip({ row: 1, by: 5 });
  expect(told.by).toBe(5);
  // f2 by 5/3 of its own (deviation 0.82 → 2.04) is the nearest in deviations: f0 needs 5 (2.0 deviations 2.5), f1 2.5 (1.41 → 1.77).
  expect(only(told.flips[0]?.edits ?? [])).toMatchObject({ column: 'f1', kind: 'step' });
});

it('a model of several classes flips to the class asked for', async () => {
  const rows = await open({
    model: multiclassLogits(4, 3),
    data: `SELECT (i % 7 - 3)::FLOAT AS f0, (i % 5 - 2)::FLOAT AS f1, (i % 3 - 1)::FLOAT AS f2, (i % 4)::FLOAT AS f3, i % 3 AS label FROM range(210) t(i) ORDER BY i`,
    roles: { target: 'label' },
  });
  const { before, classes } = await rows.predict(4);
  for (const toward of classes.filter((name) => name !== before.prediction)) {
    const found = await rows.flip({ row: 4, toward });
    for (const { after } of found.flips) expect(after.prediction).toBe(toward);
  }
  await expect(rows.flip({ row: 4, toward: 'nobody' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('a model with a fixed batch is asked like any other', async () => {
  const rows = await open({
    model: fixedBatch(4),
    data: `SELECT (i % 9 - 4)::FLOAT AS f0, (i % 5)::FLOAT AS f1, (i % 4)::FLOAT AS f2 FROM range(45) t(i) ORDER BY i`,
  });
  const found = await rows.flip({ row: 3 });
  expect(found.isExact).toBe(true);
});

it('stops when time is up and says what it has not tried; a cancel is heard', async () => {
  const wide = Array.from({ length: 120 }, (_, k) => k);
  const rows = await open({
    model: logisticRegression({ weights: wide.map(() => 0.001), bias: -9 }),
    data: `SELECT ${wide.map((k) => `(i * ${k + 1} % 13)::FLOAT AS f${k}`).join(', ')} FROM range(60) t(i) ORDER BY i`,
  });
  const found = await rows.flip({ row: 1, budgetSeconds: 0.0001 });
  expect(found).toMatchObject({ isExact: false, stopped: 'budget', flips: [] });
  expect(found.proof).toMatch(/before time was up/);
  const controller = new AbortController();
  controller.abort();
  await expect(
    rows.ask('flip', { subject: rows.subject, request: { row: 1 }, avoid: [], isCareful: false }, { signal: controller.signal }),
  ).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('is careful where it is told to be: one set at a time, told beforehand, and known fatal ones are left out', async () => {
  const rows = await open({
    model: logisticRegression({ weights: [1, -1] }),
    data: `SELECT (i % 9 - 4)::FLOAT AS f0, (i % 5)::FLOAT AS f1 FROM range(45) t(i) ORDER BY i`,
  });
  const plain = await rows.flip({ row: 9 });
  const notes: string[] = [];
  const careful = await rows.flip({ row: 9 }, { isCareful: true, notes });
  expect(careful.flips).toEqual(plain.flips);
  expect(notes.length).toBeGreaterThanOrEqual(plain.singles);
  const fatal = notes[0] as string;
  const around = await rows.flip({ row: 9 }, { isCareful: true, avoid: [fatal] });
  expect(around.fatal.map(({ column, to }) => JSON.stringify([[column, to]]))).toEqual([fatal]);
  expect(around.tried.singles).toBe(plain.singles - 1);
  expect(around.isExact).toBe(true);
});

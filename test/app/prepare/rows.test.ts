import { expect, test } from 'vitest';
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { ColumnBatch } from '../../../app/base/columns.ts';
import { createPreparer } from '../../../app/prepare/preparer.ts';
import { truthColumns } from '../../../app/prepare/cellRules.ts';
import { unpackedRows } from '../../../app/prepare/packedRows.ts';
import { absentColumns, csvToRows, packArrays, rowsToBatch } from '../../../app/prepare/rows.ts';
import { isText, type TensorData } from '../../../app/prepare/tensors.ts';

const plan: PreparationPlan = {
  version: 1,
  inputs: [
    {
      input: 'age',
      type: 'float32',
      rank: 2,
      features: [{ column: 'Age', missing: { kind: 'constant', value: 40, from: 'median' } }],
    },
    { input: 'visits', type: 'int64', rank: 2, features: [{ column: 'visits', missing: { kind: 'reject' } }] },
    { input: 'city', type: 'string', rank: 2, features: [{ column: 'city', missing: { kind: 'empty' } }] },
    {
      input: 'member',
      type: 'bool',
      rank: 2,
      features: [{ column: 'member', missing: { kind: 'constant', value: false, from: 'mode' } }],
    },
  ],
  fixedBatch: null,
  reading: { task: 'regression', classes: [], value: { output: 'v' } },
  positive: null,
};

function csvToBatch(of: PreparationPlan, text: string): ColumnBatch {
  const { columns, rows } = csvToRows(of, text);
  return unpackedRows(of, packArrays(of, columns, rows));
}

function cells(batch: ColumnBatch): { values: Record<string, (number | string | bigint)[]>; rejected: number[] | null } {
  const { tensors, rejected } = createPreparer(plan).prepare(batch);
  const list = ({ data }: TensorData): (number | string | bigint)[] =>
    isText(data) ? [...data.codes].map((code) => data.dictionary[code] as string) : [...(data as Float32Array)];
  return {
    values: Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, list(tensor)])),
    rejected: rejected && [...rejected],
  };
}

test('named rows go through the policies of the plan; null and absent are missing', () => {
  const batch = rowsToBatch(plan, [
    { Age: 30.5, visits: 2, city: 'Rome', member: true, note: 'ignored' },
    { Age: null, visits: null, city: null },
  ]);
  expect(cells(batch)).toEqual({
    values: { age: [30.5, 40], visits: [2n, 0n], city: ['Rome', ''], member: [1, 0] },
    rejected: [0, 1],
  });
});

test('CSV with long texts is read as fast as it comes', () => {
  const long = 'x'.repeat(2000);
  const records = Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? `1,2,"${long}""${i}",1` : `1,2,${long}"${i},1`));
  const text = `Age,visits,city,member\n${records.join('\r\n')}`;
  const started = performance.now();
  expect(JSON.parse(JSON.stringify(text))).toBe(text);
  const asJson = performance.now() - started;
  const { rows } = csvToRows(plan, text);
  // By stretches it takes less than that; one character after the other took two hundred times as long.
  expect(performance.now() - started).toBeLessThan(30 * asJson);
  expect(rows.map((row) => row[2])).toEqual(records.map((_, i) => `${long}"${i}`));
});

test('a value of the wrong kind is refused with row and column, never converted', () => {
  const row = { Age: 1, visits: 1, city: 'x', member: false };
  const refused = (cell: Record<string, unknown>, message: RegExp, column: string): void => {
    try {
      rowsToBatch(plan, [row, { ...row, ...cell }]);
    } catch (error) {
      expect(error).toMatchObject({ code: 'DATA_MISMATCH', where: { row: 2, column } });
      expect((error as Error).message).toMatch(message);
      return;
    }
    expect.fail('was accepted');
  };
  refused({ Age: '30' }, /Row 2: "Age" takes a number, but got "30"/, 'Age');
  refused({ city: 7 }, /Row 2: "city" takes a text, but got 7/, 'city');
  refused({ member: 'yes' }, /"member" takes true, false, 0 or 1/, 'member');
  refused({ member: 2 }, /"member" takes true, false, 0 or 1/, 'member');
  refused({ Age: [1] }, /takes a number, but got \[1\]/, 'Age');
});

test('a number that the input cannot hold is refused with row and column, never cut or made infinite', () => {
  const row = { Age: 1, visits: 1, city: 'x', member: false };
  const refused = (cell: Record<string, unknown>, message: RegExp): void => {
    expect(() => rowsToBatch(plan, [row, { ...row, ...cell }])).toThrow(
      expect.objectContaining({
        code: 'DATA_MISMATCH',
        message: expect.stringMatching(message) as string,
        where: { row: 2, column: Object.keys(cell)[0] },
      }),
    );
  };
  refused({ Age: JSON.parse('1e400') }, /Row 2: "Age" takes a number that float32 can hold, but got Infinity/);
  refused({ Age: -1e39 }, /Row 2: "Age" takes a number that float32 can hold, but got -1e\+39/);
  refused({ Age: true }, /Row 2: "Age" takes a number, but got true/);
  refused({ visits: 52.5 }, /Row 2: "visits" takes a whole number \(int64\), but got 52.5/);
  refused(
    { visits: 2 ** 53 },
    /Row 2: "visits" takes a whole number from -9007199254740991 to 9007199254740991 \(int64\), but got 9007199254740992/,
  );
  refused({ visits: false }, /Row 2: "visits" takes a whole number \(int64\), but got false/);
  expect(() => csvToBatch(plan, 'Age,visits\n1,2\n1e39,2\n')).toThrow(/Row 2: "Age" takes a number that float32 can hold/);
  expect(() => csvToBatch(plan, 'Age,visits\n1,2.5\n')).toThrow(/Row 1: "visits" takes a whole number \(int64\), but got 2.5/);
  expect(cells(rowsToBatch(plan, [{ ...row, Age: 3.4028234663852886e38, visits: 52 }])).rejected).toBeNull();
  expect(cells(csvToBatch(plan, 'Age,visits,city,member\nnan,2,x,no\n')).values['age']).toEqual([40]);
});

test('true and false are for the columns that hold truth values', () => {
  expect([...truthColumns(plan)]).toEqual(['member']);
});

test('rows that name none of the columns are refused, rather than predicted from defaults', () => {
  expect(() => rowsToBatch(plan, [{ AGE: 3 }])).toThrow(/none of the columns that the model needs/);
  expect(() => rowsToBatch(plan, [7 as never])).toThrow(/Row 1 is not an object/);
  expect(rowsToBatch(plan, []).rowCount).toBe(0);
  expect(absentColumns(plan, ['Age', 'city'])).toEqual(['visits', 'member']);
});

test('arrays of values under column names are the same rows', () => {
  const rows = packArrays(
    plan,
    ['city', 'visits', 'Age', 'member'],
    [
      ['Rome', 2, 30.5, true],
      [null, 1, null, null],
    ],
  );
  expect(cells(unpackedRows(plan, rows)).values).toEqual({
    age: [30.5, 40],
    visits: [2n, 1n],
    city: ['Rome', ''],
    member: [1, 0],
  });
  expect(() => packArrays(plan, ['city', 'visits'], [['Rome']])).toThrow(/Row 1 does not have 2 values/);
});

test('CSV text is read with quotes, line ends of either kind and a byte-order mark', () => {
  const batch = csvToBatch(plan, '\ufeffcity,visits,Age,member,note\r\n"Rome, ""old""",2,30.5,yes,"two\nlines"\r\n,1,,,\n');
  expect(cells(batch).values).toEqual({ age: [30.5, 40], visits: [2n, 1n], city: ['Rome, "old"', ''], member: [1, 0] });
});

test('a CSV cell that is not a number is named with row and column', () => {
  expect(() => csvToBatch(plan, 'Age,visits\n1,2\nold,2\n')).toThrow(/Row 2: "Age" takes a number, but got "old"/);
  expect(() => csvToBatch(plan, 'Age,visits\n0x10,2\n')).toThrow(/got "0x10"/);
  expect(() => csvToBatch(plan, '')).toThrow(/empty/);
  expect(() => csvToBatch(plan, 'Age,city\n1,"open')).toThrow(/quote is never closed in record 2/);
  expect(() => csvToBatch(plan, 'Age,city\n1\n')).toThrow(/Row 1 does not have 2 values/);
});

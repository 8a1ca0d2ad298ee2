import { expect, it } from 'vitest';
import { ReadOptions } from '../../../app/api/schemas/datasets.ts';
import { readBatches } from '../../../app/data/readBatches.ts';
import { cells, tempFiles, types } from './tempFiles.ts';

const { write, open } = await tempFiles();

const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'];

it('the times of a column called __proto__ are told like those of any other', async () => {
  const path = await write('proto.csv', '__proto__,x\n03/04/2020,1\n05/06/2020,2\n');
  expect((await open(path)).questions.map(({ column }) => column)).toEqual(['__proto__']);
  const times = JSON.parse('{"__proto__": "day-month-year"}') as NonNullable<ReadOptions['times']>;
  const card = await open(path, ReadOptions.parse({ times }));
  expect(card.questions).toEqual([]);
  expect(card.columns[0]).toMatchObject({ type: 'datetime', min: '2020-04-03T00:00:00.000Z' });
  expect(Object.hasOwn(card.options.times ?? {}, '__proto__')).toBe(true);
  expect(ReadOptions.safeParse({ times: { a: 'dmy' } }).error?.issues[0]?.path).toEqual(['times', 'a']);
});

it.each([
  ['CSV', 'odd.csv', `${names.join(',')}\n1,a,2.5,true,2024-01-02\n2,b,,false,2024-01-03\n`],
  [
    'JSON',
    'odd.json',
    `[{"constructor": 1, "toString": "a", "__proto__": 2.5, "hasOwnProperty": true, "valueOf": "2024-01-02"},
      {"constructor": 2, "toString": "b", "__proto__": null, "hasOwnProperty": false, "valueOf": "2024-01-03"}]`,
  ],
])('columns of %s may be called as the properties of every object are', async (_, name, content) => {
  const card = await open(await write(name, content), { times: { ['valueOf' as string]: 'iso' } });
  expect(card.columns.map((column) => column.name)).toEqual(names);
  expect(types(card)).toMatchObject({
    constructor: 'integer',
    toString: 'category',
    hasOwnProperty: 'boolean',
    valueOf: 'datetime',
  });
  expect(card.columns[2]).toMatchObject({ name: '__proto__', type: 'number', missing: 1 });
  expect(await cells(card)).toEqual([
    [1, 'a', 2.5, true, '2024-01-02T00:00:00.000Z'],
    [2, 'b', null, false, '2024-01-03T00:00:00.000Z'],
  ]);
  for await (const { columns } of readBatches(card, { columns: names, batchRows: 10 })) {
    expect(Object.keys(columns)).toEqual(names);
    expect(Object.getOwnPropertyDescriptor(columns, '__proto__')?.value).toMatchObject({
      values: Float64Array.of(2.5, NaN),
      valid: Uint8Array.of(1, 0),
    });
  }
});

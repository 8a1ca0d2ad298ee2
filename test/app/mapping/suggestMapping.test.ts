import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { Mapping as MappingSchema } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { logisticRegression, perColumn, regression, saveModel, zipMapClassifier } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

async function cardFrom(bytes: Uint8Array): Promise<ModelCard> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  return (await openModel(await saveModel(bytes), { cacheDir })).card;
}

let columns: ModelCard;
let matrix: ModelCard;
let named: ModelCard;
let price: ModelCard;

beforeAll(async () => {
  columns = await cardFrom(perColumn());
  matrix = await cardFrom(logisticRegression({ weights: [1, -1, 0.5] }));
  named = await cardFrom(logisticRegression({ weights: [1, -1], metadata: { feature_names: "['width', 'height']" } }));
  price = await cardFrom(regression([1, 2]));
});

const roles = (mapping: Mapping): Record<string, string> =>
  Object.fromEntries(mapping.columns.map(({ name, role }) => [name, role]));
const fed = (mapping: Mapping): Record<string, (string | null)[]> =>
  Object.fromEntries(mapping.inputs.map(({ input, feeds }) => [input, feeds.map(({ column }) => column)]));
const numbers = (...values: number[]): number[] => values;

test('columns feed the inputs of their name, exactly or but for spelling; the rest gets its role or is ignored', () => {
  const data = cardOf({
    When: { cells: [1, 2, 3], type: 'datetime', storage: 'TIMESTAMP' },
    Age: [30.5, null, 50.25],
    visits: [1, 2, 3],
    CITY: ['rome', 'paris', null],
    outcome: ['yes', 'no', 'yes'],
    cost: [0, 100, 7],
    sample_weight: [1, 2, 1.5],
    'Report ID': { cells: ['a1', 'b2', 'c3'], type: 'id' },
  });
  const mapping = suggestMapping(columns, data);
  expect(() => MappingSchema.parse(mapping)).not.toThrow();
  expect(fed(mapping)).toEqual({ age: ['Age'], visits: ['visits'], city: ['CITY'] });
  expect(roles(mapping)).toEqual({
    When: 'time',
    Age: 'feature',
    visits: 'feature',
    CITY: 'feature',
    outcome: 'target',
    cost: 'ignored',
    sample_weight: 'weight',
    'Report ID': 'id',
  });
  expect(mapping.inputs[1]?.feeds[0]).toMatchObject({ confidence: 1, reason: expect.stringMatching(/^same name; /) });
  expect(mapping.inputs[0]?.feeds[0]).toMatchObject({ confidence: 0.95 });
  expect(mapping.columns.every(({ reason }) => reason !== '')).toBe(true);
  expect(mapping.positive).toBe('yes');
});

test('a missing number becomes the median where the model would turn NaN into nothing, and says so', () => {
  const data = cardOf({ age: [10, 20, 90, null], visits: [1, 2, 2, null], city: ['rome', 'rome', null, 'oslo'] });
  const mapping = suggestMapping(columns, data);
  expect(mapping.inputs.map(({ feeds }) => feeds[0]?.missing)).toEqual([
    { kind: 'constant', value: 20, from: 'median of this column' },
    { kind: 'constant', value: 2, from: 'median of this column' },
    { kind: 'empty' },
  ]);
  expect(mapping.inputs[0]?.feeds[0]?.reason).toMatch(/the model would turn NaN into no prediction/);
});

test('an infinity never stands for a missing number: no mapping could hold it', () => {
  const card = cardOf({ age: [30, null, 40], visits: [1, 2, 3], city: ['a', 'b', 'a'], label: ['yes', 'no', 'yes'] });
  // As the profile has a column whose only values are infinite.
  const infinite = { min: '-Infinity', max: 'Infinity', quantiles: null, top: [{ value: '-inf', count: 1 }] };
  const data = { ...card, columns: card.columns.map((one) => (one.name === 'age' ? { ...one, ...infinite } : one)) };
  const feed = suggestMapping(columns, data).inputs[0]?.feeds[0];
  expect(feed?.missing).toEqual({ kind: 'constant', value: 0, from: 'the column has no typical value' });
});

test('NaN goes in where the model has an operator for it', () => {
  const trees: ModelCard = { ...matrix, operators: [{ name: 'TreeEnsembleClassifier', domain: 'ai.onnx.ml', count: 1 }] };
  const mapping = suggestMapping(trees, cardOf({ a: [1.5], b: [2.5], c: [3.5] }));
  expect(mapping.inputs[0]?.feeds.map(({ missing }) => missing)).toEqual([{ kind: 'nan' }, { kind: 'nan' }, { kind: 'nan' }]);
});

test('a misspelt name is matched only when one column is clearly the most alike, with less confidence', () => {
  const mapping = suggestMapping(columns, cardOf({ age: [1], vists: [1], town: ['rome'] }));
  expect(fed(mapping)).toEqual({ age: ['age'], visits: ['vists'], city: [null] });
  expect(mapping.inputs[1]?.feeds[0]?.confidence).toBeLessThan(0.7);
  expect(mapping.inputs[2]?.feeds[0]?.reason).toMatch(/no column is called "city"/);
  const two = suggestMapping(columns, cardOf({ age: [1], visitss: [1], visitts: [1], city: ['rome'] }));
  expect(fed(two)['visits']).toEqual([null]);
});

test('one column is never guessed into two inputs', () => {
  const twins: ModelCard = {
    ...columns,
    inputs: [
      { ...columns.inputs[0]!, name: 'agee' },
      { ...columns.inputs[1]!, name: 'ages' },
    ],
  };
  const given = Object.values(fed(suggestMapping(twins, cardOf({ age: [1] })))).flat();
  expect(given.filter((name) => name === 'age')).toHaveLength(1);
});

test('a matrix without names is fed by position when exactly that many numeric columns are left', () => {
  const data = cardOf({
    day: { cells: [1, 2], type: 'datetime', storage: 'DATE' },
    a: [1.5, 2],
    note: ['x', 'y'],
    b: [1, 2],
    c: [true, false],
    label: [0, 1],
  });
  const mapping = suggestMapping(matrix, data);
  expect(fed(mapping)).toEqual({ X: ['a', 'b', 'c'] });
  expect(roles(mapping)).toMatchObject({ day: 'time', label: 'target', note: 'ignored' });
  expect(mapping.inputs[0]?.feeds[1]?.reason).toMatch(/by position: exactly 3 numeric columns are there \(element 2\)/);
});

test('a matrix is left open when more columns could be meant than it takes', () => {
  const mapping = suggestMapping(matrix, cardOf({ a: [1.5], b: [2.5], c: [3.5], leak: [4.5], label: [1] }));
  expect(fed(mapping)).toEqual({ X: [null, null, null] });
  expect(mapping.inputs[0]?.feeds[0]?.reason).toMatch(/takes 3 columns without naming them; 4 numeric columns could be meant/);
});

test('a matrix that too few columns fit names those that hold text, with a value of each', () => {
  const kilos = cardOf({ a: [1.5, 2.5], mass: ['0.5 kg', '2 kg'], label: ['0', '1'] });
  expect(suggestMapping(matrix, kilos).inputs[0]?.feeds[0]?.reason).toBe(
    'the model takes 3 columns without naming them; 1 numeric column could be meant ' +
      '("mass" does not fit: the input takes numbers, the column holds text such as "0.5 kg")',
  );
  const none = suggestMapping(matrix, cardOf({ label: [0, 1] })).inputs[0]?.feeds[0]?.reason;
  expect(none).toBe('the model takes 3 columns without naming them; no numeric column could be meant');
});

test('a column whose dates read both ways is taken for nothing before somebody says which', () => {
  const cells = ['03/04/2020', '04/05/2020', '05/06/2020'];
  const data = cardOf({ age: [30, 20, 40], id: { cells, type: 'id', storage: 'VARCHAR' }, label: ['yes', 'no', 'yes'] });
  expect(roles(suggestMapping(columns, data))).toMatchObject({ id: 'id' });
  const asked = {
    ...data,
    questions: [{ kind: 'date-order' as const, column: 'id', question: 'Day or month first?', choices: [] }],
  };
  expect(roles(suggestMapping(columns, asked))).toMatchObject({ id: 'ignored' });
  expect(roles(suggestMapping(columns, asked, { id: 'id' }))).toMatchObject({ id: 'id' });
});

test('numbered columns feed a matrix in the order of their numbers', () => {
  const mapping = suggestMapping(matrix, cardOf({ f2: [1.5], other: [1.5], f0: [2.5], f1: [3.5], label: [1] }));
  expect(fed(mapping)).toEqual({ X: ['f0', 'f1', 'f2'] });
});

test("a matrix is fed by the feature names in the model's metadata", () => {
  const mapping = suggestMapping(named, cardOf({ Height: [1.5], depth: [1], width: [2.5], label: [1] }));
  expect(fed(mapping)).toEqual({ X: ['width', 'Height'] });
});

test('the target is found by its values where its name says nothing', () => {
  expect(
    roles(suggestMapping(columns, cardOf({ age: [1, 2], visits: [1, 2], city: ['a', 'b'], q7: ['no', 'yes'], q8: ['u', 'v'] }))),
  ).toMatchObject({
    q7: 'target',
    q8: 'ignored',
  });
});

test('half of the values read as a class by another spelling make no target', () => {
  const base = { age: [1, 2], visits: [1, 2], city: ['a', 'b'] };
  // "f" would be "no".
  expect(roles(suggestMapping(columns, cardOf({ ...base, sex: ['f', 'm'] })))['sex']).toBe('ignored');
  expect(roles(suggestMapping(columns, cardOf({ ...base, answer: ['f', 't'] })))['answer']).toBe('target');
});

test('among columns that look alike none becomes the target, unless it is the last one', () => {
  const base = { a: [1.5, 2], b: [3.5, 4], c: [5.5, 6] };
  const two = cardOf({ f1: [0, 1], f2: [1, 0], ...base });
  expect(Object.values(roles(suggestMapping(matrix, two)))).not.toContain('target');
  const atEnd = suggestMapping(matrix, cardOf({ ...base, f1: [0, 1], f2: [1, 0] }));
  expect(roles(atEnd)).toMatchObject({ f1: 'ignored', f2: 'target' });
});

test('the target never feeds an input by itself', () => {
  const mapping = suggestMapping(columns, cardOf({ age: [0, 1], visits: [1, 2], city: ['rome', 'oslo'] }), { target: 'age' });
  expect(fed(mapping)).toEqual({ age: [null], visits: ['visits'], city: ['city'] });
  expect(roles(mapping)['age']).toBe('target');
});

test('a regression target is found by its name, or as the only number left', () => {
  expect(roles(suggestMapping(price, cardOf({ x0: numbers(1.5), x1: numbers(2.5), y: numbers(3.5) })))['y']).toBe('target');
  const told = suggestMapping(price, cardOf({ a: numbers(1.5), b: numbers(2.5), c: numbers(3.5) }), { target: 'b' });
  expect(fed(told)).toEqual({ X: ['a', 'c'] });
});

test('when the model takes all numbers but one, the last is guessed to be the regression target', () => {
  const mapping = suggestMapping(price, cardOf({ bmi: numbers(1.5), age: numbers(2.5), progression: numbers(3.5) }));
  expect(fed(mapping)).toEqual({ X: ['bmi', 'age'] });
  expect(mapping.columns[2]).toMatchObject({
    role: 'target',
    confidence: 0.4,
    reason: expect.stringMatching(/takes 2 of the 3 numeric columns/),
  });
  const more = suggestMapping(price, cardOf({ a: numbers(1.5), b: numbers(2.5), c: numbers(3.5), d: numbers(4.5) }));
  expect(Object.values(roles(more))).not.toContain('target');
});

test('labels written differently are aligned with the classes and reported', () => {
  const mapping = suggestMapping(matrix, cardOf({ a: [1.5, 2], b: [1.5, 2], c: [1.5, 2], label: [true, false] }));
  expect(mapping.labels).toEqual({ true: '1', false: '0' });
});

test('an option that names no column is an error that names the nearest one', () => {
  expect(() => suggestMapping(columns, cardOf({ Damage: ['yes'] }), { target: 'Damge' })).toThrow(
    /no column "Damge" to be the target/,
  );
  try {
    suggestMapping(columns, cardOf({ Damage: ['yes'] }), { target: 'Damge' });
  } catch (error) {
    expect(error).toMatchObject({ code: 'DATA_MISMATCH', hint: 'Did you mean "Damage"?' });
  }
  expect(() => suggestMapping(columns, cardOf({ a: ['yes'] }), { positive: 'maybe' })).toThrow(/no class "maybe"/);
  expect(suggestMapping(columns, cardOf({ a: ['yes'] }), { positive: 'no' }).positive).toBe('no');
});

test('a column that numbers the classes of the model is taken as target where none has them as words', async () => {
  const animals = await cardFrom(zipMapClassifier({ labels: 'string', behindIdentity: false }));
  const features = { height: [30.5, 20.25, 50.25], weight_kg: [1.5, 2.5, 3.25] };
  const mapping = suggestMapping(animals, cardOf({ ...features, kind_code: [2, 0, 1] }));
  expect(roles(mapping)).toMatchObject({ height: 'feature', weight_kg: 'feature', kind_code: 'target' });
  expect(mapping.columns.find(({ name }) => name === 'kind_code')?.reason).toContain('number the classes of the model');
  expect(mapping.labels).toEqual({ 0: 'bird', 1: 'cat', 2: 'dog' });
  const spelled = suggestMapping(animals, cardOf({ ...features, code: [2, 0, 1], animal: ['dog', 'bird', 'cat'] }));
  expect(roles(spelled)).toMatchObject({ animal: 'target' });
});

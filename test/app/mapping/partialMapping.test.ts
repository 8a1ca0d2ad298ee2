import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Mapping, type ToldMapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { completeMapping, PartialMapping } from '../../../app/mapping/partialMapping.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { perColumn, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

let model: ModelCard;
beforeAll(async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  model = (await openModel(await saveModel(perColumn()), { cacheDir })).card;
});

const data = cardOf({
  alter: [30.5, 20, 40],
  visits: [1, 2, 3],
  city: ['rome', 'paris', 'rome'],
  churn: ['yes', 'no', 'yes'],
  label: ['no', 'no', 'yes'],
});
const complete = (written: unknown, told: ToldMapping = {}): Mapping =>
  completeMapping(PartialMapping.parse(written), { model, data }, told);

test('what is left out comes from the suggestion, with the missing policy of the column that was named', () => {
  const mapping = complete({
    columns: [{ name: 'churn', role: 'target' }],
    inputs: [{ input: 'age', feeds: [{ column: 'alter' }] }],
  });
  expect(() => Mapping.parse(mapping)).not.toThrow();
  expect(mapping.inputs.map(({ feeds }) => feeds.map(({ column }) => column))).toEqual([['alter'], ['visits'], ['city']]);
  expect(mapping.inputs[0]?.feeds[0]).toMatchObject({
    missing: { kind: 'constant', value: 30.5, from: 'median of this column' },
    reason: 'told in the mapping file',
    confidence: 1,
  });
  expect(Object.fromEntries(mapping.columns.map(({ name, role }) => [name, role]))).toMatchObject({
    churn: 'target',
    label: 'ignored',
    alter: 'feature',
    visits: 'feature',
  });
  expect(mapping.reading).toEqual(model.reading);
});

test('a whole mapping is a partial one that leaves nothing out', () => {
  const whole = suggestMapping(model, data);
  expect(complete(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
});

test('names that are nowhere and keys that nobody knows are refused', () => {
  expect(() => complete({ inputs: [{ input: 'Age', feeds: [{ column: 'alter' }] }] })).toThrow(/input "Age"/);
  expect(() => complete({ columns: [{ name: 'chrun', role: 'target' }] })).toThrow(/column "chrun"/);
  expect(() => complete({ inputs: [{ input: 'age', feeds: [{ column: 'older' }] }] })).toThrow(/column "older"/);
  expect(PartialMapping.safeParse({ colums: [] }).error?.issues[0]?.message).toContain('colums');
});

const rolesOf = (mapping: Mapping): Record<string, string> =>
  Object.fromEntries(mapping.columns.map(({ name, role }) => [name, role]));

test('what is told beforehand wins over a whole mapping, and the labels are those of the told target', () => {
  const whole = complete({ columns: [{ name: 'label', role: 'target' }], labels: { no: 'b' } });
  expect(rolesOf(whole)).toMatchObject({ label: 'target', churn: 'ignored' });
  const told = complete(whole, { target: 'churn', weight: 'visits' });
  expect(rolesOf(told)).toEqual({ alter: 'ignored', visits: 'weight', city: 'feature', churn: 'target', label: 'ignored' });
  expect(told.columns.find(({ name }) => name === 'label')?.reason).toBe('another column was told to be the target');
  expect(told.labels).not.toHaveProperty('no', 'b');
  expect(complete(whole, { id: 'city' }).labels).toEqual({ no: 'b' });
  expect(() => complete(whole, { time: 'tiem' })).toThrow(/no column "tiem" to be the time/);
});

test('a told positive class is one of the reading in the file, a told task overrules it', () => {
  const reading = { task: 'binary' as const, classes: ['stays', 'goes'], scores: model.reading!.scores! };
  expect(complete({ reading }, { positive: 'stays' })).toMatchObject({ positive: 'stays', reading });
  expect(() => complete({ reading }, { positive: 'no' })).toThrow(/no class "no"/);
  const value = { task: 'regression' as const, classes: [], value: { output: reading.scores.output } };
  expect(complete({ reading: value }, { task: 'binary' }).reading).toEqual(model.reading);
});

test('a saved mapping that shares nothing with the model or the data is refused', () => {
  const whole = suggestMapping(model, data);
  const others = whole.columns.map((column) => ({ ...column, name: `other ${column.name}` }));
  expect(() => complete({ ...whole, columns: others })).toThrow(/made for other data/);
  const strange = whole.inputs.map((input) => ({ ...input, input: `other ${input.input}` }));
  expect(() => complete({ ...whole, inputs: strange })).toThrow(/made for another model/);
});

test('a label called __proto__ keeps its class', () => {
  const labels = JSON.parse('{"__proto__": "1"}') as Record<string, string>;
  expect(Object.entries(Mapping.parse(complete({ labels })).labels)).toEqual([['__proto__', '1']]);
});

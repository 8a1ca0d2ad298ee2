import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Mapping } from '../../../app/api/schemas/mapping.ts';
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
const complete = (written: unknown): Mapping =>
  completeMapping(PartialMapping.parse(written), suggestMapping(model, data), { model, data });

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

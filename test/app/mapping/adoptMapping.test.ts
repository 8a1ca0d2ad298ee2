import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { adoptMapping } from '../../../app/mapping/adoptMapping.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { perColumn, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

let model: ModelCard;
const cells = { age: [30, 20, 40], visits: [1, 2, 3], city: ['rome', 'paris', 'rome'], bought: ['yes', 'no', 'yes'] };
const asText = cardOf({ ...cells, seen: { cells: ['01/02/2021', '02/02/2021', '03/02/2021'], type: 'text' } });
const asDates = cardOf({ ...cells, seen: { cells: [1, 2, 3], type: 'datetime', storage: 'TIMESTAMP' } });

beforeAll(async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  model = (await openModel(await saveModel(perColumn()), { cacheDir })).card;
});

const roleOf = (mapping: Mapping, name: string): string | undefined =>
  mapping.columns.find((column) => column.name === name)?.role;

function afterTheAnswer(saved: Mapping): Mapping {
  return adoptMapping(saved, suggestMapping(model, asDates), { model, data: asDates });
}

test('a column that turned out to be dates becomes the time, the rest stays as it was', () => {
  const before = suggestMapping(model, asText);
  expect(roleOf(before, 'seen')).toBe('ignored');
  const after = afterTheAnswer(before);
  expect(roleOf(after, 'seen')).toBe('time');
  expect(after.inputs).toEqual(before.inputs);
  expect(roleOf(after, 'bought')).toBe('target');
});

test('a column that a person put aside stays there', () => {
  const before = suggestMapping(model, asText);
  const columns = before.columns.map((column) => (column.name === 'seen' ? { ...column, reason: 'chosen by you' } : column));
  expect(roleOf(afterTheAnswer({ ...before, columns }), 'seen')).toBe('ignored');
});

test('after a table that lacked columns the right one is mapped as if it had come first', () => {
  const wrong = suggestMapping(model, cardOf({ column1: [30, 20, 40], visits: [1, 2, 3], city: ['rome', 'paris', 'rome'] }));
  const right = suggestMapping(model, asDates);
  const after = afterTheAnswer(wrong);
  expect(after.inputs).toEqual(right.inputs);
  expect(after.columns).toEqual(right.columns);
  expect(after).toEqual(right);
});

test('an input that a person left without a column stays so', () => {
  const before = suggestMapping(model, asDates);
  const inputs = before.inputs.map((input) =>
    input.input === 'city' ? { ...input, feeds: input.feeds.map((feed) => ({ ...feed, column: null, confidence: 1 })) } : input,
  );
  expect(afterTheAnswer({ ...before, inputs }).inputs).toEqual(inputs);
});

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard, OutputReading } from '../../../app/api/schemas/models.ts';
import { adoptMapping } from '../../../app/mapping/adoptMapping.ts';
import { checkMapping } from '../../../app/mapping/checkMapping.ts';
import { whyNoThreshold } from '../../../app/api/decision.ts';
import { completeMapping, PartialMapping } from '../../../app/mapping/partialMapping.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { perColumn, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

let model: ModelCard;
let mapping: Mapping;
const data = cardOf({ age: [30.5, 20, 40], visits: [1, 2, 3], city: ['rome', 'paris', 'rome'], label: ['yes', 'no', 'yes'] });
const decision = { threshold: 0.3, falsePositiveCost: 1, falseNegativeCost: 5 };
const labelsOnly: OutputReading = { task: 'binary', classes: ['no', 'yes'], label: { output: 'label' } };

beforeAll(async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  model = (await openModel(await saveModel(perColumn()), { cacheDir })).card;
  mapping = suggestMapping(model, data);
});

test('a mapping from before there were thresholds reads and plans as it did', () => {
  const old = Mapping.parse(JSON.parse(JSON.stringify(mapping)));
  expect(old).not.toHaveProperty('decision');
  expect(preparationPlan(model, data, old)).not.toHaveProperty('threshold');
});

test('a saved threshold goes into the plan, and the check says that it decides', () => {
  const saved = Mapping.parse({ ...mapping, decision });
  expect(preparationPlan(model, data, saved)).toMatchObject({ threshold: 0.3, positive: mapping.positive });
  const problem = checkMapping(model, data, saved).problems.find(({ code }) => code === 'decision-threshold');
  expect(problem).toMatchObject({ severity: 'info', message: expect.stringMatching(/score is at least 0\.3/) as string });
});

test('a threshold outside 0 to 1 is no mapping', () => {
  expect(Mapping.safeParse({ ...mapping, decision: { ...decision, threshold: 1.2 } }).success).toBe(false);
  expect(PartialMapping.safeParse({ decision: { threshold: -0.1 } }).success).toBe(false);
});

test('why a threshold is not offered is said', () => {
  expect(whyNoThreshold(mapping.reading)).toBeNull();
  expect(whyNoThreshold({ task: 'regression', classes: [] })).toMatch(/predicts a number/);
  expect(whyNoThreshold({ ...mapping.reading, task: 'multiclass', classes: ['a', 'b', 'c'] })).toMatch(/3 classes/);
  expect(whyNoThreshold(labelsOnly)).toMatch(/labels only/);
});

test('where it cannot decide it stops the run instead of being passed over', () => {
  const wrong: Mapping = { ...mapping, decision, reading: labelsOnly };
  expect(checkMapping(model, data, wrong)).toMatchObject({ ready: false });
  expect(() => preparationPlan(model, data, wrong)).toThrow(/labels only/);
  const file = { decision: { threshold: 0.3 }, reading: labelsOnly };
  expect(() => completeMapping(PartialMapping.parse(file), { model, data })).toThrow(/mapping file sets a decision threshold/);
});

test('a mapping file may hold the threshold alone: a wrong row then costs the same either way', () => {
  const written = completeMapping(PartialMapping.parse({ decision: { threshold: 0.3 } }), { model, data });
  expect(written.decision).toEqual({ threshold: 0.3, falsePositiveCost: 1, falseNegativeCost: 1 });
  expect(PartialMapping.safeParse({ decision: { treshold: 0.3 } }).success).toBe(false);
});

test('it stays with other data, and goes with the score it was about', () => {
  const saved: Mapping = { ...mapping, decision };
  expect(adoptMapping(saved, mapping, { model, data }).decision).toEqual(decision);
  const other = model.reading?.classes.find((name) => name !== mapping.positive) ?? '';
  const partial = PartialMapping.parse(saved);
  expect(completeMapping(partial, { model, data }).decision).toEqual(decision);
  expect(completeMapping(partial, { model, data }, { positive: other })).toMatchObject({ positive: other });
  expect(completeMapping(partial, { model, data }, { positive: other })).not.toHaveProperty('decision');
});

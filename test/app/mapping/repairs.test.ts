// Repairs, calibration and gate in the mapping: checked, planned, kept with what they are about; indicators by name.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { keptDecision } from '../../../app/api/decision.ts';
import { Mapping, PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import type { Repair } from '../../../app/api/schemas/repairs.ts';
import { checkMapping } from '../../../app/mapping/checkMapping.ts';
import { indicatedColumn } from '../../../app/mapping/indicatorNames.ts';
import { completeMapping, PartialMapping } from '../../../app/mapping/partialMapping.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { refreshConstants } from '../../../app/mapping/refreshConstants.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { logisticRegression, perColumn, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from './table.ts';

let model: ModelCard;
let mapping: Mapping;
const data = cardOf({
  age: [30.5, 20, null],
  years: [1.5, 2.5, 3.5],
  visits: [1, 2, 3],
  city: ['rome', 'paris', 'rome'],
  label: ['yes', 'no', 'yes'],
});
const clip: Repair = { kind: 'clip', low: 0, high: 100 };

beforeAll(async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  model = (await openModel(await saveModel(perColumn()), { cacheDir })).card;
  mapping = suggestMapping(model, data);
});

function repaired(column: string, repairs: Repair[]): Mapping {
  return {
    ...mapping,
    inputs: mapping.inputs.map((entry) => ({
      ...entry,
      feeds: entry.feeds.map((feed) => (feed.column === column ? { ...feed, repairs } : feed)),
    })),
  };
}

test('a mapping without them plans to the very bytes it did, and says nothing of them', () => {
  const old = Mapping.parse(JSON.parse(JSON.stringify(mapping)));
  const text = JSON.stringify(PreparationPlan.parse(preparationPlan(model, data, old)));
  expect(text).not.toMatch(/repairs|indicator|calibration|abstain/);
  expect(checkMapping(model, data, old).problems.map(({ code }) => code)).not.toContain('repairs');
});

test('repairs, calibration and gate go into the plan, and the check tells of each', () => {
  const hard: Mapping = {
    ...repaired('age', [clip]),
    calibration: { kind: 'temperature', temperature: 1.5 },
    abstain: { kind: 'confidence', least: 0.7 },
  };
  const plan = preparationPlan(model, data, hard);
  expect(plan).toMatchObject({ calibration: hard.calibration, abstain: hard.abstain });
  expect(plan.inputs.flatMap(({ features }) => features).find(({ column }) => column === 'age')?.repairs).toEqual([clip]);
  const { ready, problems } = checkMapping(model, data, hard);
  expect(ready).toBe(true);
  const said = (code: string): string => problems.find((problem) => problem.code === code)?.message ?? '';
  expect(said('repairs')).toContain('"age" is mended on its way into the model: numbers are kept between 0 and 100');
  expect(said('calibration')).toContain('temperature 1.5');
  expect(said('abstain')).toContain('score below 0.7');
});

test('what cannot be done is an error of the check, before any run', () => {
  const wrong = checkMapping(model, data, repaired('city', [{ ...clip, low: 5, high: 1 }]));
  expect(wrong.ready).toBe(false);
  const { scores: _, ...labels } = mapping.reading;
  const blind = checkMapping(model, data, { ...mapping, reading: labels, abstain: { kind: 'confidence', least: 0.7 } });
  expect(blind.problems.find(({ severity }) => severity === 'error')?.message).toContain('no scores to tell them by');
});

test('a mapping file may name them; a misspelt one is refused', () => {
  const feeds = [{ column: 'age', repairs: [clip] }];
  const file = PartialMapping.parse({ inputs: [{ input: 'age', feeds }], calibration: { kind: 'temperature', temperature: 2 } });
  const whole = completeMapping(file, { model, data });
  expect(whole.calibration).toEqual({ kind: 'temperature', temperature: 2 });
  expect(whole.inputs.find(({ input }) => input === 'age')?.feeds[0]?.repairs).toEqual([clip]);
  expect(PartialMapping.safeParse({ inputs: [{ input: 'age', feeds: [{ column: 'age', repair: [clip] }] }] }).success).toBe(
    false,
  );
  expect(PartialMapping.safeParse({ abstain: { kind: 'confidence', least: 2 } }).success).toBe(false);
});

test('repairs of a column go with it: another column starts without them, unless it got its own', () => {
  const before = repaired('age', [clip]);
  const moved = (repairs: Repair[]): Mapping => ({
    ...before,
    inputs: before.inputs.map((entry) => ({
      ...entry,
      feeds: entry.feeds.map((feed) => (feed.column === 'age' ? { ...feed, column: 'years', repairs } : feed)),
    })),
  });
  const context = { model, data };
  const feedOf = (after: Mapping) => after.inputs.find(({ input }) => input === 'age')?.feeds[0];
  expect(feedOf(refreshConstants(before, moved([clip]), context))).not.toHaveProperty('repairs');
  const own: Repair[] = [{ kind: 'clip', low: 1, high: 2 }];
  expect(feedOf(refreshConstants(before, moved(own), context))?.repairs).toEqual(own);
});

test('calibration and gate hold as long as the same scores are read', () => {
  const hard: Mapping = {
    ...mapping,
    decision: { threshold: 0.3, falsePositiveCost: 1, falseNegativeCost: 1 },
    calibration: { kind: 'temperature', temperature: 2 },
    abstain: { kind: 'confidence', least: 0.6 },
  };
  expect(Object.keys(keptDecision(hard, mapping)).sort()).toEqual(['abstain', 'calibration', 'decision']);
  const other = mapping.reading.classes.find((name) => name !== mapping.positive) ?? null;
  expect(Object.keys(keptDecision(hard, { reading: mapping.reading, positive: other })).sort()).toEqual([
    'abstain',
    'calibration',
  ]);
  const reading = { ...mapping.reading, scores: { output: 'other', form: 'probabilities' as const } };
  expect(keptDecision(hard, { reading, positive: mapping.positive })).toEqual({});
});

test.each([
  ['missingindicator_age', 'age'],
  ['age_missing', 'age'],
  ['Age was missing', 'age'],
  ['age_is_null', 'age'],
  ['is_missing_age', 'age'],
  ['age_isna', 'age'],
  ['missing_city', 'city'],
  ['age', null],
  ['image_missing', null],
  ['missing', null],
])('the input %s tells of the missing cells of %s', (name, expected) => {
  expect(indicatedColumn(name, data.columns)?.name ?? null).toBe(expected);
});

test('an input that tells of missing cells is fed so without a column of its own', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  const bytes = logisticRegression({ weights: [1, 2], metadata: { feature_names: '["age", "age_missing"]' } });
  const { card } = await openModel(await saveModel(bytes), { cacheDir });
  const suggested = suggestMapping(card, data);
  expect(suggested.inputs[0]?.feeds.map(({ column, indicator }) => [column, indicator])).toEqual([
    ['age', undefined],
    ['age', true],
  ]);
  const [input] = preparationPlan(card, data, suggested).inputs;
  expect(input?.features[1]).toMatchObject({ column: 'age', indicator: 'number' });
  const { feeds } = checkMapping(card, data, suggested);
  expect(feeds[1]).toMatchObject({ status: 'cast', detail: '1 where the cell is missing, else 0' });
});

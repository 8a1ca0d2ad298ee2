import { expect, test } from 'vitest';
import type { HardenStep } from '../../../app/api/schemas/harden.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { applySteps, partsThatDiffer, undoParts } from '../../../app/mapping/hardenSteps.ts';

const feed = (column: string) => ({ column, missing: { kind: 'nan' as const }, reason: 'same name', confidence: 1 });
const mapping: Mapping = {
  version: 1,
  columns: [],
  inputs: [{ input: 'X', feeds: [feed('a'), feed('b'), feed('a_missing')] }],
  reading: { task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form: 'probabilities' } },
  positive: 'yes',
  labels: {},
  decision: { threshold: 0.4, falsePositiveCost: 1, falseNegativeCost: 1 },
};
const steps: HardenStep[] = [
  { kind: 'indicator', input: 'X', element: 2, column: 'a' },
  { kind: 'repair', column: 'a', repair: { kind: 'clip', low: 0, high: 9 } },
  { kind: 'repair', column: 'a', repair: { kind: 'sentinels', values: [-1] } },
  { kind: 'missing', column: 'a', missing: { kind: 'constant', value: 3, from: 'median of this column' } },
  { kind: 'calibration', calibration: { kind: 'temperature', temperature: 2 } },
  { kind: 'threshold', decision: { threshold: 0.2, falsePositiveCost: 1, falseNegativeCost: 5 } },
];
const hard = applySteps(mapping, steps);

test('steps change what they are about and nothing else; what is read as missing comes first, and an indicator knows it', () => {
  const [a, b, indicator] = hard.inputs[0]!.feeds;
  expect(a?.repairs?.map(({ kind }) => kind)).toEqual(['sentinels', 'clip']);
  expect(a?.missing).toMatchObject({ value: 3 });
  expect(b).toEqual(feed('b'));
  expect(indicator).toMatchObject({ column: 'a', indicator: true, repairs: a?.repairs });
  expect(hard).toMatchObject({ calibration: { temperature: 2 }, decision: { threshold: 0.2 } });
  expect(mapping.inputs[0]?.feeds[0]).toEqual(feed('a'));
});

test('a repair takes the place of one of its kind', () => {
  const again = applySteps(hard, [{ kind: 'repair', column: 'a', repair: { kind: 'clip', low: 1, high: 2 } }]);
  expect(again.inputs[0]?.feeds[0]?.repairs).toEqual([
    { kind: 'sentinels', values: [-1] },
    { kind: 'clip', low: 1, high: 2 },
  ]);
});

test('undo brings back the very mapping of before', () => {
  const [before, after] = [partsThatDiffer(mapping, hard), partsThatDiffer(hard, mapping)];
  expect(undoParts(hard, before, after)).toEqual(mapping);
  expect(undoParts(mapping, before, after)).toBeNull();
});

test('undo leaves alone what was changed by hand since', () => {
  const [before, after] = [partsThatDiffer(mapping, hard), partsThatDiffer(hard, mapping)];
  const mine = { threshold: 0.7, falsePositiveCost: 1, falseNegativeCost: 1 };
  const edited: Mapping = { ...hard, decision: mine, positive: 'no' };
  const back = undoParts(edited, before, after);
  expect(back).toMatchObject({ decision: mine, positive: 'no' });
  expect(back?.calibration).toBeUndefined();
  expect(back?.inputs).toEqual(mapping.inputs);
});

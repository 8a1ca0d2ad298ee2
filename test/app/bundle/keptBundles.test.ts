// Two bundles beside each other: what a person needs to know before the newer one takes the place of the older.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { BundleDifference } from '../../../app/api/schemas/bundles.ts';
import { bundleFigures } from '../../../app/bundle/bundleFigures.ts';
import { compareBundles } from '../../../app/bundle/keptBundles.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, type ExportableRun } from './support/exportedBundle.ts';

const runs: ExportableRun[] = [];
let before: string;
let after: string;
let difference: BundleDifference;

const changed = (mapping: Mapping): Mapping => ({
  ...mapping,
  decision: { threshold: 0.9, falsePositiveCost: 5, falseNegativeCost: 1 },
  inputs: mapping.inputs.map((input) => ({
    ...input,
    feeds: input.feeds.map((feed) =>
      feed.column === 'age' ? { ...feed, missing: { kind: 'constant' as const, value: 33, from: 'a test' } } : feed,
    ),
  })),
});

beforeAll(async () => {
  const about = { model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } };
  for (const map of [undefined, changed]) runs.push(await exportableRun({ ...about, ...(map && { map }) }));
  before = (await exported(runs[0]!)).path;
  after = (await exported(runs[1]!, 'bundle.zip', ['container'])).path;
  difference = await compareBundles(before, after);
}, 120_000);
afterAll(async () => {
  for (const run of runs) await run.remove();
});

const fact = (name: string): { a: string; b: string } | undefined => difference.facts.find((one) => one.name === name);

it('tells figures with their intervals, the threshold, targets, and what feeds the model', () => {
  expect(fact('Decision')).toEqual({ name: 'Decision', a: 'as the model says', b: 'yes from 0.9 on' });
  expect(fact('Targets')).toMatchObject({ a: 'container, monitoring', b: 'container' });
  expect(fact('Input age')).toMatchObject({ b: 'age; missing becomes 33' });
  expect(fact('Input age')?.a).not.toBe(fact('Input age')?.b);
  for (const name of ['Accuracy', 'Recall']) {
    expect(fact(name)?.a).toMatch(/^0\.\d{4} \(0\.\d{4} – \d\.\d{4}\)$/);
    expect(fact(name)?.b).not.toBe(fact(name)?.a);
  }
});

it('says nothing of what is the same', async () => {
  // The same columns of the same data: their alert limits, and inputs that were not changed.
  expect(fact('Input city')).toBeUndefined();
  expect(fact('Alert limits of age')).toBeUndefined();
  expect(fact('Form of the model')).toBeUndefined();
  expect(await compareBundles(before, before)).toMatchObject({ facts: [], files: [] });
});

it('reads the limits of alerts as people do', async () => {
  const figures = await bundleFigures(before);
  expect(figures.get('Alert limits of age')).toMatch(/^drift \(PSI\) \d\.\d{4}, missing [\d.]+ %$/);
  expect(figures.get('Alert limit of predictions')).toMatch(/^drift \(PSI\) \d/);
});

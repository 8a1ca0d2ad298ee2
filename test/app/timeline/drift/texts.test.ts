import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fitLogistic, predictLogistic } from '../../../../app/timeline/drift/text/fitLogistic.ts';
import { featureCount, textDocument } from '../../../../app/timeline/drift/text/textFeatures.ts';
import { textShift } from '../../../../app/timeline/drift/text/textShift.ts';

const reference = JSON.parse(readFileSync(new URL('../../../reference/driftTexts.json', import.meta.url), 'utf8')) as {
  features: [number[], number[]];
  intercept: number;
  weights: Record<string, number>;
  margins: number[];
  area: number;
};

const words = 'engine bird runway Straße approach gull takeoff climb speed hawk night rain minor none 日本 x2'.split(' ');

/** As driftTexts.py makes them. */
function texts(count: number, seed: number, shift: number): string[] {
  let state = BigInt(seed);
  const draw = (): number => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  };
  return Array.from({ length: count }, () => {
    const length = 3 + Math.floor(draw() * 6);
    return Array.from({ length }, () => (draw() < shift ? 'TIMEOUT!' : words[Math.floor(words.length * draw() ** 2)])).join(' ');
  });
}

const featuresOf = (all: readonly string[]): Uint16Array[] => all.map((text) => textDocument(text).features);
const before = featuresOf(texts(160, 7, 0));
const now = featuresOf(texts(90, 11, 0.08));

it('features of a text are those of the description', () => {
  expect([...(before[0] ?? [])]).toEqual(reference.features[0]);
  expect([...(now.at(-1) ?? [])]).toEqual(reference.features[1]);
  expect(textDocument('  ').features).toHaveLength(0);
  expect(textDocument('A-b a')).toMatchObject({ words: ['a', 'b'], length: 5 });
});

it('the model is that of scikit-learn', () => {
  const rows = [...before, ...now];
  const target = new Uint8Array(rows.length).fill(1, before.length);
  const model = fitLogistic({ rows, target, featureCount }, { tolerance: 1e-9 });
  expect(model.intercept).toBeCloseTo(reference.intercept, 6);
  for (const [feature, weight] of Object.entries(reference.weights))
    expect(model.weights[Number(feature)]).toBeCloseTo(weight, 6);
  predictLogistic(model, [...before.slice(0, 4), ...now.slice(0, 4)]).forEach((margin, i) => {
    expect(margin).toBeCloseTo(reference.margins[i] ?? NaN, 6);
  });
  // As exact as it is fitted in a comparison, the order of rows hardly changes.
  const quick = fitLogistic({ rows, target, featureCount });
  expect(
    Math.max(...predictLogistic(quick, rows).map((margin, i) => Math.abs(margin - (predictLogistic(model, rows)[i] ?? NaN)))),
  ).toBeLessThan(0.01);
});

it('the area within folds is that of scikit-learn, and says that the texts changed', () => {
  const exact = textShift(before, now, 1e-9);
  expect(exact?.area).toBeCloseTo(reference.area, 9);
  const found = textShift(before, now);
  expect(Math.abs((found?.area ?? NaN) - reference.area)).toBeLessThan(0.005);
  expect(found?.distance).toBeCloseTo(2 * (found?.area ?? NaN) - 1, 12);
  expect(found?.pValue).toBeLessThan(0.005);
});

it('the same texts are not told apart, equal texts are all ties, and few texts say nothing', () => {
  const same = textShift(before, before.slice(0, 90));
  expect(same?.pValue).toBeGreaterThan(0.05);
  const flat = textShift(featuresOf(Array<string>(50).fill('none')), featuresOf(Array<string>(30).fill('none')));
  expect(flat).toEqual({ area: 0.5, distance: 0, pValue: 1, band: 0 });
  expect(textShift(before, now.slice(0, 19))).toBeNull();
});

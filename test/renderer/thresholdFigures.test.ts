// What the window derives from the engine's counts, against scikit-learn at five thresholds.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunReport, ThresholdTable } from '../../app/api/schemas/runs.ts';
import {
  countsAt,
  countsOfRun,
  drawnSteps,
  figuresOf,
  recommendedStep,
  stepOf,
  type ThresholdFigures,
} from '../../renderer/src/pages/validate/threshold/thresholdFigures.ts';
import { thresholdText } from '../../renderer/src/pages/validate/threshold/thresholdText.ts';

interface Reference {
  costs: { falsePositive: number; falseNegative: number };
  binary: { actual: number[]; score: number[]; weight: number[]; figures: Figures[]; weighted: Figures[] };
}
type Figures = ThresholdFigures & { threshold: number };
const { costs, binary } = JSON.parse(readFileSync(new URL('../reference/threshold.json', import.meta.url), 'utf8')) as Reference;

/** The table of the engine, counted anew one threshold after the other. */
function tableOf(actual: number[], score: number[], thresholds: number[], weight: number[] = score.map(() => 1)): ThresholdTable {
  const sum = (holds: (row: number) => boolean): number =>
    weight.reduce((total, one, row) => (holds(row) ? total + one : total), 0);
  const isPositive = (row: number): boolean => actual[row] === 1;
  const reaches = (row: number, threshold: number): boolean => (score[row] ?? 0) >= threshold;
  return {
    positive: '1',
    negative: '0',
    positives: sum(isPositive),
    negatives: sum((row) => !isPositive(row)),
    thresholds,
    truePositives: thresholds.map((threshold) => sum((row) => isPositive(row) && reaches(row, threshold))),
    falsePositives: thresholds.map((threshold) => sum((row) => !isPositive(row) && reaches(row, threshold))),
    trueNegatives: thresholds.map((threshold) => sum((row) => !isPositive(row) && !reaches(row, threshold))),
    scores: new Set(score).size,
    complete: score.every((one) => thresholds.includes(one)),
  };
}
const even = Array.from({ length: 101 }, (_, index) => index / 100);
const every = [...new Set([...even, ...binary.score, 0.731])].sort((a, b) => a - b);
const table = tableOf(binary.actual, binary.score, every);

function expectFigures(of: ThresholdTable, wanted: Figures[]): void {
  for (const { threshold, ...expected } of wanted) {
    const { index, isExact } = stepOf(of, threshold);
    const figures = figuresOf(countsAt(of, index), costs, of.negatives);
    expect([threshold, isExact]).toEqual([threshold, true]);
    for (const [name, value] of Object.entries(expected)) {
      const found = figures[name as keyof ThresholdFigures];
      if (value === null) expect([name, found]).toEqual([name, null]);
      else expect(found).toBeCloseTo(value, 10);
    }
  }
}

describe('figures at a threshold equal scikit-learn', () => {
  it('without weights', () => expectFigures(table, binary.figures));
  it('with weights', () => expectFigures(tableOf(binary.actual, binary.score, every, binary.weight), binary.weighted));
});

describe('a threshold between those that were counted', () => {
  it('decides as the next one above it, when every score is among them', () => {
    const above = table.thresholds.findIndex((threshold) => threshold > 0.5);
    const between = ((table.thresholds[above] ?? 1) + 0.5) / 2;
    expect(stepOf(table, between)).toEqual({ index: above, isExact: true });
  });

  it('is not claimed to be exact when scores may lie in between', () => {
    const coarse = tableOf(binary.actual, binary.score, even);
    expect(coarse.complete).toBe(false);
    expect(stepOf(coarse, 0.505)).toEqual({ index: 51, isExact: false });
    expect(stepOf(coarse, 0.51)).toEqual({ index: 51, isExact: true });
    expect(stepOf(coarse, 0)).toEqual({ index: 0, isExact: true });
    expect(stepOf(coarse, 1)).toEqual({ index: 100, isExact: true });
  });
});

describe('the recommended threshold', () => {
  const costAt = (index: number, falseNegative: number): number =>
    figuresOf(countsAt(table, index), { falsePositive: 1, falseNegative }, table.negatives).cost;

  const isRound = (index: number): boolean => even.includes(table.thresholds[index] ?? NaN);

  it.each([1, 3, 20, 0.1])(
    'costs least of all, but for what rounding may cost, when a missed row costs %s times a false alarm',
    (falseNegative) => {
      const best = recommendedStep(table, { falsePositive: 1, falseNegative });
      const lowest = Math.min(...table.thresholds.map((_, index) => costAt(index, falseNegative)));
      expect(costAt(best, falseNegative)).toBeLessThanOrEqual(1.01 * lowest);
      // A score is taken only where no round threshold is as good but for 1 %.
      if (!isRound(best)) expect(costAt(best, falseNegative)).toBe(lowest);
    },
  );

  it('with equal costs is the one of the highest accuracy, and moves down as a missed row costs more', () => {
    const best = recommendedStep(table, { falsePositive: 1, falseNegative: 1 });
    const accuracy = (index: number): number => figuresOf(countsAt(table, index), costs, table.negatives).accuracy ?? 0;
    const highest = Math.max(...table.thresholds.map((_, index) => accuracy(index)));
    expect(1 - accuracy(best)).toBeLessThanOrEqual(1.01 * (1 - highest));
    const dear = recommendedStep(table, { falsePositive: 1, falseNegative: 20 });
    expect(table.thresholds[dear]).toBeLessThan(table.thresholds[best] ?? 0);
  });

  it('of equally good ones is the one nearest to 0.5', () => {
    const parted = tableOf([0, 0, 1, 1], [0.1, 0.2, 0.9, 0.95], even);
    expect(parted.thresholds[recommendedStep(parted, { falsePositive: 1, falseNegative: 1 })]).toBe(0.5);
  });

  it('is a round one where it can be', () => {
    const parted = tableOf([0, 0, 1, 1], [0.1, 0.2, 0.30000001192092896, 0.4], [0.25, 0.3, 0.30000001192092896, 0.5]);
    expect(parted.thresholds[recommendedStep(parted, { falsePositive: 1, falseNegative: 1 })]).toBe(0.3);
    const close = tableOf([0, 0, 1, 1], [0.1, 0.30000001192092896, 0.300200001, 0.4], [0.25, 0.3, 0.300200001, 0.5]);
    expect(close.thresholds[recommendedStep(close, { falsePositive: 1, falseNegative: 1 })]).toBe(0.300200001);
  });

  it('without any cost gets most rows right', () => {
    const free = recommendedStep(table, { falsePositive: 0, falseNegative: 0 });
    expect(free).toBe(recommendedStep(table, { falsePositive: 1, falseNegative: 1 }));
  });
});

it('a run is counted the same way, labels that the model does not know being never right', () => {
  const confusion = {
    labels: ['no', 'yes', 'maybe'],
    counts: [
      [50, 5, 0],
      [3, 20, 0],
      [2, 1, 0],
    ],
  };
  expect(countsOfRun({ confusion } as RunReport, 'yes')).toEqual({
    truePositives: 20,
    falsePositives: 6,
    falseNegatives: 3,
    trueNegatives: 50,
  });
  expect(countsOfRun({} as RunReport, 'yes')).toBeNull();
});

it('a drawing has at most some hundred steps, with both ends', () => {
  const long: ThresholdTable = { ...table, thresholds: Array.from({ length: 2001 }, (_, index) => index / 2000) };
  const drawn = drawnSteps(long);
  expect(drawn.length).toBeLessThanOrEqual(252);
  expect([drawn[0], drawn.at(-1)]).toEqual([0, 2000]);
  expect(drawnSteps({ ...table, thresholds: [0, 0.5, 1] })).toEqual([0, 1, 2]);
});

it.each([
  [0.37, '0.370'],
  [0, '0.000'],
  [0.30000001192092896, '0.3'],
  [0.00042, '0.00042'],
  [0.123456, '0.12346'],
])('%s is written as %s', (threshold, text) => expect(thresholdText(threshold)).toBe(text));

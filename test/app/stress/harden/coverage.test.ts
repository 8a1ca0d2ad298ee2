// The promise of a conformal set, by simulation: over many drawn data sets it holds the true class as often as it says.
import { expect, test } from 'vitest';
import { Random } from '../../../../app/base/random.ts';
import { hardenMade, sigmoid, type MadeRows } from './bench.ts';

/** Labels of a logistic model, scores of one that is far too sure. */
function drawn(count: number, seed: number): MadeRows {
  const random = new Random(seed);
  const rows: MadeRows = { features: { a: [], b: [] }, actual: [] };
  for (let i = 0; i < count; i++) {
    const [a, b] = [random.normal(), random.normal()];
    rows.features['a']?.push(a);
    rows.features['b']?.push(b);
    rows.actual.push(random.uniform() < sigmoid(1.5 * a + b) ? 1 : 0);
  }
  return rows;
}

test.each([[['abstain' as const]], [['calibration' as const, 'abstain' as const]]])(
  'sets of level 0.9 hold the true class in 90 % of new rows (%s)',
  async (kinds) => {
    const shares: number[] = [];
    for (let seed = 0; seed < 12; seed++) {
      const { report } = await hardenMade({
        rows: drawn(1200, 500 + seed),
        logit: ({ a, b }) => 3 * (1.5 * Number(a) + Number(b)) + 2,
        settings: { kinds, seed, corruptions: ['missing'] },
      });
      const sets = report.offers.find(({ id }) => id === 'abstain:conformal')?.sets;
      if (sets?.coverage.value) shares.push(sets.coverage.value);
    }
    expect(shares.length).toBeGreaterThan(8);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    // The share of one data set of 600 + 600 rows has a standard deviation of about 0.017; the mean of twelve 0.005.
    expect(mean).toBeGreaterThan(0.885);
    expect(mean).toBeLessThan(0.925);
  },
);

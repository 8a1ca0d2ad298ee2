import { describe, expect, it } from 'vitest';
import type { Interval } from '../../../app/api/schemas/common.ts';
import { breakingPoint } from '../../../app/stress/breakingPoint.ts';
import { corruptions } from '../../../app/stress/corruptions/registry.ts';
import { placeOf } from '../../../app/stress/stressStages.ts';
import { feature, numbers } from './damageTable.ts';

const amounts = [0.01, 0.05, 0.1, 0.25, 0.5];
const words = {
  metric: 'rocAuc',
  says: (amount: number) => `${String(Math.round(1000 * amount) / 10)} % missing in "Speed"`,
};

/** A straight line from 0.8 down, ±0.05, and how often it was asked. */
function search(curve: (amount: number) => Interval | null, options: { floor?: number; higherIsBetter?: boolean } = {}) {
  const asked: number[] = [];
  const point = breakingPoint({
    amounts,
    floor: options.floor ?? 0.75,
    higherIsBetter: options.higherIsBetter ?? true,
    words,
    scoreAt: (amount) => {
      asked.push(amount);
      return Promise.resolve(curve(amount));
    },
  });
  return { point, asked };
}

const band = (value: number): Interval => ({ value, low: value - 0.05, high: value + 0.05 });

describe('a breaking point', () => {
  it('is where the metric crosses, with an interval from the ends of its own', async () => {
    // Crosses 0.75 at 0.2, its low end at 0.05 × …: 0.85 - 0.5 a.
    const { point, asked } = search((amount) => band(0.85 - 0.5 * amount));
    const found = await point;
    expect(found?.kind).toBe('crosses');
    // To a sixteenth of the stretch from 0.1 to 0.25.
    expect(found?.amount).toBeGreaterThan(0.2 - 0.15 / 16 - 1e-9);
    expect(found?.amount).toBeLessThanOrEqual(0.2);
    // The low end crosses at 0.1, the high end at 0.3.
    expect(found?.low).toBeGreaterThan(0.1 - 0.05 / 16 - 1e-9);
    expect(found?.low).toBeLessThanOrEqual(0.1);
    expect(found?.high).toBeGreaterThan(0.3 - 0.25 / 16 - 1e-9);
    expect(found?.high).toBeLessThanOrEqual(0.3);
    expect(found?.text).toMatch(/^rocAuc stays above 0\.75 up to 1\d\.\d % missing in "Speed"$/);
    // No amount is paid for twice.
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('of a loss is where it rises above the floor', async () => {
    const found = await search((amount) => band(1 + amount), { floor: 1.3, higherIsBetter: false }).point;
    expect(found?.kind).toBe('crosses');
    expect(found?.amount).toBeCloseTo(0.3, 1);
    expect(found?.text).toMatch(/^rocAuc stays below 1\.3 up to /);
    expect((found?.low ?? 1) < (found?.amount ?? 0) && (found?.amount ?? 1) < (found?.high ?? 0)).toBe(true);
  });

  it('is none where it holds to the end; the interval may end before', async () => {
    const found = await search((amount) => band(0.82 - 0.1 * amount)).point;
    expect(found).toMatchObject({ kind: 'holds', amount: 0.5, high: null });
    expect(found?.low).toBeCloseTo(0.2, 1);
    expect(found?.text).toBe('rocAuc stays above 0.75 even with 50 % missing in "Speed"');
  });

  it('is told where the smallest amount is too much', async () => {
    const found = await search(() => band(0.72)).point;
    expect(found).toMatchObject({ kind: 'at once', amount: 0.01, low: null, high: null });
    expect(found?.text).toBe('rocAuc is already below 0.75 with 1 % missing in "Speed"');
  });

  it('takes no figure at all as past the floor', async () => {
    const found = await search((amount) => (amount > 0.1 ? { value: null, low: null, high: null } : band(0.9))).point;
    expect(found).toMatchObject({ kind: 'crosses' });
    expect(found?.amount).toBeCloseTo(0.1, 2);
  });

  it('is not told where the search is given up', async () => {
    expect(await search(() => null).point).toBeNull();
  });
});

describe('the sentence of a breaking point, for every kind of damage', () => {
  const column = feature('Speed', numbers([1, 2]), 'number');

  /** At once, between the second and third severity, and never; of one column, and of several where there can be several. */
  async function sentencesOf(corruption: (typeof corruptions)[number]): Promise<string[]> {
    const { amounts, says } = corruption;
    const sentences = async (columns: (typeof column)[], lasts: readonly number[]): Promise<string[]> => {
      const points = lasts.map(async (last) =>
        breakingPoint({
          amounts,
          floor: 0.85,
          higherIsBetter: true,
          words: { metric: 'accuracy', says: (amount) => says(amount, placeOf(corruption, columns)) },
          scoreAt: (amount) => Promise.resolve(band(amount <= last ? 0.9 : 0.8)),
        }),
      );
      return (await Promise.all(points)).map((point) => point?.text ?? '');
    };
    const between = amounts[1] + 0.3 * (amounts[2] - amounts[1]);
    const one = await sentences([column], [0, between, amounts[4]]);
    return corruption.reach.of === 'table' ? one : [...one, ...(await sentences([column, column, column], [between]))];
  }

  const searched = corruptions.filter(({ continuous }) => continuous);

  it('is this one (read them before vitest -u rewrites them)', async () => {
    const all = await Promise.all(searched.map(async (one) => [`${one.id}:`, ...(await sentencesOf(one))].join('\n  ')));
    await expect(`${all.join('\n')}\n`).toMatchFileSnapshot('../../reference/breakingSentences.txt');
  });

  it.each(searched.map((corruption) => [corruption.id, corruption] as const))(
    '%s: a noun phrase follows, and tells the place once',
    async (_, corruption) => {
      const starts =
        /^accuracy (is already below 0\.85 with|stays above 0\.85 up to|stays above 0\.85 even with) (?<what>(\d|a |an |the |another |every |no |noise |day |look-alikes |[a-z-]+(s|ing) ).*)$/;
      for (const text of await sentencesOf(corruption)) {
        const what = starts.exec(text)?.groups?.['what'] ?? '';
        expect(what, text).not.toBe('');
        // Outside of a relative clause, a finite verb makes a sentence of what follows "up to" and "with".
        const clause = /,? (?:that|where|when|than) .*/;
        expect(what.replace(clause, ''), text).not.toMatch(
          /\b(hold|holds|come|comes|(?<!the )end|ends|say|says|is|are|rounded|drifting|stuck)\b/,
        );
        const places = what.match(/ in (?:"Speed"|all 3 fitting columns)(?=[ ,]|$)/g) ?? [];
        expect(places, text).toHaveLength(corruption.reach.of === 'table' ? 0 : 1);
      }
    },
  );
});

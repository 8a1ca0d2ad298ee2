import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFiles } from './tempFiles.ts';

const files = await tempFiles();
const rows = Array.from({ length: 1000 }, (_, i) => {
  const x = i % 9 === 4 ? '' : String(((i * 37) % 101) / 4 - 3);
  return `${x},k${String((i * i) % 7)},${String(1_577_836_800 + i * 60)},same`;
});
const csv = `x,c,event_time,same\n${rows.join('\n')}\n${rows.slice(0, 5).join('\n')}\n`;
const card = await files.open(await files.write('profile.csv', csv));
const plain = await files.open(await files.write('plain.csv', `x,c,event_time,same\n${rows.join('\n')}\n`));

describe('the profile of a column', () => {
  // Expected figures: pandas 2 (Series.mean, std, quantile, nunique, value_counts) and numpy.histogram on the same values.
  it('agrees with pandas on numbers', () => {
    const column = plain.columns[0];
    expect(column).toMatchObject({ type: 'number', missing: 111, distinct: 101, min: -3, max: 22 });
    expect(column?.mean).toBeCloseTo(9.500843644544432, 9);
    expect(column?.std).toBeCloseTo(7.300186415248057, 9);
    const quantiles = [-2.78, -1.9, 3.25, 9.5, 15.75, 20.75, 21.78];
    expect(Object.values(column?.quantiles ?? {}).map((value) => Math.round(value * 1e9) / 1e9)).toEqual(quantiles);
    expect(column?.histogram?.counts).toEqual([45, 43, 44, 44, 45, 43, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 44, 53]);
    expect(column?.histogram?.edges).toHaveLength(21);
  });

  it('agrees with pandas on categories', () => {
    expect(plain.columns[1]?.top).toEqual([
      { value: 'k2', count: 286 },
      { value: 'k4', count: 286 },
      { value: 'k1', count: 285 },
      { value: 'k0', count: 143 },
    ]);
    expect(plain.columns[3]).toMatchObject({ distinct: 1, min: 'same', max: 'same' });
  });

  it('finds the span of time and the repeated rows', () => {
    expect(plain.timeSpan).toEqual({ column: 'event_time', start: '2020-01-01T00:00:00.000Z', end: '2020-01-01T16:39:00.000Z' });
    expect(plain.duplicates).toBe(0);
    expect(card.duplicates).toBe(5);
  });

  it('estimates the quantiles of long columns closely and the same way each time', async () => {
    // 7919 and 300,007 are prime: every value 0 … 300,006 once. 'sparse' has values in every hundredth row only.
    await files.sql(
      'COPY (SELECT (i * 7919) % 300007 AS x, ((i * 7919) % 300007)::FLOAT AS f, CASE WHEN i % 100 = 0 THEN i END AS sparse, ' +
        "CASE WHEN i = 5 THEN 'inf'::DOUBLE ELSE i % 40 END AS wild FROM range(300007) t(i)) TO '$DIR/long.parquet'",
    );
    const long = await files.open(join(files.folder, 'long.parquet'));
    for (const column of long.columns.slice(0, 2)) {
      const { p01, p25, p50, p99 } = column.quantiles ?? { p01: NaN, p25: NaN, p50: NaN, p99: NaN };
      // Four standard errors of a draw of 100,000 rows.
      for (const [found, share] of [
        [p01, 0.01],
        [p25, 0.25],
        [p50, 0.5],
        [p99, 0.99],
      ] as const) {
        // prettier-ignore
        expect(Math.abs(found / 300_006 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 100_000));
      }
      // Twenty bins over 300,007 whole numbers: 15,000 or 15,001 each.
      expect(column.histogram?.counts.reduce((sum, count) => sum + count)).toBe(300_007);
      expect(column.histogram?.counts.every((count) => count === 15_000 || count === 15_001)).toBe(true);
    }
    expect(long.columns[2]?.quantiles?.p50).toBe(150_000);
    expect(long.columns[3]).toMatchObject({ max: 'Infinity', missing: 0 });
    expect(long.columns[3]?.histogram?.edges.at(-1)).toBe(39);
  });

  it('copes with columns that are empty, constant or huge', async () => {
    await files.sql(
      "COPY (SELECT NULL::DOUBLE AS nothing, 7 AS seven, CASE WHEN i = 0 THEN 1e308 ELSE -1e308 END AS huge, 'nan'::DOUBLE AS nan FROM range(4) t(i)) TO '$DIR/odd.parquet'",
    );
    const odd = await files.open(join(files.folder, 'odd.parquet'));
    expect(odd.columns[0]).toMatchObject({
      missing: 4,
      distinct: 0,
      min: null,
      max: null,
      quantiles: null,
      histogram: null,
      top: [],
    });
    expect(odd.columns[1]).toMatchObject({ distinct: 1, min: 7, max: 7, std: 0, histogram: { edges: [7, 7], counts: [4] } });
    expect(odd.columns[2]).toMatchObject({ distinct: 2, min: -1e308, max: 1e308 });
    expect(odd.columns[3]).toMatchObject({ missing: 4, distinct: 0, min: null, max: null });
    // Edges of bins near the largest double: width × index would overflow.
    await files.sql(
      "COPY (SELECT CASE WHEN i % 2 = 0 THEN 1e308 ELSE 1.0 END AS huge FROM range(40) t(i)) TO '$DIR/wide.parquet'",
    );
    const wide = await files.open(join(files.folder, 'wide.parquet'));
    expect(wide.columns[0]?.histogram?.edges.every(Number.isFinite)).toBe(true);
    expect(wide.columns[0]?.histogram?.counts.at(-1)).toBe(20);
  });
});

/**
 * How often the 95 % intervals of app/metrics/paired hold the true difference of two models whose errors go together: draws samples
 * from populations whose true differences are known from a million rows, and counts. Prints a table.
 *
 *     npx esbuild test/reference/differenceCoverage.ts --bundle --platform=node --format=esm --outfile=coverage.mjs
 *     node coverage.mjs [repetitions]
 *
 * In brackets: how often there was an interval; there is none where not a row speaks for a difference. Seen with 500
 * repetitions (one standard error is one point), lowest to highest share in percent over the populations below with 200 and
 * 1000 rows; then what 50 rows add where that is lower:
 *
 *     accuracy 94-98    balancedAccuracy 94-97 (93)   precision 93-96 (89)   recall 94-100   f1 94-98   mcc 93-97 (89)
 *     rocAuc 90-96 (50 rows, five of them positive: 85)   averagePrecision 90-97 (89; nearly perfect models: 74)
 *     logLoss 93-96 (91)   brier 94-96 (91)   ece 94-100 (50 rows, five of them positive: 81)
 *     mae 93-96   rmse 92-96   r2 93-96   mape 94-96   medianAe 95-98
 */
import { argv } from 'node:process';
import { Random } from '../../app/base/random.ts';
import { PairedClassification } from '../../app/metrics/paired/pairedClassification.ts';
import { PairedRegression } from '../../app/metrics/paired/pairedRegression.ts';
import type { PairedFigure } from '../../app/metrics/paired/tDifference.ts';

type Population = (rows: number, random: Random) => Promise<PairedFigure[]>;

/**
 * @param shares of the classes
 * @param lifts how well either knows the class
 * @param shared how much of the noise they have in common
 */
function classifiers(shares: number[], lifts: [number, number], shared: number): Population {
  const k = shares.length;
  const positive = k === 2 ? 1 : null;
  return async (rowCount, random) => {
    const actual = new Int32Array(rowCount);
    const sides = lifts.map(() => ({
      actual,
      predicted: new Int32Array(rowCount),
      scores: new Float64Array(rowCount * k),
    }));
    for (let row = 0; row < rowCount; row++) {
      let u = random.uniform();
      let y = 0;
      while (y < k - 1 && u >= (shares[y] ?? 0)) u -= shares[y++] ?? 0;
      actual[row] = y;
      const common = shares.map(() => shared * random.normal());
      sides.forEach((side, which) => {
        const odds = shares.map(
          (share, j) => Math.log(share) + (common[j] ?? 0) + 0.5 * random.normal() + (j === y ? (lifts[which] ?? 0) : 0),
        );
        const sum = odds.reduce((total, o) => total + Math.exp(o), 0);
        odds.forEach((o, j) => (side.scores[row * k + j] = Math.exp(o) / sum));
        side.predicted[row] = odds.indexOf(Math.max(...odds));
      });
    }
    const about = { classCount: k, positive };
    const paired = new PairedClassification({ a: about, b: about, hasScores: true, rows: rowCount, seed: 0 });
    const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]];
    paired.add({ rowCount, rowNumbers: new Float64Array(rowCount), weight: null, a, b });
    return paired.finish();
  };
}

function regressions(noises: [number, number], heavy: boolean): Population {
  return async (rowCount, random) => {
    const noise = (): number => random.normal() * (heavy ? Math.log(random.uniform()) : 1);
    const actual = new Float64Array(rowCount);
    const [a, b] = [new Float64Array(rowCount), new Float64Array(rowCount)];
    for (let row = 0; row < rowCount; row++) {
      const y = 20 + 4 * random.normal();
      const common = noise();
      actual[row] = y;
      a[row] = y + noises[0] * (common + 0.5 * noise());
      b[row] = y + noises[1] * (common + 0.5 * noise());
    }
    const paired = new PairedRegression({ rows: rowCount, seed: 0 });
    paired.add({ rowCount, rowNumbers: new Float64Array(rowCount), weight: null, actual, a, b });
    return paired.finish();
  };
}

const populations: Record<string, Population> = {
  'binary, 1/2, b better': classifiers([0.5, 0.5], [1, 1.4], 1),
  'binary, 1/2, the same skill': classifiers([0.5, 0.5], [1.2, 1.2], 1),
  'binary, 1/10': classifiers([0.9, 0.1], [1.5, 1.9], 1),
  'binary, 1/2, nearly perfect': classifiers([0.5, 0.5], [3, 3.4], 1),
  'four classes': classifiers([0.4, 0.3, 0.2, 0.1], [1, 1.3], 1),
  'regression, normal errors': regressions([2, 1.8], false),
  'regression, heavy tails': regressions([2, 1.8], true),
};

const repetitions = Number(argv[2] ?? 1000);
for (const [name, population] of Object.entries(populations)) {
  const truth = new Map((await population(1_000_000, new Random(1))).map(({ metric, difference }) => [metric, difference.value]));
  for (const rows of [50, 200, 1000]) {
    const random = new Random(rows);
    const hits = new Map<string, number>();
    const known = new Map<string, number>();
    for (let repetition = 0; repetition < repetitions; repetition++) {
      for (const { metric, difference } of await population(rows, random)) {
        const right = truth.get(metric) ?? NaN;
        const { low, high } = difference;
        if (low === null || high === null) continue;
        known.set(metric, (known.get(metric) ?? 0) + 1);
        if (low <= right && right <= high) hits.set(metric, (hits.get(metric) ?? 0) + 1);
      }
    }
    const shares = [...known].map(([metric, n]) => `${metric} ${((100 * (hits.get(metric) ?? 0)) / n).toFixed(1)}(${n})`);
    console.log(`${name}, ${rows} rows: ${shares.join('  ')}`);
  }
}

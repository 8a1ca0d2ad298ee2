/**
 * How often the 95 % intervals of the means over classes (ROC AUC, average precision) hold the true value: draws samples
 * from populations whose true figures are known from many rows, and counts. Nothing in it depends on the clock.
 *
 *     npx esbuild test/reference/multiclassCoverage.ts --bundle --platform=node --format=esm --outfile=coverage.mjs
 *     node coverage.mjs [repetitions] [part of a name]
 *
 * Seen with 600 repetitions (one standard error is 0.9 points): share of intervals that hold the true value in percent and their
 * mean width; in brackets the same as if the errors of all classes went together, which is what is said without a sample.
 *
 *     population, rows                    ROC AUC                           average precision
 *     three classes, good, 200             95.2  0.0381  ( 98.8  0.0480)     95.5  0.0752  ( 98.7  0.0990)
 *     three classes, good, 1000            94.2  0.0161  ( 98.3  0.0204)     94.5  0.0318  ( 98.7  0.0424)
 *     three classes, weak, 200             94.8  0.1190  ( 99.3  0.1654)     93.7  0.1386  (100.0  0.2397)
 *     three classes, weak, 1000            93.8  0.0531  ( 99.0  0.0737)     94.3  0.0638  ( 99.7  0.1106)
 *     four classes, weights, 200           95.3  0.0952  ( 99.7  0.1488)     92.2  0.1844  ( 99.3  0.3133)
 *     four classes, weights, 1000          95.2  0.0406  ( 99.7  0.0643)     95.7  0.0894  ( 99.8  0.1506)
 *     four classes, errors shared, 200     96.0  0.0836  (100.0  0.1287)     95.8  0.1349  ( 99.8  0.2352)
 *     four classes, errors shared, 1000    94.5  0.0367  ( 99.8  0.0566)     94.3  0.0608  (100.0  0.1060)
 *     ten classes, uneven, 200             97.3  0.0729  (100.0  0.1878)     93.0  0.1723  (100.0  0.4938)
 *     ten classes, uneven, 1000            95.5  0.0289  (100.0  0.0796)     92.8  0.0806  (100.0  0.2312)
 *     thirty classes, 300                  97.2  0.0395  (100.0  0.1779)     91.5  0.1113  (100.0  0.5698)
 *     thirty classes, 1500                 96.3  0.0159  (100.0  0.0787)     94.2  0.0542  (100.0  0.2761)
 *     a hundred classes, 1000              96.8  0.0186  (100.0  0.1516)     97.7  0.0739  (100.0  0.5683)
 *
 * Three hundred rows of thirty classes are ten of each: average precision is then told by too few rows for a variance.
 */
import { argv } from 'node:process';
import { Random } from '../../app/base/random.ts';
import { rankCorrelations } from '../../app/metrics/classCorrelations.ts';
import { ClassificationTally } from '../../app/metrics/classificationTally.ts';
import { computeClassificationMetrics } from '../../app/metrics/classificationMetrics.ts';
import { rankRows } from '../../app/metrics/evaluateRows.ts';
import type { ClassificationRows } from '../../app/metrics/rows.ts';
import { ScoreSample } from '../../app/metrics/scoreSample.ts';

interface Population {
  shares: number[];
  /** How far the score of the true class stands out. */
  separation: number;
  /** Part of the noise that rows share among their classes, as bad input does. */
  shared?: number;
  weighted?: boolean;
  sizes: number[];
  /** Rows behind the true figures. */
  truth: number;
}

function even(count: number): number[] {
  return new Array<number>(count).fill(1 / count);
}

/** Shares falling as 1 / rank. */
function falling(count: number): number[] {
  const raw = Array.from({ length: count }, (_, k) => 1 / (k + 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((share) => share / sum);
}

const populations: Record<string, Population> = {
  'three classes, good': { shares: [0.5, 0.3, 0.2], separation: 2, sizes: [200, 1000], truth: 400_000 },
  'three classes, weak': { shares: [0.5, 0.3, 0.2], separation: 0.5, sizes: [200, 1000], truth: 400_000 },
  'four classes, weights': { shares: [0.4, 0.3, 0.2, 0.1], separation: 1.4, weighted: true, sizes: [200, 1000], truth: 400_000 },
  'four classes, errors shared': { shares: even(4), separation: 1.4, shared: 0.9, sizes: [200, 1000], truth: 400_000 },
  'ten classes, uneven': { shares: falling(10), separation: 1.5, sizes: [200, 1000], truth: 200_000 },
  'thirty classes': { shares: even(30), separation: 1.8, sizes: [300, 1500], truth: 100_000 },
  'a hundred classes': { shares: even(100), separation: 2, sizes: [1000], truth: 100_000 },
};

function draw(
  { shares, separation, shared = 0, weighted = false }: Population,
  rowCount: number,
  random: Random,
): ClassificationRows {
  const k = shares.length;
  const scores = new Float64Array(rowCount * k);
  const rows: ClassificationRows = {
    rowCount,
    actual: new Int32Array(rowCount),
    predicted: new Int32Array(rowCount),
    scores,
    weight: weighted ? Float64Array.from({ length: rowCount }, () => 0.2 - Math.log(random.uniform())) : null,
  };
  for (let row = 0; row < rowCount; row++) {
    let u = random.uniform();
    let y = 0;
    while (y < k - 1 && u >= (shares[y] ?? 0)) u -= shares[y++] ?? 0;
    // A row that is hard for its class is hard for the others: its evidence shrinks as a whole.
    const evidence = separation * (1 - shared + shared * 2 * random.uniform() * random.uniform() * 2);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const odds = separation * (random.normal() + (j === y ? evidence : 0)) + Math.log(shares[j] ?? 1);
      sum += scores[row * k + j] = Math.exp(odds);
    }
    for (let j = 0; j < k; j++) scores[row * k + j] = (scores[row * k + j] ?? 0) / sum;
    rows.actual[row] = y;
  }
  return rows;
}

const names = ['rocAuc', 'averagePrecision'] as const;

function figures(rows: ClassificationRows, classCount: number, withIntervals: boolean) {
  const tally = new ClassificationTally({ classCount, positive: null, hasScores: true });
  tally.add(rows);
  const ranks = Array.from({ length: classCount }, (_, k) => rankRows(rows, classCount, k, { curves: false, oneOfMany: true }));
  if (!withIntervals) return { metrics: computeClassificationMetrics(tally, ranks), shared: null };
  const sample = new ScoreSample(classCount, 0);
  sample.add(rows, 0);
  return {
    metrics: computeClassificationMetrics(tally, ranks, rankCorrelations(sample)),
    // As if the errors of all classes went together: what it costs not to know.
    shared: computeClassificationMetrics(tally, ranks),
  };
}

const repetitions = Number(argv[2] ?? 1000);
const wanted = argv[3] ?? '';
for (const [name, population] of Object.entries(populations)) {
  if (!name.includes(wanted)) continue;
  const classCount = population.shares.length;
  const truth = figures(draw(population, population.truth, new Random(1)), classCount, false).metrics;
  for (const size of population.sizes) {
    const random = new Random(2);
    const seen = names.map(() => ({ held: 0, below: 0, width: 0, sharedHeld: 0, sharedWidth: 0 }));
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const { metrics, shared } = figures(draw(population, size, random), classCount, true);
      names.forEach((metric, i) => {
        const count = seen[i];
        const right = truth[metric]?.value ?? NaN;
        const { low = null, high = null } = metrics[metric] ?? {};
        const wide = shared?.[metric];
        if (!count || low === null || high === null || !wide) return;
        if (right > high) count.below++;
        else if (right >= low) count.held++;
        if (right >= (wide.low ?? NaN) && right <= (wide.high ?? NaN)) count.sharedHeld++;
        count.width += high - low;
        count.sharedWidth += (wide.high ?? NaN) - (wide.low ?? NaN);
      });
    }
    const percent = (count: number): string => ((100 * count) / repetitions).toFixed(1);
    const texts = names.map((metric, i) => {
      const { held, below, width, sharedHeld, sharedWidth } = seen[i] as (typeof seen)[number];
      const mean = (sum: number): string => (sum / repetitions).toFixed(4);
      return `${metric} ${percent(held)} (${percent(below)} too low) ${mean(width)}, shared ${percent(sharedHeld)} ${mean(sharedWidth)}`;
    });
    console.log(`${name}, ${String(size)} rows: ${texts.join('; ')}`);
  }
}

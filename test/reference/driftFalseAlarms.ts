/**
 * How often Drydock's own verdict calls drift, or possible drift, although nothing has changed: 10 columns of one kind a
 * comparison, 2000 reference rows.
 *
 *     npx esbuild test/reference/driftFalseAlarms.ts --bundle --platform=node --format=esm --outfile=falseAlarms.mjs
 *     node falseAlarms.mjs [repetitions]
 *
 * Seen with 400 repetitions (one standard error is 1.1 points of 5 % of datasets), normal / normal with gaps / lognormal / 20 categories:
 *
 *     current rows     columns: drift       possible            datasets: drift       possible or drift
 *     100              0.5/0.4/0.4/0.6 %    1.8/1.6/2.3/1.9 %   4.5/4.3/4.0/5.3 %     17.8/14.8/19.0/19.0 %
 *     200              0.7/0.4/0.7/0.7 %    2.2/1.9/2.3/1.8 %   6.3/3.5/6.0/6.0 %     20.8/15.0/20.8/19.5 %
 *     500              0.5/0.5/0.8/0.6 %    2.0/1.6/1.7/2.5 %   4.5/5.0/7.0/5.3 %     18.8/15.5/18.3/22.8 %
 *     1000             0.5/0.3/0.5/0.6 %    0.9/1.0/0.8/0.3 %   4.5/3.0/5.0/5.0 %     13.0/11.5/12.3/8.0 %
 *     5000             0/0.1/0/0 %          0.6/0.5/0.6/0.8 %   0/0.8/0/0 %           5.3/4.8/5.8/7.0 %
 *
 * which is what is promised: 5 % and 20 %, less where a distance of 0.1 does not happen by chance. The distance alone held to
 * 0.1, as Evidently does, calls 72/77/68/100 % of the columns of 100 rows, 35/41/36/96 % of 200, and 7/9/9/31 % of 500. With
 * gaps, values and missing cells are two tests a column, and adjusted as such: they raise no more alarms together than values do alone.
 */
import { argv } from 'node:process';
import { Random } from '../../app/base/random.ts';
import { drydock } from '../../app/timeline/drift/presets/drydock.ts';
import type { ColumnComparison } from '../../app/timeline/drift/presets/preset.ts';
import { categorySample, numberSample } from '../../app/timeline/drift/samples.ts';

type World = (rows: number, random: Random) => ColumnComparison['current'];

const COLUMNS = 10;
const REFERENCE_ROWS = 2000;

/** Shares of 20 categories falling as 1 / place. */
const places = Array.from({ length: 20 }, (_, place) => 1 / (place + 1));
const all = places.reduce((sum, share) => sum + share, 0);

function category(random: Random): string {
  let left = random.uniform() * all;
  const place = places.findIndex((share) => (left -= share) < 0);
  return `category ${place}`;
}

const worlds: Record<string, World> = {
  normal: (rows, random) => numberSample(Float64Array.from({ length: rows }, () => random.normal())),
  // One cell in ten is missing: values and missing cells are both tested.
  'with gaps': (rows, random) =>
    numberSample(Float64Array.from({ length: rows }, () => (random.uniform() < 0.1 ? NaN : random.normal()))),
  lognormal: (rows, random) => numberSample(Float64Array.from({ length: rows }, () => Math.exp(random.normal()))),
  '20 categories': (rows, random) => categorySample(Array.from({ length: rows }, () => category(random))),
};

const repetitions = Number(argv[2] ?? 300);
const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`.padStart(8);
console.log('current rows, world: columns drift, possible, above 0.1 | datasets drift, possible or drift');
for (const [name, world] of Object.entries(worlds)) {
  for (const rows of [100, 200, 500, 1000, 5000]) {
    const random = new Random(rows);
    const columns = { drift: 0, possible: 0, none: 0 };
    const datasets = { drift: 0, possible: 0, none: 0 };
    let above = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const compared = Array.from({ length: COLUMNS }, () => {
        const kind = name === '20 categories' ? 'category' : 'number';
        const column = { kind, reference: world(REFERENCE_ROWS, random), current: world(rows, random) };
        return drydock.compare(column as ColumnComparison, random.uint32());
      });
      const settled = drydock.settle(compared);
      datasets[settled.verdict]++;
      for (const { verdict, score } of settled.columns) {
        columns[verdict]++;
        if ((score ?? 0) >= 0.1) above++;
      }
    }
    const n = repetitions * COLUMNS;
    const ofColumns = `${percent(columns.drift, n)}${percent(columns.possible, n)}${percent(above, n)}`;
    const ofDatasets = `${percent(datasets.drift, repetitions)}${percent(datasets.drift + datasets.possible, repetitions)}`;
    console.log(`${String(rows).padStart(5)} ${name.padEnd(14)}${ofColumns}  |${ofDatasets}`);
  }
}

import { counted } from '../../base/counts.ts';
import { countBelow, countUpTo } from '../../base/sortedSearch.ts';
import type { ColumnProfile } from '../../api/schemas/datasets.ts';
import { yieldToEventLoop } from '../../base/abort.ts';
import { grades, type DataCheck } from '../check.ts';
import { sampleNote } from '../drawRows.ts';
import { growForest, isolationScores } from '../maths/isolationForest.ts';
import { sampleColumns, type ColumnSample } from '../sampleColumns.ts';
import { number, percent, quoted } from '../words.ts';

/** 8 bytes for each cell of these: 80 MB at most, and half as much again for texts. */
const mostRows = 200_000;
const mostColumns = 50;
const fewestRows = 50;

/** A column as the forest sees it, and how unusual a row is in this column alone. */
interface Feature {
  column: ColumnProfile;
  values: Float64Array;
  /** Bits of surprise: −log2 of the share of rows that are as far out, or as rare. */
  surprise: (row: number) => number;
  text: (row: number) => string;
}

export const outlierRows: DataCheck = {
  id: 'outlier-rows',
  title: 'Unusual rows',
  help: 'Rows that are unusual as a whole: isolation forest (Liu, Ting, Zhou 2008) of 100 trees on 256 rows each, seeded. Texts count by how frequent they are, a missing number as the median. Deepchecks lets at most 0.5 % of the rows be outliers. On at most 200,000 rows and the first 50 features.',
  measure: 'share of the rows with a score above the limit',
  bad: 'above',
  thresholds: [
    ...grades('share', { info: 0, warn: 0.005, fail: null }),
    { name: 'score', title: 'A row is unusual above this score, 0 to 1', unit: 'score', default: 0.7, kind: 'parameter' },
  ],
  async run(context) {
    const { columns, roles, table, seed, parameter, options, keepNumbers } = context;
    const limit = parameter('score');
    if (limit === null) return { skipped: 'The limit of the score was set to never.' };
    const names = new Set(roles.features.map(({ name }) => name));
    const looked = columns
      .filter(({ name, type, missing }) => names.has(name) && type !== 'text' && type !== 'id' && missing < table.rows)
      .slice(0, mostColumns);
    if (looked.length === 0) return { skipped: 'There are no features of numbers or categories.' };
    if (table.rows < fewestRows) return { skipped: `There are fewer than ${String(fewestRows)} rows.` };
    const place = { name: table.row, storage: 'BIGINT' } as ColumnProfile;
    const features: Feature[] = [];
    let rows: Float64Array = new Float64Array();
    for await (const { column, sample } of sampleColumns(context, [place, ...looked], { most: mostRows })) {
      if (column === place) rows = sample.kind === 'number' ? sample.values : rows;
      else features.push(featureOf(column, sample));
      await yieldToEventLoop();
      options.signal?.throwIfAborted();
    }
    const matrix = features.map(({ values }) => values);
    const scores = isolationScores(growForest(matrix, { seed }), matrix);
    const found = Array.from(scores.keys()).filter((at) => (scores[at] as number) > limit);
    if (found.length === 0) return { tested: 1, measures: [] };
    found.sort((a, b) => (scores[b] as number) - (scores[a] as number) || (rows[a] as number) - (rows[b] as number));
    const share = found.length / rows.length;
    return {
      tested: 1,
      measures: [
        {
          key: 'rows',
          columns: [],
          count: found.length,
          share,
          value: share,
          message: `${counted(found.length, 'row')} (${percent(share)}) are unusual as a whole, with scores from ${number(limit)} up to ${number(scores[found[0] ?? 0] ?? 0)}.`,
          advice: 'Look at them from the top: errors of entry, other units, or cases the model hardly knows.',
          rows: await keepNumbers(
            'rows',
            found.slice(0, 10_000).map((at) => ({
              row: rows[at] as number,
              note: `${(scores[at] as number).toFixed(3)}: ${mostUnusual(features, at)}`,
            })),
          ),
          sample: sampleNote(rows.length, table.rows, seed),
        },
      ],
    };
  },
};

function mostUnusual(features: readonly Feature[], at: number): string {
  const [most] = features.map((feature) => ({ feature, surprise: feature.surprise(at) })).sort((a, b) => b.surprise - a.surprise);
  return most ? `${most.feature.column.name} = ${most.feature.text(at)}` : '';
}

function featureOf(column: ColumnProfile, sample: ColumnSample): Feature {
  if (sample.kind === 'category') {
    const counts = new Map<number, number>();
    for (const code of sample.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    const values = Float64Array.from(sample.codes, (code) => (counts.get(code) ?? 0) / sample.codes.length);
    return {
      column,
      values,
      surprise: (row) => -Math.log2(values[row] as number),
      text: (row) => quoted(sample.texts[sample.codes[row] as number] ?? 'missing', 40),
    };
  }
  const sorted = sample.values.filter((value) => !Number.isNaN(value)).sort();
  const median = sorted[sorted.length >> 1] ?? 0;
  return {
    column,
    values: sample.values.map((value) => (Number.isNaN(value) ? median : value)),
    surprise: (row) => {
      const value = sample.values[row] as number;
      if (Number.isNaN(value)) return 0;
      const below = countBelow(sorted, value);
      const upTo = countUpTo(sorted, value);
      return -Math.log2(Math.min(1, (2 * Math.min(upTo, sorted.length - below)) / sorted.length));
    },
    text: (row) => number(sample.values[row] as number),
  };
}

// A column cut into few bins, so that a tree can try every cut by counting: at most 64 ranges of numbers, or the categories.
import { countBelow, countUpTo } from '../../base/sortedSearch.ts';
import { numbersIn } from '../columnStatistics.ts';
import type { StressColumn } from '../stressColumn.ts';

export interface BinnedColumn {
  name: string;
  kind: 'number' | 'time' | 'boolean' | 'category';
  /** Bin of every row. The last one, `bins`, is that of missing cells. */
  codes: Uint8Array;
  /** Without that of missing cells. */
  bins: number;
  /** Numbers and times: between bin b and b + 1. Rows with at most (times: before) that value are in bin b or below. */
  cuts: readonly number[];
  /** Categories: the text of each bin; null for the bin of all those too rare to have one. */
  categories: readonly (string | null)[];
}

const mostBins = 64;
/** With that of the rare ones. */
const mostCategories = 60;
/** A category with fewer rows has no bin of its own. */
const leastRows = 20;

/** Null where nothing can be told apart by the column: a text of a person's own words, or a single value. */
export function binColumn({ name, column, kind }: StressColumn): BinnedColumn | null {
  if (kind === 'text') return null;
  const binned = column.kind === 'text' ? binCategories(column.codes, column.dictionary) : binNumbers(numbersIn(column), kind);
  const isOne = (binned.bins === 1 && !binned.codes.includes(1)) || binned.bins === 0;
  return isOne ? null : { name, ...binned };
}

type Binned = Omit<BinnedColumn, 'name'>;

function binCategories(codes: Int32Array, dictionary: readonly string[]): Binned {
  const counts = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  const present = [...counts.keys()].filter((code) => (counts[code] as number) > 0);
  const common = present
    .filter((code) => (counts[code] as number) >= leastRows)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, mostCategories);
  const hasRare = common.length < present.length;
  const bins = common.length + (hasRare ? 1 : 0);
  const binOf = new Uint8Array(dictionary.length).fill(common.length);
  common.forEach((code, bin) => {
    binOf[code] = bin;
  });
  const binned = Uint8Array.from(codes, (code) => (code < 0 ? bins : (binOf[code] as number)));
  const categories = [...common.map((code) => dictionary[code] as string), ...(hasRare ? [null] : [])];
  return { kind: 'category', codes: binned, bins, cuts: [], categories };
}

function binNumbers(values: Float64Array, kind: StressColumn['kind']): Binned {
  const sorted = values.filter(Number.isFinite).sort();
  const isTime = kind === 'time';
  const cuts = cutPlaces(sorted).map(([below, above]) => (isTime ? roundTime(below, above) : shortestBetween(below, above)));
  const bins = sorted.length === 0 ? 0 : cuts.length + 1;
  const codes = Uint8Array.from(values, (value) =>
    value === value && bins > 0 ? (isTime ? countUpTo(cuts, value) : countBelow(cuts, value)) : bins,
  );
  return { kind: kind === 'integer' ? 'number' : (kind as Binned['kind']), codes, bins, cuts, categories: [] };
}

/** Neighbouring values between which to cut: between all of them, or where they are many at even shares of the rows. */
function cutPlaces(sorted: Float64Array): [number, number][] {
  const steps: number[] = [];
  for (let i = 1; i < sorted.length && steps.length < mostBins; i++) if (sorted[i] !== sorted[i - 1]) steps.push(i);
  if (steps.length >= mostBins) {
    steps.length = 0;
    for (let k = 1; k < mostBins; k++) {
      // The first place, from there on, at which the value changes.
      let at = Math.max(1, Math.floor((k * sorted.length) / mostBins));
      while (at < sorted.length && sorted[at] === sorted[at - 1]) at++;
      if (at < sorted.length && at !== steps.at(-1)) steps.push(at);
    }
  }
  return steps.map((at) => [sorted[at - 1] as number, sorted[at] as number]);
}

/** The number with fewest digits in [below, above). */
export function shortestBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded >= below && rounded < above) return rounded;
  }
  return below;
}

const timeSteps = [86_400_000, 3_600_000, 60_000, 1000];

/** The roundest moment in (below, above], in milliseconds: a day if there is one, else an hour, a minute, a second. */
function roundTime(below: number, above: number): number {
  for (const step of timeSteps) {
    const rounded = Math.floor(above / step) * step;
    if (rounded > below) return rounded;
  }
  return above;
}

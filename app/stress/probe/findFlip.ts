// The smallest realistic change that flips a row: every single edit is tried, then pairs and triples of the most telling
// ones. Idea: Giskard's and Alibi's counterfactuals for tables, with edits as they happen to data instead of gradients.
import type { Flip, FlipResult, RowEdit } from '../../api/schemas/probe.ts';
import type { EditableCell } from './edits/editRule.ts';
import { shrinkEdits } from './shrinkEdits.ts';
import { editsKey, type EditTrial, type Tried } from './tryEdits.ts';

export interface FlipSearch {
  trial: EditTrial;
  singles: readonly RowEdit[];
  cells: ReadonlyMap<string, EditableCell>;
  /** Edits at once: 1, 2 or 3. */
  most: number;
  /** Rows of the data. */
  rows: number;
  avoid: ReadonlySet<string>;
}

export type FoundFlips = Pick<FlipResult, 'flips' | 'proof' | 'isExact' | 'tried' | 'unanswered' | 'stopped'>;

/** Flips that are told. */
const mostFlips = 5;
/** Where there are no more pairs, all of them are tried; else those of `pool` edits, the most telling of their columns. */
const allPairs = 6_000;
const pool = 70;
const perColumn = 3;
/** Pairs that triples are made of. */
const beam = 60;

/** Fewest edits first; then the smallest, the most usual, and by name, so that the same search gives the same answer. */
export function bySmallest(a: Pick<Tried, 'edits'>, b: Pick<Tried, 'edits'>): number {
  const size = sizeOf(a.edits) - sizeOf(b.edits);
  return (
    a.edits.length - b.edits.length ||
    (Math.abs(size) > 1e-9 ? size : 0) ||
    usual(b.edits) - usual(a.edits) ||
    (editsKey(a.edits) < editsKey(b.edits) ? -1 : 1)
  );
}

function sizeOf(edits: readonly RowEdit[]): number {
  return edits.reduce((sum, { size }) => sum + size, 0);
}

/** A set is as usual as its least usual value. */
function usual(edits: readonly RowEdit[]): number {
  return Math.min(...edits.map((edit) => edit.commonness));
}

export async function findFlip(search: FlipSearch): Promise<FoundFlips> {
  const { trial, singles, most } = search;
  const tried = { singles: 0, pairs: 0, triples: 0 };
  const first = await trial.run(singles.map((edit) => [edit]));
  tried.singles = first.length;
  const known = singles.filter((edit) => search.avoid.has(editsKey([edit]))).length;
  const isExact = first.length + known === singles.length;
  const unanswered = first.filter(({ isAnswered }) => !isAnswered).length;
  const end = (flips: Flip[], pairs: 'all' | 'some' | 'none'): FoundFlips => ({
    flips,
    proof: proofOf(flips, { isExact, singles: singles.length, tried, pairs, most }),
    isExact,
    tried,
    unanswered,
    stopped: flips.length > 0 ? 'found' : trial.isOver() ? 'budget' : 'exhausted',
  });

  const single = await settle(first, search);
  if (single.length > 0 || most === 1 || trial.isOver()) return end(single, 'none');

  const useful = first.filter(({ isAnswered }) => isAnswered);
  const { sets, isAll } = pairsOf(useful);
  const second = await trial.run(sets);
  tried.pairs = second.length;
  const pairs = isAll && second.length === sets.length && isExact ? 'all' : 'some';
  const double = await settle(second, search);
  if (double.length > 0 || most === 2 || trial.isOver()) return end(double, pairs);

  const third = await trial.run(triplesOf(second, poolOf(useful)));
  tried.triples = third.length;
  return end(await settle(third, search), pairs);
}

/** The flips among what was tried: the best of each set of columns, with numbers moved back as far as they may, run alone. */
async function settle(tried: readonly Tried[], search: FlipSearch): Promise<Flip[]> {
  const { trial, cells, rows, avoid } = search;
  const byColumns = new Map<string, Tried>();
  for (const one of tried.filter(({ isFlipped }) => isFlipped).sort(bySmallest)) {
    const columns = JSON.stringify(one.edits.map(({ column }) => column).sort());
    if (!byColumns.has(columns)) byColumns.set(columns, one);
  }
  const flips: Flip[] = [];
  for (const one of [...byColumns.values()].slice(0, 2 * mostFlips)) {
    const edits = await shrinkEdits(one.edits, { trial, cells, rows, avoid });
    const { tried: alone, answer } = await trial.alone(edits);
    // Of a model that mixes the rows of a batch, what flips among others may not flip alone.
    if (alone.isFlipped) flips.push({ edits, after: answer, size: sizeOf(edits), commonness: usual(edits) });
  }
  return flips.sort(bySmallest).slice(0, mostFlips);
}

function byDistance(a: Tried, b: Tried): number {
  return a.distance - b.distance || bySmallest(a, b);
}

/** The edits that come nearest to a flip, a few of each column. */
function poolOf(singles: readonly Tried[]): Tried[] {
  const ofColumn = new Map<string, number>();
  return [...singles]
    .sort(byDistance)
    .filter(({ edits }) => {
      const column = edits[0]?.column ?? '';
      const count = ofColumn.get(column) ?? 0;
      ofColumn.set(column, count + 1);
      return count < perColumn;
    })
    .slice(0, pool);
}

/** Pairs of edits of different columns, the most promising first: by the sum of their distances. */
function pairsOf(singles: readonly Tried[]): { sets: RowEdit[][]; isAll: boolean } {
  const isAll = (singles.length * (singles.length - 1)) / 2 <= allPairs;
  const from = isAll ? [...singles].sort(byDistance) : poolOf(singles);
  const pairs = from.flatMap((a, at) =>
    from.slice(at + 1).flatMap((b) => {
      const edits = [...a.edits, ...b.edits];
      return a.edits[0]?.column === b.edits[0]?.column ? [] : [{ edits, distance: a.distance + b.distance }];
    }),
  );
  return { sets: pairs.sort((a, b) => a.distance - b.distance).map(({ edits }) => edits), isAll };
}

function triplesOf(pairs: readonly Tried[], singles: readonly Tried[]): RowEdit[][] {
  const seen = new Set<string>();
  return pairs
    .filter(({ isAnswered }) => isAnswered)
    .sort(byDistance)
    .slice(0, beam)
    .flatMap(({ edits }) =>
      singles.flatMap((one) => {
        const third = one.edits[0] as RowEdit;
        if (edits.some(({ column }) => column === third.column)) return [];
        const set = [...edits, third].sort((a, b) => (a.column < b.column ? -1 : 1));
        const key = editsKey(set);
        if (seen.has(key)) return [];
        seen.add(key);
        return [set];
      }),
    );
}

function proofOf(
  flips: readonly Flip[],
  about: {
    isExact: boolean;
    singles: number;
    tried: FoundFlips['tried'];
    pairs: 'all' | 'some' | 'none';
    most: number;
  },
): string {
  const { isExact, singles, tried, pairs, most } = about;
  const all = `all ${singles} single edits were tried`;
  const some = `${tried.singles} of ${singles} single edits were tried before time was up`;
  const edits = flips[0]?.edits.length ?? 0;
  if (edits === 1) return isExact ? `Proven smallest: ${all}.` : `Perhaps not the smallest: ${some}.`;
  if (!isExact) return `${edits === 0 ? 'Not looked to the end' : 'Perhaps not the fewest'}: ${some}.`;
  const pairText = pairs === 'all' ? `all ${tried.pairs} pairs` : `the ${tried.pairs} most telling pairs`;
  if (edits === 2)
    return `Proven fewest: ${all}, and none of them does it. ${pairs === 'all' ? 'Proven smallest' : 'Smallest'} among ${pairText}.`;
  const tripleText = tried.triples > 0 ? ` and ${tried.triples} triples` : '';
  if (edits === 3)
    return `No single edit does it (${all})${pairs === 'all' ? ', and no pair' : ''}; smallest among ${tried.triples} triples of the most telling.`;
  return most === 1 || tried.pairs === 0
    ? `No single edit does it: ${all}.`
    : `No single edit does it (${all}), nor do ${pairText}${tripleText}.`;
}

// Which columns go together with the label in another way than before, told among what changed in them.
import type { Interval } from '../api/schemas/common.ts';
import { roleColumns } from '../runs/batchReader.ts';
import type { ComparedPredictions } from './comparedPredictions.ts';
import { learned, relationOf, turnedRound, turnedWords, type Relation, type RelationPair } from './relations.ts';
import type { Settled } from './settle.ts';
import type { BothPredictions, Sides } from './sides.ts';
import type { WindowedColumn } from './windowedColumns.ts';

/** `last`: of the last window with labels alone; else of all windows after the reference. */
export interface ColumnRelation extends RelationPair {
  name: string;
  last: boolean;
}

/** By place, of the rows compared and of a reference that is a table of its own. */
export interface BothLabels {
  now: Float64Array;
  before: Float64Array | null;
}

/** Null where one of the sides has no labels, or more than two classes. */
export function bothLabels({ now, before }: BothPredictions, { outside }: Sides): BothLabels | null {
  const ofNow = now && learned(now);
  const ofBefore = before && learned(before);
  if (!ofNow || (outside && !ofBefore)) return null;
  return { now: ofNow, before: ofBefore };
}

/** Of a column of numbers: in all windows after the reference, and in the last one that has labels. */
export function relationsOf(
  name: string,
  about: { now: WindowedColumn; then: WindowedColumn | null; labels: BothLabels; sides: Sides },
): ColumnRelation[] {
  const { now, then, labels, sides } = about;
  const { current, inside, outside, others } = sides;
  const before =
    outside?.table && then && labels.before
      ? relationOf(then, labels.before, { rows: outside.table.rows, windows: [0] })
      : relationOf(now, labels.now, { rows: current, windows: inside });
  const overall = before && relationOf(now, labels.now, { rows: current, windows: others });
  if (!before || !overall) return [];
  const found: ColumnRelation[] = [{ name, before, now: overall, last: false }];
  for (const window of others.length > 1 ? others.toReversed() : []) {
    const ofLast = relationOf(now, labels.now, { rows: current, windows: [window] });
    if (!ofLast) continue;
    found.push({ name, before, now: ofLast, last: true });
    break;
  }
  return found;
}

/** Adds it to the words of the columns, before all others: what the model learned of such a column misleads it. */
export function tellTurned(
  settled: Settled,
  relations: readonly ColumnRelation[],
  predictions: ComparedPredictions | null,
): void {
  const turned = turnedRound(relations);
  const target = predictions && roleColumns(predictions.record.mapping).target;
  const label = target === null || target === undefined ? 'the label' : `“${target}”`;
  for (const column of settled.columns) {
    const found = relations.find(({ name }, i) => turned[i] === true && name === column.name);
    if (!found) continue;
    const words = turnedWords(found, label);
    const interval = ({ value, low, high }: Relation): Interval => ({ value, low, high });
    column.turned = { before: interval(found.before), now: interval(found.now), last: found.last };
    column.changes = [found.last ? `in the last window with labels ${words}` : words, ...column.changes];
  }
}

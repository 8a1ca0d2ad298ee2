import { AppError } from '../../base/errors.ts';
import { Random } from '../../base/random.ts';
import type { StressTable } from '../stressTable.ts';

/** Rows of the table, ascending: repairs are chosen on one half and proved on the other. */
export interface Halves {
  search: Int32Array;
  proof: Int32Array;
}

/** Fewer labelled rows prove nothing at all. */
const fewestRows = 100;

/**
 * Labelled rows in two halves of the same mixture: classes are split one by one, values in pairs of neighbours. Which row
 * falls where depends on the seed alone.
 * @throws DATA_INVALID when there are too few rows with a label the model knows, or all of one class
 */
export function splitHalves({ actual, task, weight }: Pick<StressTable, 'actual' | 'task' | 'weight'>, seed: number): Halves {
  const random = new Random(seed);
  const usable: number[] = [];
  for (let row = 0; row < (actual?.length ?? 0); row++) {
    const truth = actual?.[row] as number;
    const w = weight?.[row] ?? 1;
    if ((task === 'regression' ? Number.isFinite(truth) : truth >= 0) && w > 0 && w < Infinity) usable.push(row);
  }
  if (usable.length < fewestRows) {
    throw new AppError(
      'DATA_INVALID',
      usable.length === 0
        ? 'No row has a label that the model knows.'
        : `Only ${usable.length} ${usable.length === 1 ? 'row has' : 'rows have'} a label that the model knows.`,
      {
        hint: `Hardening chooses repairs on one half of the labelled rows and proves them on the other: it needs ${fewestRows} rows and better some hundreds. Name the column with the true answers as target, or take more rows.`,
      },
    );
  }
  const groups = new Map<number, number[]>();
  if (task === 'regression')
    groups.set(
      0,
      usable.sort((a, b) => (actual?.[a] as number) - (actual?.[b] as number) || a - b),
    );
  else
    for (const row of usable) {
      const truth = actual?.[row] as number;
      const group = groups.get(truth);
      if (group) group.push(row);
      else groups.set(truth, [row]);
    }
  if (task !== 'regression' && groups.size === 1) {
    throw new AppError(
      'DATA_INVALID',
      'All labelled rows have the same label: always to answer that one would pass for a repair.',
      {
        hint: 'Take rows of at least two classes.',
      },
    );
  }
  const search: number[] = [];
  const proof: number[] = [];
  for (const rows of groups.values()) {
    if (task !== 'regression') shuffle(rows, random);
    for (let at = 0; at < rows.length; at += 2) {
      // Of a pair, chance says which goes where; so it does for one that is left over.
      const first = random.uniform() < 0.5 ? search : proof;
      first.push(rows[at] as number);
      if (at + 1 < rows.length) (first === search ? proof : search).push(rows[at + 1] as number);
    }
  }
  return { search: Int32Array.from(search).sort(), proof: Int32Array.from(proof).sort() };
}

/** In place (Fisher and Yates). */
function shuffle(rows: number[], random: Random): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [rows[i], rows[j]] = [rows[j] as number, rows[i] as number];
  }
}

// A column turned from what it was into what it is, with as little as possible of each row changed.
import type { Column } from '../base/columns.ts';
import { Random } from '../base/random.ts';
import { joinColumns, takeColumn } from '../stress/columnRows.ts';

/**
 * The cells of `before`, so changed that they are distributed as those of `now`. Missing cells and categories: as many rows as
 * can keep what they have (the maximal coupling of the two distributions), the others, chosen at random, get what there is more of now.
 * Numbers: each gets the value that has its rank now, so that large ones stay large (optimal transport on a line). What other
 * columns tell of the row is kept as far as that goes: drawing cells at random would break it even where nothing drifts.
 */
export function transportColumn(before: Column, now: Column, seed: number): Column {
  const random = new Random(seed);
  const sources = joinColumns([before, now]);
  const rows = sizeOf(before);
  const groups = before.kind === 'text' && now.kind === 'text' ? labels(before, now) : presence(before, now);
  const take = couple(groups, rows, random);
  if (before.kind !== 'text' && now.kind !== 'text') byRank(before, now, take, random);
  return takeColumn(sources, take);
}

interface Groups {
  /** Group of each cell. */
  before: Int32Array;
  now: Int32Array;
  count: number;
}

function sizeOf(column: Column): number {
  return column.kind === 'text' ? column.codes.length : column.values.length;
}

function labels(before: Column & { kind: 'text' }, now: Column & { kind: 'text' }): Groups {
  const known = new Map<string | null, number>([[null, 0]]);
  const of = (column: Column & { kind: 'text' }): Int32Array => {
    const codes = column.dictionary.map((label) => {
      if (!known.has(label)) known.set(label, known.size);
      return known.get(label) as number;
    });
    return column.codes.map((code) => (code < 0 ? 0 : (codes[code] as number)));
  };
  return { before: of(before), now: of(now), count: known.size };
}

/** Two groups: missing and not. */
function presence(before: Column, now: Column): Groups {
  const of = (column: Column): Int32Array =>
    column.kind === 'text'
      ? column.codes.map((code) => Number(code >= 0))
      : Int32Array.from({ length: column.values.length }, (_, row) => Number(isPresent(column, row)));
  return { before: of(before), now: of(now), count: 2 };
}

/** For each row of `before` the cell it gets: its own number, or `rows` + that of a row of `now`. */
function couple({ before, now, count }: Groups, rows: number, random: Random): Int32Array {
  const members = Array.from({ length: count }, (): number[] => []);
  before.forEach((group, row) => members[group]?.push(row));
  const donors = Array.from({ length: count }, (): number[] => []);
  now.forEach((group, row) => donors[group]?.push(row));
  const wanted = donors.map((rowsNow) => (rowsNow.length / now.length) * rows);
  const take = Int32Array.from(before.keys());
  const leaving: number[] = [];
  members.forEach((own, group) => {
    for (let surplus = Math.round(own.length - (wanted[group] as number)); surplus > 0; surplus--) {
      const at = random.integer(own.length);
      leaving.push(own[at] as number);
      own[at] = own.at(-1) as number;
      own.pop();
    }
  });
  const gaining: number[] = [];
  members.forEach((own, group) => {
    const short = Math.round((wanted[group] as number) - own.length);
    for (let i = 0; i < short; i++) gaining.push(group);
  });
  for (let last = leaving.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [leaving[last], leaving[other]] = [leaving[other] as number, leaving[last] as number];
  }
  leaving.slice(0, gaining.length).forEach((row, i) => {
    const from = donors[gaining[i] as number] as number[];
    take[row] = rows + (from[random.integer(from.length)] as number);
  });
  return take;
}

type Numbers = Exclude<Column, { kind: 'text' }>;

function isPresent({ valid, values }: Numbers, row: number): boolean {
  return valid?.[row] !== 0 && !Number.isNaN(Number(values[row]));
}

/** Cells that kept their own number get that of their rank. */
function byRank(before: Numbers, now: Numbers, take: Int32Array, random: Random): void {
  const rows = take.length;
  const kept = [...take.keys()].filter((row) => take[row] === row && isPresent(before, row));
  const others = [...now.values.keys()].filter((row) => isPresent(now, row));
  if (others.length === 0) return;
  // Ties in random order: equal values must not all get the same.
  const draws = new Map(kept.map((row) => [row, random.uniform()]));
  kept.sort((a, b) => Number(before.values[a]) - Number(before.values[b]) || (draws.get(a) as number) - (draws.get(b) as number));
  others.sort((a, b) => Number(now.values[a]) - Number(now.values[b]));
  kept.forEach((row, rank) => {
    take[row] = rows + (others[Math.floor(((rank + 0.5) / kept.length) * others.length)] as number);
  });
}

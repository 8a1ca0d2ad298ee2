// Rows in the order in which they happened.
import type { StressTable } from './stressTable.ts';

interface RowOrder {
  /** Row at each position. */
  rows: Int32Array;
  /** Position of each row. */
  positions: Int32Array;
}

const known = new WeakMap<StressTable, RowOrder>();

/** By time where there is a time column (rows without a time last, equal times in the order of the data), else as in the data. */
export function rowOrder(table: StressTable): RowOrder {
  let order = known.get(table);
  if (!order) {
    const rows = sortedRows(table);
    const positions = new Int32Array(rows.length);
    for (let position = 0; position < rows.length; position++) positions[rows[position] as number] = position;
    order = { rows, positions };
    known.set(table, order);
  }
  return order;
}

function sortedRows({ rowCount, time }: StressTable): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) rows[row] = row;
  if (!time) return rows;
  const key = time.map((value) => (value === value ? value : Infinity));
  for (let row = 1; row < rowCount; row++) {
    if ((key[row] as number) >= (key[row - 1] as number)) continue;
    return rows.sort((a, b) => {
      const [one, other] = [key[a] as number, key[b] as number];
      return one === other ? a - b : one - other;
    });
  }
  return rows;
}

/**
 * Stretches of consecutive rows, a share `amount` of all: the rows are cut into 20 parts, and in each of them a stretch
 * begins at a drawn place and runs `amount` of the part, around its end if need be. More means longer ones, never others.
 * @param draw numbers in [0, 1) a row; those of the first row of each part are used
 */
export function inStretches(table: StressTable, amount: number, draw: (row: number) => number): (row: number) => boolean {
  const { rows, positions } = rowOrder(table);
  const length = Math.max(1, Math.ceil(rows.length / 20));
  const starts: number[] = [];
  for (let first = 0; first < rows.length; first += length) starts.push(draw(rows[first] as number));
  return (row) => {
    const position = positions[row] as number;
    const part = Math.floor(position / length);
    const first = part * length;
    const size = Math.min(length, rows.length - first);
    const start = (starts[part] as number) * size;
    // A start between two rows leaves that part of a row to chance, so that the share is right on average.
    const offset = position - first - start;
    return (offset < 0 ? offset + size : offset) < amount * size;
  };
}

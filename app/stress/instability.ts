// Rows whose answer hangs by a thread: small damage to their own cells flips it, again and again.
import type { StressReport } from '../api/schemas/stress.ts';
import type { Column } from '../base/columns.ts';
import { wilson } from '../metrics/wilson.ts';
import type { PredictionBatch } from '../prepare/predictions.ts';
import { isFlipped } from './answers.ts';
import type { Corruption, Damage } from './corruption.ts';
import type { ModelUnderTest } from './modelUnderTest.ts';
import { answerOf, labelOf } from './rowWords.ts';
import type { StressTable } from './stressTable.ts';

/** Damage of these severities is small. */
const smallSeverities: readonly number[] = [1, 2];
/** A row that fewer damages touched is not judged. */
const leastTried = 3;
/** Rows that are told. */
const mostRows = 100;

/**
 * Counts, row by row, how many small damages touched one of its cells, and how many of those flipped its answer. Rows are ordered
 * by the lower end of Wilson's 95 % interval of that share, so that three flips of three do not come before nineteen of twenty.
 * Memory: 4 bytes a row, and one bit a row for every damage.
 */
export class Instability {
  readonly #table: StressTable;
  readonly #clean: PredictionBatch;
  readonly #tried: Uint16Array;
  readonly #flips: Uint16Array;
  readonly #damages: { title: string; flipped: Uint8Array }[] = [];

  constructor({ table, clean }: Pick<ModelUnderTest, 'table' | 'clean'>) {
    this.#table = table;
    this.#clean = clean;
    this.#tried = new Uint16Array(table.rowCount);
    this.#flips = new Uint16Array(table.rowCount);
  }

  /** Of damage to cells at a small severity; any other says nothing of single rows. */
  add({ title, reach }: Corruption, severity: number, { damage, answers }: { damage: Damage; answers: PredictionBatch }): void {
    if (reach.of === 'table' || !smallSeverities.includes(severity) || !damage.columns) return;
    const touched = touchedRows(this.#table, damage.columns);
    const flipped = new Uint8Array((this.#table.rowCount + 7) >> 3);
    for (let row = 0; row < touched.length; row++) {
      if (touched[row] === 0) continue;
      this.#tried[row] = (this.#tried[row] as number) + 1;
      if (!isFlipped(this.#clean, answers, row)) continue;
      this.#flips[row] = (this.#flips[row] as number) + 1;
      flipped[row >> 3] = (flipped[row >> 3] as number) | (1 << (row & 7));
    }
    this.#damages.push({ title, flipped });
  }

  /** Null before any small damage was tried. */
  report(): NonNullable<StressReport['unstable']> | null {
    if (this.#damages.length === 0) return null;
    const judged: { row: number; low: number }[] = [];
    this.#flips.forEach((flips, row) => {
      const tried = this.#tried[row] as number;
      if (flips > 0 && tried >= leastTried) judged.push({ row, low: wilson(flips / tried, tried).low ?? 0 });
    });
    judged.sort((a, b) => b.low - a.low || a.row - b.row);
    return {
      damages: this.#damages.length,
      rows: judged.length,
      worst: judged.slice(0, mostRows).map(({ row }) => ({
        row: (this.#table.rowNumbers[row] as number) + 1,
        actual: labelOf(this.#table, this.#table.actual, row),
        ...answerOf(this.#table, this.#clean, row),
        tried: this.#tried[row] as number,
        flips: this.#flips[row] as number,
        by: this.#by(row),
      })),
    };
  }

  #by(row: number): string[] {
    const isBy = ({ flipped }: { flipped: Uint8Array }): boolean => ((flipped[row >> 3] as number) & (1 << (row & 7))) !== 0;
    return [...new Set(this.#damages.filter(isBy).map(({ title }) => title))];
  }
}

/** 1 for every row of which a cell is not as it was. */
function touchedRows({ rowCount, columns }: StressTable, after: ReadonlyMap<string, Column>): Uint8Array {
  const touched = new Uint8Array(rowCount);
  for (const [name, damaged] of after) {
    const before = columns.get(name);
    if (!before || before === damaged) continue;
    const isSame = cellComparer(before, damaged);
    for (let row = 0; row < rowCount; row++) if (!isSame(row)) touched[row] = 1;
  }
  return touched;
}

function cellComparer(before: Column, after: Column): (row: number) => boolean {
  if (before.kind === 'text' && after.kind === 'text') {
    return (row) => {
      const a = before.codes[row] as number;
      const b = after.codes[row] as number;
      return a < 0 || b < 0 ? a < 0 && b < 0 : before.dictionary[a] === after.dictionary[b];
    };
  }
  if (before.kind === 'text' || after.kind === 'text') return () => false;
  const isMissing = ({ valid, values }: typeof before, row: number): boolean => valid?.[row] === 0 || Number.isNaN(values[row]);
  return (row) => {
    const gone = isMissing(before, row);
    return gone || isMissing(after, row) ? gone === isMissing(after, row) : before.values[row] === after.values[row];
  };
}

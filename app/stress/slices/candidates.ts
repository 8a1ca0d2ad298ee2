// Which parts of the data are worth testing: nodes of trees over each column and over pairs of the ten that tell most.
import { yieldToEventLoop, throwIfAborted } from '../../base/abort.ts';
import { MeanTally } from '../../metrics/meanTally.ts';
import type { BinnedColumn } from './binnedColumn.ts';
import { growLossTree, leastRows, type NodeBins } from './lossTree.ts';

export interface Candidate {
  columns: readonly BinnedColumn[];
  bins: NodeBins;
}

/** Columns of which every pair is tried. */
const pairedColumns = 10;
/** Standard errors by which a part must be worse where it is looked for; the others are not tested at all. */
const leastStandardErrors = 2;
/** A part of more than these rows is no part. */
const largestShare = 0.95;

export interface FindOptions {
  signal?: AbortSignal | undefined;
}

/** @param rows those to look at, as places in codes and loss; others are never read */
export async function findCandidates(
  columns: readonly BinnedColumn[],
  loss: Float64Array,
  { rows, signal }: FindOptions & { rows: Int32Array },
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  const all = tallyOf(loss, rows);
  const look = (tried: readonly BinnedColumn[]): number => {
    const { nodes, gain } = growLossTree(tried, loss, rows);
    for (const bins of nodes) {
      const candidate = { columns: tried, bins };
      const key = keyOf(candidate);
      if (!found.has(key) && isWorse(membersOf(candidate, rows), { loss, all })) found.set(key, candidate);
    }
    return gain;
  };
  const gains: { column: BinnedColumn; gain: number }[] = [];
  for (const column of columns) {
    throwIfAborted(signal);
    gains.push({ column, gain: look([column]) });
    await yieldToEventLoop();
  }
  gains.sort((a, b) => b.gain - a.gain);
  const best = gains.slice(0, pairedColumns).map(({ column }) => column);
  for (const [at, first] of best.entries()) {
    for (const second of best.slice(at + 1)) {
      throwIfAborted(signal);
      look([first, second]);
      await yieldToEventLoop();
    }
  }
  return [...found.values()];
}

/** Those of the rows that belong to it. */
export function membersOf({ columns, bins }: Candidate, rows: Int32Array): Int32Array {
  return rows.filter((row) => isMember(columns, bins, row));
}

/** Those that belong to it, and those that do not. */
export function splitBy({ columns, bins }: Candidate, rows: Int32Array): { inside: Int32Array; rest: Int32Array } {
  const inside = new Int32Array(rows.length);
  const rest = new Int32Array(rows.length);
  let members = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (isMember(columns, bins, row)) inside[members++] = row;
    else rest[i - members] = row;
  }
  return { inside: inside.slice(0, members), rest: rest.subarray(0, rows.length - members) };
}

function isMember(columns: readonly BinnedColumn[], bins: NodeBins, row: number): boolean {
  for (let at = 0; at < columns.length; at++) {
    const mask = bins[at];
    if (mask && mask[(columns[at] as BinnedColumn).codes[row] as number] === 0) return false;
  }
  return true;
}

export function tallyOf(loss: Float64Array, rows: Int32Array): MeanTally {
  const tally = new MeanTally();
  for (const row of rows) tally.add(loss[row] as number, 1);
  return tally;
}

function isWorse(members: Int32Array, { loss, all }: { loss: Float64Array; all: MeanTally }): boolean {
  if (members.length < leastRows || members.length > largestShare * all.rows) return false;
  const inside = tallyOf(loss, members);
  const restRows = all.rows - inside.rows;
  const restMean = (all.mean * all.rows - inside.mean * inside.rows) / restRows;
  // The spread of all rows: a part of which every row is wrong has none of its own.
  const error = Math.sqrt((all.spread / (all.rows - 1)) * (1 / inside.rows + 1 / restRows));
  return inside.mean - restMean > leastStandardErrors * error;
}

/** The same for every tree that comes to the same rows by the same columns. */
function keyOf({ columns, bins }: Candidate): string {
  return columns
    .flatMap((column, at) => (bins[at] ? [`${JSON.stringify(column.name)}:${bins[at].join('')}`] : []))
    .sort()
    .join(' ');
}

import type { OrderedBlock } from './orderedPredictions.ts';

/** What RankTally.add takes. */
type RankedRow = [score: number, positive: number, negative: number, positiveSquares: number, negativeSquares: number];

/** Gives every row of a sorted block that counts to a tally, with its place in the block. */
export function feedOrdered(block: OrderedBlock, take: (row: number, ...ranked: RankedRow) => void): void {
  for (let row = 0; row < block.rowCount; row++) {
    const weight = block.weight?.[row] ?? 1;
    if (!(weight > 0 && weight < Infinity)) continue;
    const positive = block.positive?.[row] === 1 ? weight : 0;
    const negative = weight - positive;
    take(row, block.values[row] as number, positive, negative, positive * positive, negative * negative);
  }
}

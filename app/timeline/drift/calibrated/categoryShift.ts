import type { CategorySample } from '../samples.ts';
import type { Shift } from './numberShift.ts';
import { permute, type CellCounts } from './permute.ts';

/** Categories with a cell of their own; the rest share one. */
const MOST_FREQUENT = 60;

/**
 * How far the categories have moved: Jensen-Shannon distance √(KL(p‖m) / 2 + KL(q‖m) / 2) to base 2, m being the mean of the
 * shares p and q (J. Lin, IEEE Transactions on Information Theory 37, 1991; its root is a metric). Categories beyond the 60 most
 * frequent of both samples share a cell in what is compared with permutations; the distance given is over all.
 * @param reference, current at least one value each
 */
export function categoryShift(reference: CategorySample, current: CategorySample, seed: number): Shift {
  const cells = everyCategory(reference, current);
  const distance = distanceOver(cells)(cells.current);
  if (cells.reference.length < 2) return { distance: 0, pValue: 1, isBound: false, band: 0, draws: 0 };
  const shared = shareRare(cells);
  return { distance, ...permute(shared, distanceOver(shared), seed) };
}

/** Most frequent of both samples first; equally frequent ones by name, so that the order of rows does not matter. */
function everyCategory(reference: CategorySample, current: CategorySample): CellCounts {
  const names = new Set([...reference.counts.keys(), ...current.counts.keys()]);
  const cells = [...names].map((name) => {
    const [a, b] = [reference.counts.get(name) ?? 0, current.counts.get(name) ?? 0];
    return { name, a, b };
  });
  cells.sort((x, y) => y.a + y.b - (x.a + x.b) || (x.name < y.name ? -1 : 1));
  return { reference: Float64Array.from(cells, ({ a }) => a), current: Float64Array.from(cells, ({ b }) => b) };
}

function shareRare(cells: CellCounts): CellCounts {
  const shorten = (counts: Float64Array): Float64Array => {
    if (counts.length <= MOST_FREQUENT + 1) return counts;
    const short = counts.slice(0, MOST_FREQUENT + 1);
    short[MOST_FREQUENT] = counts.subarray(MOST_FREQUENT).reduce((sum, count) => sum + count, 0);
    return short;
  };
  return { reference: shorten(cells.reference), current: shorten(cells.current) };
}

/** Of current counts from what they leave of the pooled ones. */
function distanceOver({ reference, current }: CellCounts): (current: Float64Array) => number {
  const pooled = reference.map((count, i) => count + (current[i] as number));
  const n = reference.reduce((sum, count) => sum + count, 0);
  const m = current.reduce((sum, count) => sum + count, 0);
  return (counts) => {
    let divergence = 0;
    for (let i = 0; i < counts.length; i++) {
      const p = ((pooled[i] as number) - (counts[i] as number)) / n;
      const q = (counts[i] as number) / m;
      if (p > 0) divergence += p * Math.log2((2 * p) / (p + q));
      if (q > 0) divergence += q * Math.log2((2 * q) / (p + q));
    }
    return Math.sqrt(Math.max(0, divergence) / 2);
  };
}

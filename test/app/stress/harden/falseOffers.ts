// Rows on which nothing can help, hardened again and again: how often anything is offered all the same.
import type { HardenSettings } from '../../../../app/api/schemas/harden.ts';
import { Random } from '../../../../app/base/random.ts';
import { hardenMade, sigmoid, type MadeRows } from './bench.ts';

export interface FalseOffers {
  runs: number;
  /** Runs that offer anything. */
  offering: number;
  offered: string[];
}

const logit = (a: number, b: number): number => 1.2 * a - 0.8 * b;

/** Labels that have nothing to do with the rows (no repair of cells, threshold or gate can help), or that follow the model exactly. */
function drawn(count: number, seed: number, follows: boolean): MadeRows {
  const random = new Random(seed);
  const rows: MadeRows = { features: { a: [], b: [] }, actual: [] };
  for (let i = 0; i < count; i++) {
    const [a, b] = [random.normal(), random.normal()];
    rows.features['a']?.push(a);
    rows.features['b']?.push(b);
    rows.actual.push(random.uniform() < (follows ? sigmoid(logit(a, b)) : 0.5) ? 1 : 0);
  }
  return rows;
}

export async function falseOffers(about: {
  runs: number;
  rows: number;
  follows: boolean;
  settings: Partial<HardenSettings>;
  firstSeed?: number;
}): Promise<FalseOffers> {
  const found: FalseOffers = { runs: about.runs, offering: 0, offered: [] };
  for (let run = 0; run < about.runs; run++) {
    const seed = (about.firstSeed ?? 1) + run;
    const { report } = await hardenMade({
      rows: drawn(about.rows, seed, about.follows),
      logit: ({ a, b }) => logit(Number(a), Number(b)),
      settings: { ...about.settings, seed },
    });
    if (report.offers.length > 0) found.offering++;
    found.offered.push(...report.offers.map(({ id }) => id));
  }
  return found;
}

/**
 * How often a hardening run offers anything although nothing helps, against the 5 % that are promised (Bonferroni over all
 * kinds and all proofs of a run). Two worlds: labels that have nothing to do with the rows, for every kind but calibration;
 * and scores that are right, for calibration.
 *
 *     npx esbuild test/reference/hardenFalseOffers.ts --bundle --platform=node --format=esm --packages=external --outfile=falseOffers.mjs
 *     node falseOffers.mjs [repetitions]
 *
 * Seen with 200 repetitions each: rocAuc 0, 2 and 3 (of 200, 400 and 1000 rows), accuracy 0, 1 and 1, calibration none: well
 * below the promise, as Bonferroni's bound is. The log loss has no such world: of scores that are too sure, everything that
 * keeps them from the extremes does help, and is offered.
 */
import { argv } from 'node:process';
import { falseOffers } from '../app/stress/harden/falseOffers.ts';

const runs = Number(argv[2] ?? 300);
const corruptions = ['missing', 'outliers', 'unit-larger', 'sentinel-999'];
const kinds = ['imputation', 'sentinels', 'unit', 'clip', 'threshold', 'abstain'] as const;
for (const rows of [200, 400, 1000]) {
  for (const metric of ['rocAuc', 'accuracy', 'balancedAccuracy'] as const) {
    const found = await falseOffers({ runs, rows, follows: false, settings: { corruptions, kinds: [...kinds], metric } });
    console.log(rows, metric, `${found.offering} of ${found.runs}`, found.offered.join(' '));
  }
  const found = await falseOffers({ runs, rows, follows: true, settings: { kinds: ['calibration'] } });
  console.log(rows, 'calibration', `${found.offering} of ${found.runs}`);
}

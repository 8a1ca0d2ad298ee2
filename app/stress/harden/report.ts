// The report while it grows: what is proved, what was tried, how far it is.
import type { HardenFigure, HardenMetric, HardenOffer, HardenReport, HardenTried } from '../../api/schemas/harden.ts';
import type { Metrics } from '../../api/schemas/runs.ts';
import type { Bench } from './bench.ts';
import { isHigherBetter } from './judge.ts';
import { adjustmentText } from './proof.ts';

export interface Findings {
  offers: HardenOffer[];
  tried: HardenTried[];
  together: { offers: string[]; figures: HardenFigure[] } | null;
  clean: Metrics;
  done: number;
  planned: number;
  stage: string;
  warnings: HardenReport['warnings'];
}

export function hardenReport(
  findings: Findings,
  about: { bench: Bench; metric: HardenMetric; seed: number; totalRows: number; provider: string; startedAt: number },
): HardenReport {
  const { bench, metric } = about;
  const { table, spent } = bench;
  const rows = { search: bench.judged('search').actual.length, proof: bench.judged('proof').actual.length };
  return {
    version: 1,
    task: table.task,
    metric,
    higherIsBetter: isHigherBetter(metric),
    seed: about.seed,
    rows: { ...rows, total: about.totalRows, labelled: rows.search + rows.proof },
    provider: about.provider,
    clean: findings.clean,
    offers: [...findings.offers],
    tried: [...findings.tried],
    together: findings.together,
    adjustment: adjustmentText,
    progress: { done: findings.done, planned: findings.planned, stage: findings.stage },
    timing: {
      prepareMs: spent.prepareMs,
      inferMs: spent.inferMs,
      totalMs: performance.now() - about.startedAt,
      predictedRows: spent.rows,
    },
    warnings: findings.warnings,
  };
}

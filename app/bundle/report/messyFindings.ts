import type { HardenReport } from '../../api/schemas/harden.ts';
import type { LintReport } from '../../api/schemas/lint.ts';
import type { StressReport } from '../../api/schemas/stress.ts';

/** What is known of a model on messy data; null = it was not looked for. */
export interface MessyFindings {
  stress: StressReport | null;
  /** `isSamePreparation`: it began from the preparation that the report is about; otherwise its offers may be in it already. */
  harden: { report: HardenReport; startedAt: string; isSamePreparation: boolean } | null;
  lint: LintReport | null;
}

export const nothingMessy: MessyFindings = { stress: null, harden: null, lint: null };

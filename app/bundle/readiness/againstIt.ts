import type { ReadinessAgainst } from '../../api/schemas/bundles.ts';
import type { ReadinessReport } from '../../api/schemas/readiness.ts';

/** What of the score speaks against serving it: the tests that failed, and those that failed and were waived, with the reason. */
export function againstIt({ score, tests }: ReadinessReport): ReadinessAgainst {
  return {
    score,
    failed: tests.filter(({ state }) => state === 'failed').map(({ id, evidence }) => ({ id, evidence })),
    waived: tests
      .filter(({ state }) => state === 'waived')
      .map(({ id, evidence, statement }) => ({ id, evidence, statement: statement ?? '' })),
  };
}

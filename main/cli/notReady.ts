import type { ReadinessReport } from '../../app/api/schemas/readiness.ts';

/** Null where no test failed that was not waived. */
export function notReadyLine({ tests }: ReadinessReport): string | null {
  const failed = tests.filter(({ state }) => state === 'failed').map(({ id }) => id);
  return failed.length > 0
    ? `Not ready: ${failed.join(', ')}. Mend it, or say with drydock readiness --state why it is accepted.`
    : null;
}

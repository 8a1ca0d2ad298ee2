import type { ReadinessState } from './schemas/readiness.ts';

/** What is told of a test: on the terminal, in the window and in the bundle. */
export const readinessState: Record<ReadinessState, string> = {
  passed: 'shown',
  partly: 'in part',
  stated: 'stated',
  waived: 'waived',
  unknown: 'not known',
  failed: 'failed',
};

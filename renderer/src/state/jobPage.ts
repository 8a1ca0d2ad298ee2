import type { JobRecord } from '../../../app/api/schemas/jobs';
import type { Page } from './navigation';

/** Where a job of this kind is looked at. */
export function jobPage({ kind }: Pick<JobRecord, 'kind'>): Page {
  if (kind === 'validate') return 'validate';
  if (kind === 'stress' || kind === 'harden') return 'messy';
  if (kind === 'bundle' || kind === 'verify') return 'bundle';
  return 'data';
}

import type { JobRecord } from '../../../app/api/schemas/jobs';
import type { Place } from './navigation';

/** Where a job of this kind is looked at: the page, and the part of it. */
export function jobPage({ kind }: Pick<JobRecord, 'kind'>): Pick<Place, 'page' | 'at'> {
  if (kind === 'validate') return { page: 'validate', at: null };
  if (kind === 'stress') return { page: 'messy', at: null };
  if (kind === 'harden') return { page: 'messy', at: 'harden' };
  if (kind === 'drift' || kind === 'save-reference') return { page: 'time', at: 'drift' };
  if (kind === 'monitor') return { page: 'bundle', at: 'log' };
  if (kind === 'loadtest') return { page: 'bundle', at: 'scale' };
  if (kind === 'retrain') return { page: 'time', at: 'retrain' };
  if (['bundle', 'draft', 'verify', 'sign', 'forms'].includes(kind)) return { page: 'bundle', at: null };
  return { page: 'data', at: null };
}

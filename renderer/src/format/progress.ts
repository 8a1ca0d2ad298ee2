import type { JobRecord } from '../../../app/api/schemas/jobs';
import { bytes, compact, count } from './numbers';
import { duration } from './times';

/** "inferring · 120,000 of 500,000 rows · 80 K rows/s · 5 s left": only what is known. */
export function progressText({ stage, done, total, unit, rate, eta }: JobRecord['progress']): string {
  const inBytes = unit === 'bytes';
  const amount = inBytes ? bytes : count;
  const unitText = inBytes ? '' : ` ${unit}`;
  const parts = [stage];
  if (total !== null) parts.push(`${amount(done)} of ${amount(total)}${unitText}`);
  else if (done > 0) parts.push(`${amount(done)}${unitText}`);
  if (rate !== null && rate > 0) parts.push(inBytes ? `${bytes(rate)}/s` : `${compact(rate)} ${unit}/s`);
  if (eta !== null) parts.push(`${duration(eta)} left`);
  return parts.filter(Boolean).join(' · ');
}

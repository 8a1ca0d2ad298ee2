import type { MissingPolicy } from '../../../app/api/schemas/mapping';
import { number } from './numbers';

export function policyText(policy: MissingPolicy): string {
  if (policy.kind === 'nan') return 'NaN goes in';
  if (policy.kind === 'empty') return 'empty text goes in';
  if (policy.kind === 'reject') return 'row gets no prediction';
  return `${typeof policy.value === 'number' ? number(policy.value) : String(policy.value)} goes in`;
}

import type { MissingPolicy } from '../../../app/api/schemas/mapping';

export function policyText(policy: MissingPolicy): string {
  if (policy.kind === 'nan') return 'NaN goes in';
  if (policy.kind === 'empty') return 'empty text goes in';
  if (policy.kind === 'reject') return 'row gets no prediction';
  return `${String(policy.value)} goes in`;
}

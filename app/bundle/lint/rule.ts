// What a rule of the pre-export lint is. The guide's list of them is made from these (docs/targets.md).
import type { BundleFinding } from '../../api/schemas/bundles.ts';
import type { Finding, TargetContext } from '../targets/target.ts';

export interface LintRule {
  /** As findings and the guide name it. */
  id: string;
  severity: BundleFinding['severity'];
  /** What is looked for, and why it matters. One sentence. */
  what: string;
  /** What was found, each with what the person can do about it today. */
  check: (context: TargetContext) => { message: string; fix: string }[];
}

export function findingsOf(rules: readonly LintRule[], context: TargetContext): Finding[] {
  return rules.flatMap(({ id, severity, check }) => check(context).map((found) => ({ rule: id, severity, ...found })));
}

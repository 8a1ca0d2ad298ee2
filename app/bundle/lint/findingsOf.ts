import type { Finding, LintRule, TargetContext } from '../targets/target.ts';

export function findingsOf(rules: readonly LintRule[], context: TargetContext): Finding[] {
  return rules.flatMap(({ id, severity, check }) => check(context).map((found) => ({ rule: id, severity, ...found })));
}

// What is looked for in every bundle, whatever it is deployed on.
import type { LintRule } from './rule.ts';

export const bundleRules: readonly LintRule[] = [];

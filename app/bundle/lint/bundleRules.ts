// What is looked for in every bundle, whatever it is deployed on. One rule a function.
import type { Finding, TargetContext } from '../targets/target.ts';

export type BundleRule = (context: TargetContext) => Finding[];

export const bundleRules: readonly BundleRule[] = [];

import type { PreparationPlan } from '../api/schemas/mapping.ts';

/** One model input of a plan, and one column that feeds it. */
export type InputPlan = PreparationPlan['inputs'][number];
export type FeaturePlan = InputPlan['features'][number];

import type { CategorySample, DriftTest } from '../samples.ts';
import { fisherExact as distance } from '../shares/fisherExact.ts';
import { alignCounts } from './alignCounts.ts';
import { ofTwo } from './ofTwo.ts';

export const fisherExact: DriftTest<CategorySample> = {
  name: 'fisherExact',
  title: "Fisher's exact test",
  explains: 'Change in share of one of two categories; its p-value is exact however few the rows. For columns of two categories.',
  compare: (reference, current) => ofTwo(distance, alignCounts(reference, current)),
};

import type { CategorySample, DriftTest } from '../samples.ts';
import { proportionZ as distance } from '../shares/proportionZ.ts';
import { alignCounts } from './alignCounts.ts';
import { ofTwo } from './ofTwo.ts';

export const proportionZ: DriftTest<CategorySample> = {
  name: 'proportionZ',
  title: 'z test of two proportions',
  explains: 'Change in share of one of two categories over its standard error; for columns of two categories.',
  compare: (reference, current) => ofTwo(distance, alignCounts(reference, current)),
};

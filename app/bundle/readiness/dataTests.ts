// Section I of the ML Test Score, "Features and data". Source: Breck et al. 2017, https://research.google/pubs/pub46555/.
import { byHand, counted, failed, partly, passed, unknown, type ScoreTest } from './judgement.ts';

export const dataTests: readonly ScoreTest[] = [
  {
    id: 'schema',
    title: 'Feature expectations are captured in a schema',
    judge: ({ features, quality }) => {
      const schema = `model/schema.json states type, range, categories and missing values of ${counted(features, 'feature')}`;
      if (!quality) return partly(`${schema}.`, 'Check the data (Messy data, or drydock profile --checks).');
      const found = `${schema}; the checks of the data ended in ${counted(quality.fail, 'failure')} and ${counted(quality.warn, 'warning')}`;
      return quality.outcome === 'fail'
        ? failed(`${found}.`, 'Mend the data, or set what the checks should expect.')
        : passed(`${found}.`);
    },
  },
  {
    id: 'beneficial',
    title: 'All features are beneficial',
    judge: ({ importance }) => {
      if (!importance) return unknown('Run the stress test, which measures the importance of every feature.');
      const { measured, useless } = importance;
      if (useless.length === 0) return passed(`All of ${counted(measured, 'feature')} matter when they are shuffled.`);
      return partly(
        `${useless.length} of ${counted(measured, 'feature')} make no difference when they are shuffled: ${useless.slice(0, 10).join(', ')}.`,
        'Train without them.',
      );
    },
  },
  byHand('cost', "No feature's cost is too much", 'State what it costs to get each feature in time for a prediction.'),
  {
    id: 'meta-requirements',
    title: 'Features adhere to meta-level requirements',
    judge: ({ leaks, quality, leftOut }) => {
      if (leaks.length > 0)
        return failed(
          `${leaks.join(', ')} may give away the answer.`,
          'Leave out what is not known when a prediction is asked for.',
        );
      if (!quality) return unknown('Check the data: columns that give away the answer are looked for.');
      return passed(
        `No feature gives away the answer by the checks of the data; ${counted(leftOut, 'column')} of the data are not used.`,
      );
    },
  },
  byHand(
    'privacy',
    'The data pipeline has appropriate privacy controls',
    'State who may see the data, the golden rows and the log, and what is left out or hashed.',
  ),
  byHand('new-features', 'New features can be added quickly', 'State how a new feature gets into training and serving.'),
  {
    id: 'feature-code',
    title: 'All input feature code is tested',
    judge: () =>
      passed(
        'The server runs the very preparation of the validation, and golden rows prove it on every verification, missing and rare values included.',
      ),
  },
];

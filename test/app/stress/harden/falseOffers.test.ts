import { expect, test } from 'vitest';
import { falseOffers } from './falseOffers.ts';

// 5 % is the most that is promised for a whole run. Of 30 runs more than 5 offer something with a chance of 0.3 % then
// (binomial); test/reference/hardenFalseOffers.ts repeats it far more often and says what was seen.
test('where labels have nothing to do with the rows, nothing is offered', async () => {
  const { offering, offered } = await falseOffers({
    runs: 30,
    rows: 400,
    follows: false,
    settings: {
      corruptions: ['missing', 'outliers', 'unit-larger', 'sentinel-999'],
      kinds: ['imputation', 'sentinels', 'unit', 'clip', 'threshold', 'abstain'],
    },
  });
  expect(offering, offered.join(', ')).toBeLessThanOrEqual(5);
}, 120_000);

test('where scores are right already, no calibration is offered', async () => {
  const { offering } = await falseOffers({ runs: 40, rows: 600, follows: true, settings: { kinds: ['calibration'] } });
  expect(offering).toBeLessThanOrEqual(6);
}, 120_000);

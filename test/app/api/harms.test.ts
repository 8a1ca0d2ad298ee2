import { expect, it } from 'vitest';
import { harmText } from '../../../app/api/harms.ts';
import type { HardenFigure } from '../../../app/api/schemas/harden.ts';

function figure(title: string, low: number | null, high: number | null): HardenFigure {
  return { scenario: title, title, rows: 10, before: {}, after: {}, gain: { value: 0, low, high }, pValue: null };
}

it('names the rows on which an offer clearly does harm, and none where the gain may be zero', () => {
  expect(
    harmText({ figures: [figure('Clean', 0.01, 0.03), figure('Missing', -0.03, -0.01), figure('Typos', -0.1, -0.001)] }),
  ).toBe('It makes the answers worse on: Missing; Typos');
  expect(harmText({ figures: [figure('Clean', -0.01, 0), figure('Missing', null, null), figure('Typos', -1, 0.2)] })).toBeNull();
});

import { expect, test } from 'vitest';
import type { HardenAcceptance } from '../../../app/api/schemas/harden.ts';
import { wantedOffers } from '../../../app/workbench/wantedOffers.ts';
import { fakeHardenReport, fakeOffers } from '../../renderer/fakeHarden.ts';

const record = { id: 'run', report: fakeHardenReport(fakeOffers) };
const accepted = (ids: string[], more: Partial<HardenAcceptance> = {}): HardenAcceptance[] => [
  {
    at: '2026-11-23T13:00:00Z',
    undoneAt: null,
    run: 'run',
    offers: fakeOffers.filter(({ id }) => ids.includes(id)),
    before: { feeds: [], decision: null, calibration: null, abstain: null },
    after: { feeds: [], decision: null, calibration: null, abstain: null },
    ...more,
  },
];
const wanted = (ids: string[], history: HardenAcceptance[] = []): string[] =>
  wantedOffers(record, ids, history).map(({ id }) => id);

test('two of a group exclude each other, at once and one after the other', () => {
  const [one, other] = ['threshold:mcc', 'abstain:conformal'];
  expect(() => wanted([one, other])).toThrow('exclude each other');
  expect(() => wanted([other], accepted([one]))).toThrow('was proved without "threshold:mcc"');
  expect(wanted([other], accepted([one], { undoneAt: '2026-11-23T14:00:00Z' }))).toEqual([other]);
  expect(wanted([other], accepted([one], { run: 'another' }))).toEqual([other]);
});

test('nothing is accepted twice', () => {
  expect(wanted(['calibration', 'sentinels:Speed'], accepted(['calibration']))).toEqual(['sentinels:Speed']);
  expect(() => wanted(['calibration'], accepted(['calibration']))).toThrow('part of the mapping already');
});

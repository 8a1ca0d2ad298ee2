// What is kept of a running server: figures as it told them, the rate between two answers, gaps, and no more than an hour.
import { expect, it } from 'vitest';
import type { ServerFigures } from '../../app/api/schemas/monitor.ts';
import { mostMoments, psiOf, rememberLive } from '../../renderer/src/state/liveHistory.ts';

function figures(requests: number, psi: number | null = null): ServerFigures {
  const none = { value: null, low: null, high: null };
  return {
    model: 'm',
    requests,
    errors: [],
    rows: requests,
    rejectedRows: 0,
    predictions: [],
    latencyMs: { p50: 1, p95: 'more than 30 s', p99: null },
    log: null,
    watch: {
      rows: 100,
      windowRows: 100,
      columns: [
        { name: 'speed', missing: { value: 0, limit: 1 }, psi: { value: psi, limit: 0.1 }, unseen: null, outOfRange: null },
      ],
      predictionPsi: { value: 0.01, limit: 0.1 },
      estimatedAccuracy: none,
      accuracy: { value: 0.9, low: 0.8, high: 1 },
      meanAbsoluteError: null,
      validatedAccuracy: 0.92,
      labels: 10,
    },
  };
}

it('rates are of the time between two answers; after a gap or a new start there is none', () => {
  const at = 1_000_000;
  rememberLive('a', at, figures(100));
  rememberLive('a', at + 5_000, figures(150, 0.2));
  rememberLive('a', at + 10_000, null);
  rememberLive('a', at + 15_000, figures(160));
  rememberLive('a', at + 20_000, figures(40));
  const moments = rememberLive('a', at + 25_000, figures(40));
  expect(moments.map(({ values }) => values.get('rate'))).toEqual([null, 10, undefined, null, null, 0]);
  expect(moments.map(({ values }) => values.get('accuracy'))).toEqual([0.9, 0.9, undefined, 0.9, 0.9, 0.9]);
  expect(moments.map(({ values }) => values.get(psiOf('speed')))).toEqual([null, 0.2, undefined, null, null, null]);
  // A bound that no number states is no point of a line.
  expect(moments[0]?.values.get('p95')).toBeNull();
});

it('keeps the last hour of each server, and the servers that were asked last', () => {
  for (let i = 0; i < mostMoments + 30; i++) rememberLive('long', 5_000 * i, figures(i));
  const moments = rememberLive('long', 5_000 * (mostMoments + 30), figures(0));
  expect(moments).toHaveLength(mostMoments);
  expect(moments[0]?.at).toBe(5_000 * 31);
  for (const other of ['b', 'c', 'd']) rememberLive(other, 0, figures(1));
  expect(rememberLive('long', 1e9, figures(1))).toHaveLength(mostMoments);
  expect(rememberLive('e', 0, figures(1))).toHaveLength(1);
  expect(rememberLive('b', 1, figures(1))).toHaveLength(1);
});

// A server in simulated time: one request after the other, service times drawn. What a load test would measure of it on a
// machine that does nothing else.
import type { LoadStep } from '../../../../../app/api/schemas/load.ts';
import { Random } from '../../../../../app/base/random.ts';
import { createArrivals } from '../../../../../app/bundle/load/arrivals.ts';
import { latencySummary } from '../../../../../app/bundle/load/latencySummary.ts';
import { step } from './queueSteps.ts';

export type ServiceMs = (random: Random) => number;

/** First come, first served. */
function measured(latencies: number[], ms: number, load: Partial<LoadStep>): LoadStep {
  const rate = (latencies.length * 1000) / ms;
  return step({
    ...load,
    requests: latencies.length,
    seconds: ms / 1000,
    ratePerSecond: { value: rate, low: rate * 0.98, high: rate * 1.02 },
    ...latencySummary(Float64Array.from(latencies)),
  });
}

export function simulatedOpen(service: ServiceMs, ratePerSecond: number, about: { seconds: number; seed: number }): LoadStep {
  const random = new Random(about.seed + 1000);
  const next = createArrivals(ratePerSecond, about.seed);
  const latencies: number[] = [];
  let freeAt = 0;
  for (let due = next(); due < about.seconds * 1000; due = next()) {
    freeAt = Math.max(freeAt, due) + service(random);
    latencies.push(freeAt - due);
  }
  return measured(latencies, about.seconds * 1000, { mode: 'open', concurrency: null, offeredPerSecond: ratePerSecond });
}

/** `networkMs` passes between an answer and the next request: it is why more requests under way answer more. */
export function simulatedClosed(
  service: ServiceMs,
  concurrency: number,
  about: { seconds: number; seed: number; networkMs: number },
): LoadStep {
  const random = new Random(about.seed);
  const ready = Array.from({ length: concurrency }, (_, person) => person / 1000);
  const latencies: number[] = [];
  let freeAt = 0;
  for (;;) {
    const due = Math.min(...ready);
    if (due >= about.seconds * 1000) break;
    freeAt = Math.max(freeAt, due) + service(random);
    ready[ready.indexOf(due)] = freeAt + about.networkMs;
    latencies.push(freeAt - due);
  }
  return measured(latencies, about.seconds * 1000, { mode: 'closed', concurrency });
}

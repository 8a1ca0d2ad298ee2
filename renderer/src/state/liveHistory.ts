import type { ServerFigures } from '../../../app/api/schemas/monitor';

/** What a server said at one time, by figure; one that it did not tell is null, and nothing at all where it did not answer. */
export interface LiveMoment {
  at: number;
  requests: number | null;
  values: ReadonlyMap<string, number | null>;
}

/** An hour, asked every 5 s. */
export const mostMoments = 720;
/** Servers whose figures are kept while the window is open. */
const mostServers = 4;

const kept = new Map<string, readonly LiveMoment[]>();

export const psiOf = (column: string): string => `psi of ${column}`;

/**
 * Keeps what the server at this address says now, or (null) that it did not answer, after what it said before; the oldest is forgotten.
 * Returns all that is kept of it.
 */
export function rememberLive(address: string, at: number, figures: ServerFigures | null): readonly LiveMoment[] {
  const before = kept.get(address) ?? [];
  const moment: LiveMoment = {
    at,
    requests: figures?.requests ?? null,
    values: figures ? valuesOf(figures, { at, last: before.at(-1) }) : new Map(),
  };
  const moments = [...before, moment].slice(-mostMoments);
  kept.delete(address);
  kept.set(address, moments);
  for (const oldest of [...kept.keys()].slice(0, -mostServers)) kept.delete(oldest);
  return moments;
}

function valuesOf(
  { requests, latencyMs, watch }: ServerFigures,
  { at, last }: { at: number; last: LiveMoment | undefined },
): Map<string, number | null> {
  // Fewer requests than before: it was started anew, and counts from nothing.
  const since = last?.requests != null && last.requests <= requests && at > last.at ? last : null;
  return new Map([
    ['rate', since && (1000 * (requests - (since.requests ?? 0))) / (at - since.at)],
    ['p95', typeof latencyMs.p95 === 'number' ? latencyMs.p95 : null],
    ['accuracy', watch?.accuracy.value ?? null],
    ['estimatedAccuracy', watch?.estimatedAccuracy.value ?? null],
    ['meanAbsoluteError', watch?.meanAbsoluteError ?? null],
    ['predictionPsi', watch?.predictionPsi.value ?? null],
    ...(watch?.columns ?? []).map(({ name, psi }): [string, number | null] => [psiOf(name), psi.value]),
  ]);
}

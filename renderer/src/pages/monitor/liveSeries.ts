// Which figures of a running server are drawn through time, and what they are held to.
import type { ServerFigures } from '../../../../app/api/schemas/monitor';
import { furthestFirst } from '../../../../app/api/serverWords';
import { number } from '../../format/numbers';
import { psiOf, type LiveMoment } from '../../state/liveHistory';

export interface LiveSeries {
  key: string;
  label: string;
  limit: number | null;
  /** What the limit is. */
  limitWords: string;
}

/** Columns that are drawn: those that are furthest from what was validated. */
const mostColumns = 6;

export function liveSeries({ watch }: Pick<ServerFigures, 'watch'>): LiveSeries[] {
  const plain = (key: string, label: string): LiveSeries => ({ key, label, limit: null, limitWords: '' });
  const validated = { limit: watch?.validatedAccuracy ?? null, limitWords: 'validated' };
  return [
    plain('rate', 'Requests a second'),
    plain('p95', 'Latency in ms, p95 since its start, at most'),
    { key: 'accuracy', label: 'Accuracy by labels', ...validated },
    { key: 'estimatedAccuracy', label: 'Accuracy by scores', ...validated },
    plain('meanAbsoluteError', 'Mean absolute error'),
    { key: 'predictionPsi', label: 'PSI of the predictions', limit: watch?.predictionPsi.limit ?? null, limitWords: 'limit' },
    ...furthestFirst(watch?.columns ?? [])
      .slice(0, mostColumns)
      .map(({ name, psi }) => ({ key: psiOf(name), label: `PSI of ${name}`, limit: psi.limit, limitWords: 'limit' })),
  ];
}

/** "Accuracy by labels: 0.85 now, 0.8 to 0.9 since, validated 0.91". */
export function lineWords({ key, label, limit, limitWords }: LiveSeries, moments: readonly LiveMoment[]): string {
  const known = moments.flatMap(({ values }) => values.get(key) ?? []);
  const range = `${number(Math.min(...known))} to ${number(Math.max(...known))}`;
  const now = moments.at(-1)?.values.get(key) ?? null;
  return `${label}: ${now === null ? 'not told' : number(now)} now, ${range} since it is asked${limit === null ? '' : `, ${limitWords} ${number(limit)}`}`;
}

import type { LiveStatus } from '../pages/statusPage.ts';
import type { Labels } from '../metrics/series.ts';
import { watchWords } from '../watch/watchMetrics.ts';
import { isReady, type Parts } from './parts.ts';

const isPrediction = ({ route }: Labels): boolean => route === 'predict' || route === 'model infer';

/** For the page at `/`. */
export function liveStatus(parts: Parts): LiveStatus {
  const { metrics, pool } = parts;
  parts.watch?.settle();
  return {
    ready: isReady(parts),
    workers: pool.workers,
    uptimeSeconds: process.uptime(),
    requests: metrics.requests.sum(isPrediction),
    failed: metrics.requests.sum((labels) => isPrediction(labels) && labels['status'] !== '200'),
    rows: metrics.rows.sum(isPrediction),
    waiting: pool.waiting,
    restarts: pool.restarts,
    p50: metrics.durations.quantile(0.5, isPrediction),
    p99: metrics.durations.quantile(0.99, isPrediction),
    watch: parts.watch ? watchWords(parts.watch) : [],
  };
}

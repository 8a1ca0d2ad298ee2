import type { IncomingMessage } from 'node:http';
import type { Log } from '../log.ts';
import type { InferencePool } from '../pool/inferencePool.ts';
import type { PredictionLog } from '../predictionLog/predictionLog.ts';
import type { RowLogger } from '../predictionLog/loggedRows.ts';
import type { Route } from '../routes.ts';
import type { ServedModel } from '../servedModel.ts';
import type { ServerMetrics } from '../serverMetrics.ts';
import type { Settings } from '../settings.ts';
import type { DataWatch } from '../watch/dataWatch.ts';

/** What the routes of a server share. */
export interface Parts {
  model: ServedModel;
  pool: InferencePool;
  settings: Settings;
  log: Log;
  metrics: ServerMetrics;
  /** Null = off. */
  predictionLog: { log: PredictionLog; rows: RowLogger } | null;
  /** Null = the bundle has no baseline, or it is off. */
  watch: DataWatch | null;
  isDraining: () => boolean;
}

/** A request on its way to a handler. */
export interface Incoming {
  request: IncomingMessage;
  route: Route;
  /** Of performance.now(). */
  startedAt: number;
}

/** Whether predictions are answered: a model is loaded, and the server is not about to end. */
export function isReady({ pool, isDraining }: Parts): boolean {
  return pool.ready && !isDraining();
}

// The settings of the server, as main/server/settings.ts reads them: for README.md of the bundle, compose file and its .env.
import type { CapacityPlan } from '../api/schemas/capacity.ts';
import { logVariables } from './logVariables.ts';

/** Variables, default, what they do. */
export const settings: [string, string, string][] = [
  ['`HOST`, `PORT`', '127.0.0.1 (the container: 0.0.0.0), 8080', 'where it listens'],
  [
    '`API_KEY` or `API_KEY_FILE`',
    'none (anybody may ask)',
    'key that requests must bring as `Authorization: Bearer KEY` or `X-API-Key: KEY`, else they get 401; a browser asks for it as a password. Health paths stay open. At least 8 characters; it is never logged. `API_KEY_FILE` names a file that holds it (a mounted secret)',
  ],
  ['`MAX_CONNECTIONS`', '1000', 'connections at a time; requests on more get 503'],
  ['`MAX_BODY_BYTES`', '16777216', 'bytes of a request; a larger one gets 413'],
  ['`MAX_ROWS`', '10000', 'rows of a request; one with more gets 413'],
  ['`MAX_QUEUE`', '512', 'requests that may wait for the model; those beyond get 429'],
  ['`TIMEOUT_MS`', '30000', 'milliseconds that a request may wait and run; then it gets 503'],
  [
    '`RECEIVE_TIMEOUT_MS`',
    '30000',
    'milliseconds that a request may take to arrive, slow and unfinished bodies included; then it gets 408 (at most a second later) and the connection is closed',
  ],
  [
    '`DRAIN_DELAY_MS`',
    '0',
    'milliseconds after SIGTERM in which requests are still taken while `/v2/health/ready` says 503, for load balancers that need a while to notice',
  ],
  ['`DRAIN_MS`', '20000', 'milliseconds after that for requests under way to be answered'],
  [
    '`WORKERS`',
    'one up to two processors, else one for every two, at most 4; with `THREADS`, as many as there is room for',
    'inference processes behind one queue; each holds the model in memory. The quota of a container counts as its processors',
  ],
  [
    '`ISOLATION`',
    'process',
    "none = the model runs in the server's own process: less time for each request of a small model, but what takes the runtime down takes the server with it, a long batch keeps health checks waiting, and none can be ended. Only where something restarts the server and other replicas answer meanwhile",
  ],
  ['`THREADS`', '0', 'threads of each inference process; 0 = its share of the processors (one process: as the runtime chooses)'],
  [
    '`MAX_BATCH_ROWS`',
    '256',
    'rows that may run together: requests that wait are joined up to so many; 1 = each runs alone. Off by itself where the run found that rows of a batch influence each other, or the model takes a fixed number of rows',
  ],
  [
    '`MAX_BATCH_DELAY_MS`',
    '0',
    'milliseconds that a request may wait for others while a process is free, and does where that pays by what the last batches took; 0 = only what waits already goes together, so that no lone request is slower',
  ],
  [
    '`WATCH_ROWS`',
    'as in `monitoring/baseline.json`',
    'how many of the last rows are compared with the validated ones, for the figures of data and predictions in `/metrics`; 0 = none are',
  ],
  ['`LOG_LEVEL`', 'info', 'what the server writes to its output: info (a line for each request), error or silent'],
];

/** What a load test measured the replica with; nothing where none was made. */
export function measuredSettings(capacity: CapacityPlan | null): Record<string, string> {
  if (!capacity) return {};
  const { maxRows, maxDelayMs } = capacity.batch;
  return { MAX_BATCH_ROWS: String(maxRows), MAX_BATCH_DELAY_MS: String(maxDelayMs) };
}

/** The names in the first cell of a row. */
export function variablesOf([names]: (typeof settings)[number]): string[] {
  return Array.from(names.matchAll(/`([A-Z_]+)`/g), ([, name]) => name as string);
}

/** Rows of a Markdown table. */
export function settingsRows(): string[] {
  const ofLog = logVariables.map(({ name, fallback, what }) => [`\`${name}\``, fallback, what]);
  return [...settings, ...ofLog].map((row) => `| ${row.join(' | ')} |`);
}

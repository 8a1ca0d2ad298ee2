// How long drift of a wide table takes, and the same table with the peers whose rules the presets follow.
import { DriftSettings, type DriftPresetName } from '../app/api/schemas/drift.ts';
import { openDatabase, quoteText } from '../app/data/duckdb.ts';
import { ingest } from '../app/data/ingest.ts';
import { runDrift } from '../app/drift/runDrift.ts';
import { threadLearner } from '../main/worker/learnerThread.ts';
import type { PeerTime } from './peers.ts';

export const driftColumns = 100;
const windowCount = 50;
/** The first fifth is the reference. */
const referenceShare = 0.2;

export interface DriftBenchRequest {
  kind: 'drift';
  dataPath: string;
  cacheDir: string;
  rows: number;
  preset: DriftPresetName;
}

export interface DriftTime {
  preset: DriftPresetName;
  ingestMs: number;
  totalMs: number;
  cpuMs: number;
  peakRssBytes: number;
  /** Share of columns that drift, over all windows together. */
  share: number;
}

export const windowRows = (rows: number): number => Math.ceil(rows / windowCount);
export const referenceRows = (rows: number): number => windowRows(rows) * windowCount * referenceShare;

/** Floats f0 … f99 and a time; one column in ten moves by a twentieth of its range from three fifths of the rows on. */
export async function writeDriftTable(path: string, rows: number): Promise<void> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    const columns = Array.from({ length: driftColumns }, (_, c) => {
      const moved = c % 10 === 0 ? ` + CASE WHEN i >= ${String(0.6 * rows)} THEN 0.1 ELSE 0 END` : '';
      return `((hash(i * ${String(driftColumns)} + ${String(c)}) % 2000001)::DOUBLE / 1000000 - 1${moved})::FLOAT AS f${String(c)}`;
    });
    await connection.run(
      `COPY (SELECT ${columns.join(', ')}, TIMESTAMP '2020-01-01' + to_minutes(i) AS at FROM range(${String(rows)}) t(i) ORDER BY i)
       TO ${quoteText(path)} (FORMAT parquet)`,
    );
    connection.close();
  } finally {
    database.close();
  }
}

export async function measureDrift({ dataPath, cacheDir, rows, preset }: DriftBenchRequest): Promise<DriftTime> {
  const beforeIngest = performance.now();
  const data = await ingest({ paths: [dataPath], options: {} }, { cacheDir });
  const ingestMs = performance.now() - beforeIngest;
  const minute = (row: number): string => new Date(Date.UTC(2020, 0, 1) + row * 60_000).toISOString();
  const settings = DriftSettings.parse({
    preset,
    window: `rows:${String(windowRows(rows))}`,
    reference: { from: 'period', start: minute(0), end: minute(referenceRows(rows)) },
  });
  const before = process.cpuUsage();
  const start = performance.now();
  const report = await runDrift(
    {
      data,
      mapping: null,
      runPath: null,
      validationDir: null,
      reference: null,
      period: null,
      settings,
      cacheDir,
    },
    { learnTogether: threadLearner(new URL('../main/learner.js', import.meta.url)) },
  );
  const totalMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return {
    preset,
    ingestMs,
    totalMs,
    cpuMs: (user + system) / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    share: report.dataset.share,
  };
}

/** As a section of Markdown. */
export function driftTable(rows: number, own: readonly DriftTime[], peers: readonly PeerTime[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const peerOf = (preset: DriftPresetName): PeerTime | undefined => peers.find(({ peer }) => peer === preset);
  const lines = own.flatMap(({ preset, totalMs, cpuMs, peakRssBytes }) => {
    const peer = peerOf(preset);
    const ratio = peer?.seconds === undefined ? '' : ((1000 * peer.seconds) / totalMs).toFixed(1);
    return [
      `| Drydock, preset ${preset} | ${seconds(totalMs)} | ${seconds(cpuMs)} | ${megabytes(peakRssBytes)} | ${ratio} |`,
      ...(peer
        ? [
            peer.seconds === undefined
              ? `| ${peer.name} | not run: ${peer.why ?? ''} | | | |`
              : `| ${peer.name}${peer.windows < windowCount * (1 - referenceShare) ? `, ${String(peer.windows)} windows taken for all` : ''} | ${peer.seconds.toFixed(1)} | ${(peer.cpuSeconds ?? 0).toFixed(1)} | ${megabytes(peer.peakBytes ?? 0)} | 1 |`,
          ]
        : []),
    ];
  });
  return [
    '### Drift: a wide table',
    '',
    `${rows.toLocaleString('en-US')} rows × ${String(driftColumns)} float columns, ${String(windowCount)} windows of which a fifth are the reference; reading the Parquet file ` +
      `included, starting the program not (ingest, once a file: ${seconds(own[0]?.ingestMs ?? 0)} s). The ratio is how many times as long the peer takes for its own rules.`,
    '',
    '| | s | processor s | peak memory | ratio |',
    '|---|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}

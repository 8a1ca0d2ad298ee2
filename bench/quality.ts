// What the quality report costs: time and memory of every check over a messy table, at some rows and at four times as many.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QualitySettings } from '../app/api/schemas/quality.ts';
import { openDatabase, quoteText } from '../app/data/duckdb.ts';
import { ingest } from '../app/data/ingest.ts';
import { runChecks } from '../app/quality/runChecks.ts';

export interface QualityBenchRequest {
  kind: 'quality';
  /** A table that `writeMessyTable` wrote. */
  dataPath: string;
  cacheDir: string;
  /** A process that reads the file and does nothing else tells what the checks add. */
  ingestOnly: boolean;
}

export interface QualityTime {
  rows: number;
  ingestMs: number;
  totalMs: number;
  cpuMs: number;
  peakRssBytes: number;
  findings: number;
  /** The slowest first. */
  checks: { id: string; ms: number }[];
}

/** Columns of every kind, with the faults that the checks look for: 12 numbers, 3 categories, a text, a key, a label, a time. */
export async function writeMessyTable(path: string, rows: number): Promise<void> {
  const random = (index: number): string => `((hash(i * 64 + ${String(index)}) % 1000003)::DOUBLE / 1000003)`;
  const numbers = Array.from(
    { length: 12 },
    (_, c) =>
      `CASE WHEN ${random(20 + c)} < 0.03 THEN NULL WHEN ${random(40 + c)} < 0.01 THEN -999 ELSE 10 + 5 * ${random(c)} END AS n${String(c)}`,
  );
  const categories = Array.from(
    { length: 3 },
    (_, c) =>
      `(['Approach', 'Climb', 'climb ', 'Descent', 'Landing', 'Taxi', 'N/A'])[1 + (hash(i * 64 + ${String(52 + c)}) % 7)::INTEGER] AS c${String(c)}`,
  );
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    await connection.run(
      `COPY (SELECT i AS id, ${[...numbers, ...categories].join(', ')}, 'part ' || (hash(i * 64 + 60) % 200000) AS part,
         (${random(0)} + ${random(61)} > 1)::DOUBLE AS label,
         TIMESTAMP '2020-01-01' + to_seconds(i * 126144000 // ${String(rows)}) AS at FROM range(${String(rows)}) t(i) ORDER BY i)
       TO ${quoteText(path)} (FORMAT parquet)`,
    );
    connection.close();
  } finally {
    database.close();
  }
}

export async function measureQuality({ dataPath, cacheDir, ingestOnly }: QualityBenchRequest): Promise<QualityTime> {
  const projectDir = await mkdtemp(join(tmpdir(), 'drydock-bench-quality-'));
  try {
    const beforeIngest = performance.now();
    const card = await ingest({ paths: [dataPath], options: {} }, { cacheDir });
    const ingestMs = performance.now() - beforeIngest;
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const checks: QualityTime['checks'] = [];
    let findings = 0;
    if (!ingestOnly) {
      let last = started;
      let stage = '';
      const end = (next: string): void => {
        if (stage !== '') checks.push({ id: stage, ms: performance.now() - last });
        last = performance.now();
        stage = next;
      };
      const stored = await runChecks(
        {
          projectDir,
          card,
          mapping: null,
          settings: QualitySettings.parse({ target: 'label', time: 'at' }),
          period: null,
          reference: null,
          run: null,
          budgetMinutes: null,
          cacheDir,
          key: '',
        },
        {
          signal: new AbortController().signal,
          onProgress: (progress) => {
            if (progress.stage !== stage) end(progress.stage);
          },
          onPartial: () => undefined,
        },
      );
      end('');
      findings = stored.checks.reduce((sum, { measures }) => sum + measures.length, 0);
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      rows: card.rows,
      ingestMs,
      totalMs: performance.now() - started,
      cpuMs: (user + system) / 1000,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      findings,
      checks: checks.sort((a, b) => b.ms - a.ms),
    };
  } finally {
    await rm(projectDir, { recursive: true, force: true });
  }
}

/** As a section of Markdown. @param ingests the same tables, read and not checked */
export function qualityTable(all: readonly QualityTime[], ingests: readonly QualityTime[]): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const lines = all.map(
    ({ rows, ingestMs, totalMs, cpuMs, peakRssBytes, findings, checks }, at) =>
      `| ${rows.toLocaleString('en-US')} | ${seconds(ingestMs)} | ${seconds(totalMs)} | ${seconds(cpuMs)} | ${megabytes(peakRssBytes)} | ` +
      `${megabytes(ingests[at]?.peakRssBytes ?? 0)} | ${String(findings)} | ` +
      `${checks
        .slice(0, 4)
        .map(({ id, ms }) => `${id} ${seconds(ms)}`)
        .join(', ')} |`,
  );
  return [
    '### Quality report: time and memory',
    '',
    '19 columns (12 numbers, 3 categories, a text of 200,000 values, key, label, time) with missing cells, codes and spellings, Parquet.',
    '',
    '| rows | ingest s | checks s | processor s | peak memory | ingest alone | findings | slowest, s |',
    '|--:|--:|--:|--:|--:|--:|--:|---|',
    ...lines,
  ].join('\n');
}

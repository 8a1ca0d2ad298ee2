import type { Measurement } from './measure.ts';

export interface BenchResults {
  date: string;
  machine: string;
  software: string;
  threads: number;
  rows: number;
  bare: Measurement;
  parquet: Measurement;
  csv: Measurement;
  csvAgain: Measurement;
  large: Measurement;
  /** With a hidden width of 512 instead of 128. */
  heavy: Measurement;
  heavyBare: Measurement;
  bytes: { parquet: number; csv: number };
}

/** The results as a section of Markdown. */
export function resultsTable(results: BenchResults): string {
  const { bare, parquet, csv, csvAgain, large, rows } = results;
  const line = (name: string, one: Measurement, base = bare): string =>
    `| ${[
      name,
      count(one.rowsPerSecond),
      (one.rowsPerSecond / base.rowsPerSecond).toFixed(2),
      seconds(one.ingestMs),
      ...(one.timing
        ? [one.timing.readMs, one.timing.prepareMs, one.timing.inferMs, one.timing.writeMs, one.timing.metricsMs].map(seconds)
        : ['', '', seconds(one.totalMs), '', '']),
      seconds(one.totalMs),
      seconds(one.cpuMs),
      `${(one.peakRssBytes / 1e6).toFixed(0)} MB`,
    ].join(' | ')} |`;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    `## ${results.date}`,
    '',
    `${results.machine}; ${results.software}; ${count(rows)} rows × 30 float columns with label and time ` +
      `(Parquet ${megabytes(results.bytes.parquet)}, CSV ${megabytes(results.bytes.csv)}), two-layer network of 20,738 weights, ` +
      `${String(results.threads)} inference thread, batch ${count(parquet.batch)}, with the larger one ${count(results.heavy.batch)} (measured by the run).`,
    '',
    '| | rows/s | ratio | ingest s | read s | prepare s | infer s | write s | metrics s | total s | processor s | peak memory |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    line('bare loop', bare),
    line('Parquet', parquet),
    line('CSV, first time', csv),
    line('CSV, again (columnar copy)', csvAgain),
    line(`Parquet, ${count(rows * 4)} rows`, large),
    line('larger network (279,554 weights), bare loop', results.heavyBare, results.heavyBare),
    line('larger network, Parquet', results.heavy, results.heavyBare),
    '',
    `Ratio for Parquet: **${(parquet.rowsPerSecond / bare.rowsPerSecond).toFixed(2)}**, with the larger network **${(results.heavy.rowsPerSecond / results.heavyBare.rowsPerSecond).toFixed(2)}**. ` +
      `Memory at four times the rows: **${percent(large.peakRssBytes / parquet.peakRssBytes - 1)}**. ` +
      'Reading and preparing run in one thread beside inference, figures and predictions.parquet in another, so the parts add up to more than the total; ' +
      'ingest (hashing, profile, and for text the columnar copy) happens once per file and is not part of the total.',
  ].join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function percent(share: number): string {
  return `${share >= 0 ? '+' : ''}${(share * 100).toFixed(0)} %`;
}

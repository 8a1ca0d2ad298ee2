// How close is a whole validation to the bare runtime? Rows per second of validate() over a table on disk against a loop of
// session.run over the same tensors in memory, in one process each, on the same machine, one after the other.
//   node dist/bench/validate.js [--rows 1000000] [--write]
// Beside it the shares of a stress run (stress.ts), the quality report (quality.ts), drift of a wide table beside the peers (drift.ts,
// peers.ts), change detectors and verdicts (detectors.ts) and the server of a bundle beside a hand-written one (serve.ts): `--only` and
// the name of one for it alone.
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase, quoteText } from '../app/data/duckdb.ts';
import { runtimeVersion } from '../app/inference/runtime.ts';
import { mlp } from '../test/support/tinyModels.ts';
import { detectorsTable, measureDetectors, type DetectorsRequest, type DetectorTimes } from './detectors.ts';
import {
  driftTable,
  measureDrift,
  referenceRows,
  windowRows,
  writeDriftTable,
  type DriftBenchRequest,
  type DriftTime,
} from './drift.ts';
import { runMeasurement, type MeasureRequest, type Measurement } from './measure.ts';
import { measurePeer } from './peers.ts';
import { measureQuality, qualityTable, writeMessyTable, type QualityBenchRequest, type QualityTime } from './quality.ts';
import { resultsTable, type BenchResults } from './resultsTable.ts';
import { measureServe, serveTable } from './serve.ts';
import { measureStress, stressColumns, stressRows, stressTable, type StressRequest, type StressShares } from './stress.ts';

const featureCount = 30;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      write: { type: 'boolean' },
      threads: { type: 'string', default: '1' },
      'stress-minutes': { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const rows = Number(values.rows);
  const threads = Number(values.threads);
  // What else the machine does shows in the figures.
  const loadBefore = loadavg()[0] ?? 0;
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const cacheDir = join(folder, 'cache');
    await mkdir(cacheDir);
    const stress = async (): Promise<string> => {
      const dataPath = join(folder, 'stress.parquet');
      await writeTables([{ path: dataPath, rows: stressRows, format: 'PARQUET', columns: stressColumns }]);
      say('stress run');
      const minutes = Number(values['stress-minutes']);
      return stressTable(await inProcess<StressShares>({ kind: 'stress', dataPath, cacheDir, minutes }));
    };
    const quality = async (): Promise<string> => {
      const times: QualityTime[] = [];
      const ingests: QualityTime[] = [];
      for (const count of [rows, rows * 4]) {
        const dataPath = join(folder, `messy-${String(count)}.parquet`);
        await writeMessyTable(dataPath, count);
        for (const ingestOnly of [true, false]) {
          say(`${ingestOnly ? 'ingest' : 'quality'}, ${count.toLocaleString('en-US')} rows`);
          const time = await inProcess<QualityTime>({
            kind: 'quality',
            dataPath,
            cacheDir: join(cacheDir, String(ingestOnly)),
            ingestOnly,
          });
          (ingestOnly ? ingests : times).push(time);
        }
      }
      return qualityTable(times, ingests);
    };
    const serve = async (): Promise<string> => {
      const [dataPath, modelPath, largerModelPath] = ['serve.parquet', 'serve.onnx', 'serve-512.onnx'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      await writeTables([{ path: dataPath, rows: 5_000, format: 'PARQUET' }]);
      await writeFile(modelPath, mlp(featureCount, 128));
      await writeFile(largerModelPath, mlp(featureCount, 512));
      await mkdir(join(folder, 'larger'));
      return serveTable(await measureServe({ dataPath, modelPath, largerModelPath }, { folder, cacheDir, say }));
    };
    const drift = async (): Promise<string> => {
      const dataPath = join(folder, 'drift.parquet');
      await writeDriftTable(dataPath, rows);
      const own: DriftTime[] = [];
      for (const preset of ['drydock', 'nannyml', 'evidently'] as const) {
        say(`drift, preset ${preset}`);
        own.push(await inProcess<DriftTime>({ kind: 'drift', dataPath, cacheDir, rows, preset }));
      }
      const peers = (['nannyml', 'evidently'] as const).map((peer) => {
        say(`drift by ${peer}`);
        return measurePeer(peer, { dataPath, referenceRows: referenceRows(rows), windowRows: windowRows(rows), windows: 4 });
      });
      return driftTable(rows, own, peers);
    };
    const detectors = async (): Promise<string> => {
      say('change detectors');
      return detectorsTable(await inProcess<DetectorTimes>({ kind: 'detectors' }));
    };
    const parts: Record<string, () => Promise<string>> = { stress, quality, drift, detectors, serve };
    const only = parts[values.only ?? ''];
    if (only) {
      say(`\n${await only()}`);
      return;
    }
    const modelPath = join(folder, 'mlp.onnx');
    const heavyPath = join(folder, 'mlp-512.onnx');
    await writeFile(modelPath, mlp(featureCount, 128));
    await writeFile(heavyPath, mlp(featureCount, 512));
    say(`writing ${rows.toLocaleString('en-US')} rows × ${String(featureCount)} columns`);
    const parquet = join(folder, 'table.parquet');
    const csv = join(folder, 'table.csv');
    const large = join(folder, 'large.parquet');
    await writeTables([
      { path: parquet, rows, format: 'PARQUET' },
      { path: csv, rows, format: 'CSV' },
      { path: large, rows: rows * 4, format: 'PARQUET' },
    ]);
    const once = (
      request: Omit<MeasureRequest, 'modelPath' | 'threads' | 'cacheDir'> & { modelPath?: string },
    ): Promise<Measurement> => inProcess<Measurement>({ modelPath, ...request, threads, cacheDir });
    const told = (what: string, measured: Measurement): Measurement => {
      const { rowsPerSecond, peakRssBytes } = measured;
      say(`${what}: ${Math.round(rowsPerSecond).toLocaleString('en-US')} rows/s, peak ${(peakRssBytes / 1e6).toFixed(0)} MB`);
      return measured;
    };
    const whole = async (dataPath: string, times: number): Promise<Measurement> => {
      const all: Measurement[] = [];
      const count = dataPath === large ? rows * 4 : rows;
      for (let time = 0; time < times; time++) all.push(await once({ kind: 'validate', dataPath, rows: count }));
      return told(`validate ${dataPath.slice(folder.length + 1)}`, fastest(all));
    };
    /** A run and the bare loop in turns, with the batch that the run chose for itself, so that both meet the same machine. */
    const pair = async (what: string, path: string): Promise<{ run: Measurement; bare: Measurement }> => {
      const runs: Measurement[] = [];
      const loops: Measurement[] = [];
      for (let time = 0; time < 3; time++) {
        const run = await once({ kind: 'validate', dataPath: parquet, rows, modelPath: path });
        runs.push(run);
        loops.push(await once({ kind: 'bare', dataPath: parquet, rows, modelPath: path, batch: run.batch }));
      }
      return { run: told(`validate with the ${what}`, fastest(runs)), bare: told(`bare loop of the ${what}`, fastest(loops)) };
    };
    const { run: fromParquet, bare } = await pair('small network', modelPath);
    const fromCsv = await whole(csv, 1);
    const csvAgain = await whole(csv, 3);
    const fromLarge = await whole(large, 3);
    const { run: heavy, bare: heavyBare } = await pair('larger network', heavyPath);
    const results: BenchResults = {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}, load average ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after`,
      software: `Node ${process.versions.node}, onnxruntime ${await runtimeVersion()}`,
      threads,
      rows,
      bare,
      parquet: fromParquet,
      csv: fromCsv,
      csvAgain,
      large: fromLarge,
      heavy,
      heavyBare,
      bytes: { parquet: (await stat(parquet)).size, csv: (await stat(csv)).size },
    };
    const table = [resultsTable(results), await stress(), await quality(), await drift(), await detectors(), await serve()].join(
      '\n\n',
    );
    say(`\n${table}`);
    if (values.write) {
      const path = fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url));
      const before = await readFile(path, 'utf8').catch(() => '');
      await writeFile(path, `${[title, ...otherDates(before, results.date), table].join('\n\n')}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const title = `# Bench: validate against the bare runtime

\`npm run bench\` prints the figures, \`npm run bench -- --write\` also puts them here, one table for each date.

*Bare loop* is \`session.run\` over float32 tensors that already lie in memory; *validate* is everything a run does, from
opening the model to metrics.json on disk. Each measurement is a process of its own. A run and the loop it is compared with
take turns, and the fastest of three times counts: other work on the machine only ever makes a measurement slower.

With the small network the loop takes a third of a microsecond a row. Decoding a row of 32 columns from Parquet and laying it
out for the model takes longer than that on one core, so reading alone keeps the ratio below the aim of 0.8 there; the larger
network shows a run that is bound by inference.`;

/** The sections of a results file but the one of this date. */
function otherDates(results: string, date: string): string[] {
  return results
    .split(/^(?=## )/m)
    .slice(1)
    .map((section) => section.trim())
    .filter((section) => !section.startsWith(`## ${date}`));
}

/**
 * The fastest time. Ingest counts the first time; memory counts from the second time on, when nothing is ingested any more.
 */
function fastest(all: readonly Measurement[]): Measurement {
  const [first, ...later] = all as [Measurement, ...Measurement[]];
  const best = all.reduce((found, one) => (one.totalMs < found.totalMs ? one : found));
  const peakRssBytes = Math.max(...(later.length > 0 ? later : [first]).map((one) => one.peakRssBytes));
  return { ...best, peakRssBytes, ingestMs: first.ingestMs };
}

/** Correlated enough to be a table of something: normal-ish floats, a label that follows three of them, and a time. */
async function writeTables(tables: { path: string; rows: number; format: 'PARQUET' | 'CSV'; columns?: number }[]): Promise<void> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    const ofTable = (count: number): string[] =>
      Array.from(
        { length: count },
        (_, index) =>
          `((hash(i * ${String(count)} + ${String(index)}) % 2000001)::DOUBLE / 1000000 - 1)::FLOAT AS f${String(index)}`,
      );
    for (const { path, rows, format, columns: count = featureCount } of tables) {
      await connection.run(
        `COPY (SELECT *, (f0 + f1 - f2 > 0)::INTEGER AS label FROM (
           SELECT ${ofTable(count).join(', ')}, TIMESTAMP '2020-01-01' + to_seconds(i * 126144000 // ${String(rows)}) AS at FROM range(${String(rows)}) t(i) ORDER BY i
         )) TO ${quoteText(path)} (FORMAT ${format})`,
      );
    }
    connection.close();
  } finally {
    database.close();
  }
}

type BenchRequest = MeasureRequest | StressRequest | QualityBenchRequest | DriftBenchRequest | DetectorsRequest;

/** In a process of its own, so that memory and warm-up are its own. */
function inProcess<Result>(request: BenchRequest): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--measure'], { stdio: 'inherit' });
    child.on('message', (message) => {
      resolve(message as Result);
    });
    child.on('exit', (code) => {
      reject(new Error(`The measurement ended with ${String(code)}.`));
    });
    child.send(request);
  });
}

function measured(
  request: BenchRequest,
): Measurement | DetectorTimes | Promise<Measurement | StressShares | QualityTime | DriftTime> {
  if (request.kind === 'stress') return measureStress(request);
  if (request.kind === 'quality') return measureQuality(request);
  if (request.kind === 'detectors') return measureDetectors();
  return request.kind === 'drift' ? measureDrift(request) : runMeasurement(request);
}

if (process.argv.includes('--measure')) {
  process.once('message', (request: BenchRequest) => {
    void Promise.resolve(measured(request)).then((result) => process.send?.(result, () => process.exit(0)));
  });
} else {
  await main();
}

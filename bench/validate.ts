// How close is a whole validation to the bare runtime? Rows per second of validate() over a table on disk against a loop of
// session.run over the same tensors in memory, in one process each, on the same machine, one after the other.
//   node dist/bench/validate.js [--rows 1000000] [--write]
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase, quoteText } from '../app/data/duckdb.ts';
import { runtimeVersion } from '../app/inference/runtime.ts';
import { mlp } from '../test/support/tinyModels.ts';
import { runMeasurement, type MeasureRequest, type Measurement } from './measure.ts';
import { resultsTable, type BenchResults } from './resultsTable.ts';

const featureCount = 30;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      write: { type: 'boolean' },
      threads: { type: 'string', default: '1' },
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
    /**
     * The fastest of several times: other work on the machine only ever makes it slower. Ingest counts the first time; memory
     * counts from the second time on, when nothing is ingested any more.
     */
    const measured = async (
      what: string,
      request: Omit<MeasureRequest, 'modelPath' | 'threads' | 'cacheDir'> & { modelPath?: string },
      times = 3,
    ): Promise<Measurement> => {
      const all: Measurement[] = [];
      for (let time = 0; time < times; time++) all.push(await measure({ modelPath, ...request, threads, cacheDir }));
      const first = all[0] as Measurement;
      const best = all.reduce((fastest, one) => (one.totalMs < fastest.totalMs ? one : fastest));
      const peakRssBytes = Math.max(...(times > 1 ? all.slice(1) : all).map((one) => one.peakRssBytes));
      say(
        `${what}: ${Math.round(best.rowsPerSecond).toLocaleString('en-US')} rows/s, peak ${(peakRssBytes / 1e6).toFixed(0)} MB`,
      );
      return { ...best, peakRssBytes, ingestMs: first.ingestMs };
    };
    const whole = (dataPath: string, times?: number): Promise<Measurement> =>
      measured(
        `validate ${dataPath.slice(folder.length + 1)}`,
        {
          kind: 'validate',
          dataPath,
          rows: dataPath === large ? rows * 4 : rows,
        },
        times,
      );
    const fromParquet = await whole(parquet);
    // The same batch as the run chose for itself.
    const bare = await measured('bare loop', { kind: 'bare', dataPath: parquet, rows, batch: fromParquet.batch });
    const fromCsv = await whole(csv, 1);
    const csvAgain = await whole(csv);
    const fromLarge = await whole(large, 2);
    const heavy = await measured('validate with the larger network', {
      kind: 'validate',
      dataPath: parquet,
      rows,
      modelPath: heavyPath,
    });
    const heavyBare = await measured('bare loop of the larger network', {
      kind: 'bare',
      dataPath: parquet,
      rows,
      modelPath: heavyPath,
      batch: heavy.batch,
    });
    const results: BenchResults = {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}, load average ${loadBefore.toFixed(1)} before`,
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
    const table = resultsTable(results);
    say(`\n${table}`);
    if (values.write) {
      const path = fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url));
      const before = await readFile(path, 'utf8').catch(() => '');
      await writeFile(path, before.startsWith('# Bench') ? `${before.trimEnd()}\n\n${table}\n` : `${title}\n${table}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const title = `# Bench: validate against the bare runtime

\`npm run bench\` measures again; \`npm run bench -- --write\` adds the figures here. How to read it: docs/bench.md is not
needed: *bare loop* is \`session.run\` over float32 tensors that already lie in memory; *validate* is everything a run does,
from opening the model to metrics.json on disk. Each line is a process of its own.
`;

/** Correlated enough to be a table of something: normal-ish floats, a label that follows three of them, and a time. */
async function writeTables(tables: { path: string; rows: number; format: 'PARQUET' | 'CSV' }[]): Promise<void> {
  const database = await openDatabase();
  try {
    const connection = await database.connect();
    const columns = Array.from(
      { length: featureCount },
      (_, index) =>
        `((hash(i * ${String(featureCount)} + ${String(index)}) % 2000001)::DOUBLE / 1000000 - 1)::FLOAT AS f${String(index)}`,
    );
    for (const { path, rows, format } of tables) {
      await connection.run(
        `COPY (SELECT *, (f0 + f1 - f2 > 0)::INTEGER AS label FROM (
           SELECT ${columns.join(', ')}, TIMESTAMP '2020-01-01' + to_seconds(i * 126144000 // ${String(rows)}) AS at FROM range(${String(rows)}) t(i) ORDER BY i
         )) TO ${quoteText(path)} (FORMAT ${format})`,
      );
    }
    connection.close();
  } finally {
    database.close();
  }
}

/** In a process of its own, so that memory and warm-up are its own. */
function measure(request: MeasureRequest): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--measure'], { stdio: 'inherit' });
    child.on('message', (message) => {
      resolve(message as Measurement);
    });
    child.on('exit', (code) => {
      reject(new Error(`The measurement ended with ${String(code)}.`));
    });
    child.send(request);
  });
}

if (process.argv.includes('--measure')) {
  process.once('message', (request: MeasureRequest) => {
    void runMeasurement(request).then((result) => process.send?.(result, () => process.exit(0)));
  });
} else {
  await main();
}

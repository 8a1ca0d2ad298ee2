// How close is a whole validation to the bare runtime? Rows per second of validate() over a table on disk against a loop of
// session.run over the same tensors in memory, in one process each, on the same machine, one after the other.
//   node dist/bench/validate.js [--rows 1000000] [--write]
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
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
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const cacheDir = join(folder, 'cache');
    await mkdir(cacheDir);
    const modelPath = join(folder, 'mlp.onnx');
    await writeFile(modelPath, mlp(featureCount, 128));
    say(`writing ${rows.toLocaleString('en-US')} rows × ${String(featureCount)} columns`);
    const parquet = join(folder, 'table.parquet');
    const csv = join(folder, 'table.csv');
    const large = join(folder, 'large.parquet');
    await writeTables([
      { path: parquet, rows, format: 'PARQUET' },
      { path: csv, rows, format: 'CSV' },
      { path: large, rows: rows * 4, format: 'PARQUET' },
    ]);
    const measured = async (
      what: string,
      request: Omit<MeasureRequest, 'modelPath' | 'threads' | 'cacheDir'>,
    ): Promise<Measurement> => {
      const result = await measure({ ...request, modelPath, threads, cacheDir });
      say(
        `${what}: ${Math.round(result.rowsPerSecond).toLocaleString('en-US')} rows/s, peak ${(result.peakRssBytes / 1e6).toFixed(0)} MB`,
      );
      return result;
    };
    const whole = (dataPath: string): Promise<Measurement> =>
      measured(`validate ${dataPath.slice(folder.length + 1)}`, {
        kind: 'validate',
        dataPath,
        rows: dataPath === large ? rows * 4 : rows,
      });
    const fromParquet = await whole(parquet);
    // The same batch as the run chose for itself.
    const bare = await measured('bare loop', { kind: 'bare', dataPath: parquet, rows, batch: fromParquet.batch });
    const fromCsv = await whole(csv);
    const csvAgain = await whole(csv);
    const fromLarge = await whole(large);
    const results: BenchResults = {
      date: new Date().toISOString().slice(0, 10),
      machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${String(cpus().length)} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
      software: `Node ${process.versions.node}, onnxruntime ${await runtimeVersion()}`,
      threads,
      rows,
      bare,
      parquet: fromParquet,
      csv: fromCsv,
      csvAgain,
      large: fromLarge,
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

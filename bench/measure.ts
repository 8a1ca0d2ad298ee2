// One measurement, in a process of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunSettings, type Timing } from '../app/api/schemas/runs.ts';
import { readBatches } from '../app/data/readBatches.ts';
import { ingest } from '../app/data/ingest.ts';
import { openSession } from '../app/inference/runtime.ts';
import { preparationPlan } from '../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../app/mapping/suggestMapping.ts';
import { openModel } from '../app/model/openModel.ts';
import { neededOutputs } from '../app/prepare/predictions.ts';
import { createPreparer } from '../app/prepare/preparer.ts';
import type { TensorData } from '../app/prepare/tensors.ts';
import { createProject } from '../app/runs/projectStore.ts';
import { createRun, readRunRecord } from '../app/runs/runStore.ts';
import { validate } from '../app/runs/validate.ts';
import { threadReader } from '../main/worker/readerThread.ts';
import { threadTally } from '../main/worker/tallyThread.ts';

export interface MeasureRequest {
  kind: 'bare' | 'validate';
  modelPath: string;
  dataPath: string;
  rows: number;
  threads: number;
  /** Where the columnar copy of a text file is kept between measurements. */
  cacheDir: string;
  /** For the bare loop. */
  batch?: number;
}

export interface Measurement {
  rowsPerSecond: number;
  totalMs: number;
  batch: number;
  peakRssBytes: number;
  /** Reading the file into its columnar form, before the run. */
  ingestMs: number;
  timing: Timing | null;
  /** Processor time of all threads during `totalMs`; other work on the machine changes it less than the clock. */
  cpuMs: number;
}

export async function runMeasurement(request: MeasureRequest): Promise<Measurement> {
  const { cacheDir } = request;
  const { card: model, runPath } = await openModel(request.modelPath, { cacheDir });
  const beforeIngest = performance.now();
  const data = await ingest({ paths: [request.dataPath], options: {} }, { cacheDir });
  const ingestMs = performance.now() - beforeIngest;
  const mapping = suggestMapping(model, data, { target: 'label', time: 'at' });
  const plan = preparationPlan(model, data, mapping);
  if (request.kind === 'bare') {
    const session = await openSession(runPath, { provider: 'cpu', threads: request.threads });
    const preparer = createPreparer(plan);
    const batches: Record<string, TensorData>[] = [];
    let rows = 0;
    for await (const batch of readBatches(data, { columns: preparer.columns, batchRows: request.batch ?? 4096 })) {
      batches.push(preparer.prepare(batch).tensors);
      rows += batch.rowCount;
    }
    const outputs = neededOutputs(plan);
    for (const tensors of batches.slice(0, 3)) await session.run(tensors, outputs);
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    for (const tensors of batches) await session.run(tensors, outputs);
    const totalMs = performance.now() - start;
    return {
      rowsPerSecond: (rows / totalMs) * 1000,
      totalMs,
      batch: request.batch ?? 4096,
      peakRssBytes: peak(),
      ingestMs,
      timing: null,
      cpuMs: cpuSince(cpuBefore),
    };
  }
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-run-'));
  try {
    const settings = RunSettings.parse({ threads: request.threads });
    const { dir } = await createProject({ name: 'bench', projectsFolder: folder });
    const versions = { drydock: '0', onnxruntime: '0', node: process.versions.node, duckdb: '0' };
    const run = await createRun(dir, { model, data, mapping, plan, settings, versions });
    const cpuBefore = process.cpuUsage();
    const report = await validate(
      { runDir: run.folder.dir, model, runPath, data, mapping, settings, provider: 'cpu' },
      {
        openReader: threadReader(new URL('../main/reader.js', import.meta.url)),
        openTally: threadTally(new URL('../main/tally.js', import.meta.url)),
        onProgress: () => undefined,
        onPartial: () => undefined,
      },
    );
    const cpuMs = cpuSince(cpuBefore);
    const { batch } = await readRunRecord(run.folder);
    const { timing } = report;
    return {
      rowsPerSecond: timing.rowsPerSecond,
      totalMs: timing.totalMs,
      batch: batch ?? 0,
      peakRssBytes: peak(),
      ingestMs,
      timing,
      cpuMs,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The largest memory this process ever had, in bytes (the system counts in KiB). */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

// Entry of the bundle's prediction server. With --inference it is the process that runs the model.
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { AppError, toWire } from '../../app/base/errors.ts';
import { listenProblem } from '../../app/base/listening.ts';
import { runInferenceChild } from './inferenceChild.ts';
import { inferenceArgument } from './inferenceProtocol.ts';
import { createLog, gathered, type Log } from './log.ts';
import { whyNotTogether } from './pool/batchable.ts';
import { InferencePool } from './pool/inferencePool.ts';
import { createRowLogger } from './predictionLog/loggedRows.ts';
import { PredictionLog } from './predictionLog/predictionLog.ts';
import { createPredictionServer } from './predictionServer.ts';
import { readServedModel, type ServedModel } from './servedModel.ts';
import { ServerMetrics } from './serverMetrics.ts';
import { readSettings, type Settings } from './settings.ts';
import { DataWatch } from './watch/dataWatch.ts';

const entry = fileURLToPath(import.meta.url);
/** A disk that does not answer must not keep the process from ending. */
const flushMs = 5000;
const output = gathered((text) => void process.stdout.write(text));
process.on('exit', output.flush);

function createPool(model: ServedModel, settings: Settings, about: { log: Log; metrics: ServerMetrics }): InferencePool {
  const { workers, isolated, threads, maxQueue, timeoutMs, maxBatchRows, maxBatchDelayMs } = settings;
  return new InferencePool({
    entry,
    start: { modelPath: model.modelPath, threads, plan: model.plan },
    workers,
    isolated,
    maxQueue,
    timeoutMs,
    batching: whyNotTogether(model) === null ? { maxRows: maxBatchRows, maxDelayMs: maxBatchDelayMs } : null,
    log: about.log,
    onBatch: (batch) => about.metrics.batch(batch),
  });
}

async function serve(): Promise<void> {
  const settings = readSettings(process.env, entry);
  const log = createLog(settings.logLevel, output.write);
  const model = await readServedModel(settings.bundle);
  const { name, version, manifest } = model;
  const metrics = new ServerMetrics({
    name,
    version,
    sha256: manifest.model.sha256,
  });
  const pool = createPool(model, settings, { log, metrics });
  const predictionLog = settings.predictionLog && {
    rows: createRowLogger(model, settings.predictionLog),
    log: new PredictionLog({ settings: settings.predictionLog, log }),
  };
  const { baseline } = model;
  const windowRows = settings.watchRows ?? baseline?.window.rows ?? 0;
  const watch = baseline && windowRows > 0 ? new DataWatch(baseline, model.plan, windowRows) : null;
  const server = createPredictionServer({ model, pool, settings, log, metrics, predictionLog, watch });

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log('info', 'stopping', { signal });
    await server.drain();
    await pool.stop();
    await predictionLog?.log.close(flushMs);
    log('info', 'stopped');
    process.exitCode = 0;
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));

  await new Promise<void>((resolve, reject) => {
    server.http.once('error', (error) => {
      const message = listenProblem(error, settings);
      const hint = 'Set PORT or HOST to another, or stop what has it.';
      reject(message === null ? error : new AppError('CONFLICT', message, { hint, cause: error }));
    });
    server.http.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.http.address() as AddressInfo;
  // Live from here on; ready once the model is loaded.
  log('info', 'listening', { host: settings.host, port, model: model.name });
  try {
    const { provider, runtime } = await pool.start();
    metrics.runsOn(runtime);
    const apart = whyNotTogether(model);
    log('info', 'ready', {
      provider,
      ...(settings.isolated ? { inferencePid: pool.pids[0] } : { isolation: 'none' }),
      workers: settings.workers,
      threads: settings.threads,
      ...(apart !== null && { batching: `off: ${apart}` }),
    });
  } catch (error) {
    if (!stopping) throw error;
  }
}

if (process.argv.includes(inferenceArgument)) {
  runInferenceChild();
} else {
  serve().catch((error: unknown) => {
    const wire = toWire(error);
    const detail = error instanceof Error ? error.message : String(error);
    // Always said, whatever LOG_LEVEL is: a server that cannot start must not be silent.
    createLog('error', output.write)('error', 'cannot start', {
      code: wire.code,
      message: wire.code === 'INTERNAL' ? detail : wire.message,
      hint: wire.hint,
    });
    process.exit(1);
  });
}

// Entry of the bundle's prediction server. With --inference it is the process that runs the model.
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import { toWire } from '../../app/base/errors.ts';
import { runInferenceChild } from './inferenceChild.ts';
import { InferenceProcess } from './inferenceProcess.ts';
import { inferenceArgument } from './inferenceProtocol.ts';
import { createLog } from './log.ts';
import { PredictionLog } from './predictionLog/predictionLog.ts';
import { createPredictionServer } from './predictionServer.ts';
import { readServedModel } from './servedModel.ts';
import { readSettings } from './settings.ts';

const entry = fileURLToPath(import.meta.url);
/** A disk that does not answer must not keep the process from ending. */
const flushMs = 5000;
const write = (line: string): void => void process.stdout.write(line);

async function serve(): Promise<void> {
  const settings = readSettings(process.env, entry);
  const log = createLog(settings.logLevel, write);
  const model = await readServedModel(settings.bundle);
  const inference = new InferenceProcess({
    entry,
    start: { modelPath: model.modelPath, threads: settings.threads, plan: model.plan },
    maxQueue: settings.maxQueue,
    timeoutMs: settings.timeoutMs,
    log,
  });
  const predictionLog = settings.predictionLog && new PredictionLog({ settings: settings.predictionLog, log });
  const server = createPredictionServer({ model, inference, settings, log, predictionLog });

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log('info', 'stopping', { signal });
    await server.drain();
    await inference.stop();
    await predictionLog?.close(flushMs);
    log('info', 'stopped');
    process.exitCode = 0;
  };
  process.on('SIGTERM', (signal) => void stop(signal));
  process.on('SIGINT', (signal) => void stop(signal));

  await new Promise<void>((resolve, reject) => {
    server.http.once('error', reject);
    server.http.listen(settings.port, settings.host, resolve);
  });
  const { port } = server.http.address() as AddressInfo;
  // Live from here on; ready once the model is loaded.
  log('info', 'listening', { host: settings.host, port, model: model.name });
  try {
    const provider = await inference.start();
    log('info', 'ready', { provider, inferencePid: inference.pid });
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
    createLog('error', write)('error', 'cannot start', {
      code: wire.code,
      message: wire.code === 'INTERNAL' ? detail : wire.message,
      hint: wire.hint,
    });
    process.exit(1);
  });
}

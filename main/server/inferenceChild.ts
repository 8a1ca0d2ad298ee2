// The inference process: columns in, predictions or tensors out, one request at a time.
import { Socket } from 'node:net';
import { PreparationPlan } from '../../app/api/schemas/mapping.ts';
import { isAppError, toWire } from '../../app/base/errors.ts';
import { runPrepared } from '../../app/inference/runPrepared.ts';
import { openSession, runtimeVersion, type Session } from '../../app/inference/runtime.ts';
import { unpackedRows } from '../../app/prepare/packedRows.ts';
import { readOutputs } from '../../app/prepare/predictions.ts';
import { createPreparer } from '../../app/prepare/preparer.ts';
import { servedOutputs } from '../../app/prepare/servedOutputs.ts';
import { endWithParent } from './endWithParent.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import {
  channelNumber,
  type FromInference,
  type InferenceResult,
  type InferenceStart,
  type InferenceTask,
  type ToInference,
} from './inferenceProtocol.ts';
import { modelRefusal } from './modelRefusal.ts';

interface Loaded {
  session: Session;
  run(task: InferenceTask): Promise<InferenceResult>;
}

async function load(start: InferenceStart): Promise<Loaded> {
  const plan = PreparationPlan.parse(start.plan);
  const session = await openSession(start.modelPath, { provider: 'cpu', threads: start.threads });
  const preparer = createPreparer(plan);
  return {
    session,
    async run(task) {
      const { rowCount } = task.batch;
      const prepared = task.kind === 'rows' ? preparer.prepare(unpackedRows(plan, task.batch)) : task.batch;
      const { rejected } = prepared;
      const outputs = await runPrepared(session, plan, prepared).catch(async (error: unknown) => {
        throw await modelRefusal(error, session, plan, prepared);
      });
      return {
        rejected,
        ...((task.kind === 'rows' || task.read) && { predictions: readOutputs(plan, outputs, rowCount, rejected) }),
        ...(task.kind === 'tensors' && { outputs: servedOutputs(plan, outputs, rowCount) }),
      };
    },
  };
}

/** Lives until the parent closes the channel; leaves signals to the parent, so that a drain can finish its work. */
export function runInferenceChild(): void {
  let loaded: Loaded | undefined;
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  endWithParent();
  const channel = new Socket({ fd: channelNumber, readable: true, writable: true });
  channel.on('error', () => process.exit(0));
  channel.on('close', () => process.exit(0));
  const send = (message: FromInference, onSent?: () => void): void => void channel.write(encodeFrame(message), onSent);

  const start = async (message: InferenceStart): Promise<void> => {
    try {
      loaded = await load(message);
      send({ type: 'ready', provider: loaded.session.provider, runtime: await runtimeVersion() });
    } catch (error) {
      send({ type: 'failed', error: toWire(error) }, () => process.exit(1));
    }
  };
  const work = async (id: number, task: InferenceTask): Promise<void> => {
    try {
      if (!loaded) throw new Error('A task came before the model was loaded.');
      send({ type: 'result', id, result: await loaded.run(task) });
    } catch (error) {
      send({ type: 'error', id, error: toWire(error), detail: isAppError(error) ? undefined : String(error) });
    }
  };
  const take = (message: ToInference): void => {
    void (message.type === 'start' ? start(message.start) : work(message.id, message.task));
  };
  const reader = new FrameReader((message) => take(message as ToInference));
  channel.on('data', (piece) => reader.push(piece));
}

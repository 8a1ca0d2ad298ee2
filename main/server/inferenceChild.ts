// The inference process: columns in, predictions or tensors out, one request at a time.
import { Socket } from 'node:net';
import { isAppError, toWire } from '../../app/base/errors.ts';
import { runtimeVersion } from '../../app/inference/runtime.ts';
import { endWithParent } from './endWithParent.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import {
  channelNumber,
  type FromInference,
  type InferenceStart,
  type InferenceTask,
  type ToInference,
} from './inferenceProtocol.ts';
import { loadModel, type LoadedModel } from './loadedModel.ts';

/** Lives until the parent closes the channel; leaves signals to the parent, so that a drain can finish its work. */
export function runInferenceChild(): void {
  let loaded: LoadedModel | undefined;
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  endWithParent();
  const channel = new Socket({ fd: channelNumber, readable: true, writable: true });
  channel.on('error', () => process.exit(0));
  channel.on('close', () => process.exit(0));
  const send = (message: FromInference, onSent?: () => void): void => void channel.write(encodeFrame(message), onSent);

  const start = async (message: InferenceStart): Promise<void> => {
    try {
      loaded = await loadModel(message);
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

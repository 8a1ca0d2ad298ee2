import { Worker } from 'node:worker_threads';
import { AppError, fromWire } from '../../app/base/errors.ts';
import type { BatchReader, OpenReader, ReadBatch } from '../../app/runs/batchReader.ts';
import type { ReaderMessage, ReaderOrder } from './reader.ts';

/** Batches the reader may be ahead: enough to bridge one slow read, few enough to keep memory flat. */
const credits = 3;

/** A reader in a thread of its own. `entry` is the built main/worker/reader.ts. */
export function threadReader(entry: URL): OpenReader {
  return (request) => {
    const thread = new Worker(entry, { workerData: request });
    const arrived: ReadBatch[] = [];
    let ended = false;
    let failure: Error | null = null;
    let wake: (() => void) | undefined;
    const order = (message: ReaderOrder): void => {
      thread.postMessage(message);
    };
    const fail = (error: Error): void => {
      failure ??= error;
      wake?.();
    };
    thread.on('message', (message: ReaderMessage) => {
      if (message.kind === 'batch') arrived.push(message.batch);
      else if (message.kind === 'end') ended = true;
      else failure ??= fromWire(message.error);
      wake?.();
    });
    thread.on('error', fail);
    const exited = new Promise<void>((resolve) => {
      thread.on('exit', () => {
        if (!ended) fail(new AppError('INTERNAL', 'The reader ended unexpectedly.', { hint: 'Please try again.' }));
        resolve();
      });
    });
    order({ kind: 'credit', batches: credits });

    const reader: BatchReader = {
      async next() {
        for (;;) {
          const batch = arrived.shift();
          if (batch) {
            order({ kind: 'credit', batches: 1 });
            return batch;
          }
          if (failure) throw failure;
          if (ended) return null;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      async close() {
        order({ kind: 'stop' });
        await exited;
      },
    };
    return Promise.resolve(reader);
  };
}

import { Worker } from 'node:worker_threads';
import type { ColumnBatch } from '../../app/base/columns.ts';
import { AppError, fromWire } from '../../app/base/errors.ts';
import type { BatchReader, OpenReader, ReadBatch } from '../../app/runs/batchReader.ts';
import { creditCell, stopCell, type ReaderData, type ReaderMessage, type ReaderOrder } from './readerProtocol.ts';

/** Batches the reader may be ahead: enough to bridge one slow read, few enough to keep memory flat. */
const credits = 3;

/** A reader in a thread of its own. `entry` is the built main/worker/reader.ts. */
export function threadReader(entry: URL): OpenReader {
  return (request) => {
    const cells = new Int32Array(new SharedArrayBuffer(8));
    cells[creditCell] = credits;
    const thread = new Worker(entry, { workerData: { request, cells } satisfies ReaderData });
    const order = (message: ReaderOrder): void => {
      thread.postMessage(message);
    };
    const arrived: ReadBatch[] = [];
    let sample: ColumnBatch | null | undefined;
    let ended = false;
    let failure: Error | null = null;
    let wake: (() => void) | undefined;
    const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve));

    thread.on('message', (message: ReaderMessage) => {
      if (message.kind === 'batch') arrived.push(message.batch);
      else if (message.kind === 'sample') sample = message.batch;
      else if (message.kind === 'end') ended = true;
      else failure ??= fromWire(message.error);
      wake?.();
    });
    thread.on('error', (error) => {
      failure ??= error instanceof Error ? error : new Error(String(error));
      wake?.();
    });
    const exited = new Promise<void>((resolve) => {
      thread.on('exit', () => {
        if (!ended) failure ??= new AppError('INTERNAL', 'The reader ended unexpectedly.', { hint: 'Please try again.' });
        wake?.();
        resolve();
      });
    });

    const reader: BatchReader = {
      async sample(rows) {
        order({ kind: 'sample', rows });
        while (sample === undefined) {
          if (failure) throw failure;
          await changed();
        }
        return sample;
      },
      start(how) {
        order({ kind: 'start', how });
      },
      async next() {
        for (;;) {
          const batch = arrived.shift();
          if (batch) {
            Atomics.add(cells, creditCell, 1);
            Atomics.notify(cells, creditCell);
            return batch;
          }
          if (failure) throw failure;
          if (ended) return null;
          await changed();
        }
      },
      async close() {
        Atomics.store(cells, stopCell, 1);
        Atomics.add(cells, creditCell, 1);
        Atomics.notify(cells, creditCell);
        order({ kind: 'stop' });
        await exited;
      },
    };
    return reader;
  };
}

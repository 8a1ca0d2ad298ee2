// Entry of the reader thread: dataset -> tensors, batch by batch, a few ahead of the runtime. It holds no native work that
// could outlive it but DuckDB's, and ends by itself when told to; it is never terminated while inference runs.
import { parentPort, workerData } from 'node:worker_threads';
import { toWire } from '../../app/base/errors.ts';
import { readPrepared, readSample, transferList } from '../../app/runs/batchReader.ts';
import type { ReaderStart } from '../../app/runs/readerRequest.ts';
import { creditCell, stopCell, type ReaderData, type ReaderMessage, type ReaderOrder } from './readerProtocol.ts';

function serve(port: NonNullable<typeof parentPort>, { request, cells }: ReaderData): void {
  const send = (message: ReaderMessage, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  const isStopped = (): boolean => Atomics.load(cells, stopCell) === 1;
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') console.error(error);
      send({ kind: 'failed', error: wire });
    }
  };
  const run = async (how: ReaderStart): Promise<void> => {
    for await (const batch of readPrepared({ ...request, ...how })) {
      // Nothing else happens in this thread, so it may simply sleep.
      while (Atomics.load(cells, creditCell) <= 0 && !isStopped()) Atomics.wait(cells, creditCell, 0);
      if (isStopped()) break;
      Atomics.sub(cells, creditCell, 1);
      send({ kind: 'batch', batch }, transferList(batch));
    }
    send({ kind: 'end' });
  };
  port.on('message', (order: ReaderOrder) => {
    if (order.kind === 'stop') port.close();
    else if (order.kind === 'sample')
      void guarded(async () => send({ kind: 'sample', batch: await readSample(request, order.rows) }));
    else void guarded(() => run(order.how)).then(() => port.close());
  });
}

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
serve(parentPort, workerData as ReaderData);

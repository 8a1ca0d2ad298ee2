// Entry of the reader thread: dataset -> tensors, batch by batch, a few ahead of the runtime. It holds no native work that
// could outlive it but DuckDB's, and ends by itself when told to; it is never terminated while inference runs.
import { parentPort, workerData } from 'node:worker_threads';
import { readPrepared, transferList, type ReadBatch, type ReaderRequest } from '../../app/runs/batchReader.ts';
import { toWire, type WireError } from '../../app/base/errors.ts';

/** What the thread sends. */
export type ReaderMessage = { kind: 'batch'; batch: ReadBatch } | { kind: 'end' } | { kind: 'failed'; error: WireError };

/** What it is sent: leave to send so many more batches, or to stop. */
export type ReaderOrder = { kind: 'credit'; batches: number } | { kind: 'stop' };

const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');

let credit = 0;
let wake: (() => void) | undefined;
const stop = new AbortController();

port.on('message', (order: ReaderOrder) => {
  if (order.kind === 'stop') stop.abort();
  else credit += order.batches;
  wake?.();
});

async function waitForCredit(): Promise<void> {
  while (credit === 0 && !stop.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
}

function send(message: ReaderMessage, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

try {
  for await (const batch of readPrepared(workerData as ReaderRequest, { signal: stop.signal })) {
    await waitForCredit();
    if (stop.signal.aborted) break;
    credit--;
    send({ kind: 'batch', batch }, transferList(batch));
  }
  send({ kind: 'end' });
} catch (error) {
  send({ kind: 'failed', error: toWire(error) });
} finally {
  port.close();
}

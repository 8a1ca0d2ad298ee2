// Entry of the tally thread: blocks of predictions -> figures and predictions.parquet, while the runtime blocks the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { toWire } from '../../app/base/errors.ts';
import { openLocalTally } from '../../app/runs/runTally.ts';
import { takenCell, type TallyData, type TallyMessage, type TallyOrder } from './tallyProtocol.ts';

function serve(port: NonNullable<typeof parentPort>, { request, wantsLive, cells }: TallyData): void {
  const send = (message: TallyMessage): void => {
    port.postMessage(message);
  };
  const tally = openLocalTally(request, wantsLive ? (figures) => send({ kind: 'live', figures }) : undefined);
  let failed = false;

  const obey = async (order: TallyOrder): Promise<void> => {
    if (order.kind === 'stop') {
      await tally.close();
      port.close();
      return;
    }
    try {
      if (failed) return;
      if (order.kind === 'finish') send({ kind: 'finished', figures: await tally.finish() });
      else await tally.add(order.block, order.newLabels);
    } catch (error) {
      failed = true;
      const wire = toWire(error);
      if (wire.code === 'INTERNAL') console.error(error);
      send({ kind: 'failed', error: wire });
    } finally {
      if (order.kind === 'add') {
        Atomics.add(cells, takenCell, order.block.rowCount);
        Atomics.notify(cells, takenCell);
      }
    }
  };
  // One after the other: taking a block waits for the disk now and then.
  let last = Promise.resolve();
  port.on('message', (order: TallyOrder) => {
    last = last.then(() => obey(order));
  });
}

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
serve(parentPort, workerData as TallyData);

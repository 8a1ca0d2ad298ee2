import { Worker } from 'node:worker_threads';
import { yieldToEventLoop } from '../../app/base/abort.ts';
import { AppError, fromWire } from '../../app/base/errors.ts';
import type { PredictionBlock } from '../../app/runs/predictionBlock.ts';
import type { FinishedFigures } from '../../app/runs/runFigures.ts';
import type { OpenTally } from '../../app/runs/runTally.ts';
import { takenCell, type TallyData, type TallyMessage, type TallyOrder } from './tallyProtocol.ts';

/** Rows and numbers that may wait for the thread: enough for it to start and to send figures, few enough to keep memory flat. */
const waitingRows = 262_144;
const waitingNumbers = 4_000_000;
/** Waiting lets messages in so often. */
const waitMs = 20;

/** A tally in a thread of its own. `entry` is the built main/worker/tally.ts. */
export function threadTally(entry: URL): OpenTally {
  return (request, onLive) => {
    const cells = new Int32Array(new SharedArrayBuffer(4));
    const limit = Math.min(waitingRows, Math.floor(waitingNumbers / (4 + request.plan.reading.classes.length)));
    let given = 0;
    let figures: FinishedFigures | null = null;
    let failure: Error | null = null;
    let wake: (() => void) | undefined;

    const start = (): Worker => {
      const worker = new Worker(entry, {
        workerData: { request, wantsLive: onLive !== undefined, cells } satisfies TallyData,
      });
      worker.on('message', (message: TallyMessage) => {
        if (message.kind === 'live') onLive?.(message.figures);
        else if (message.kind === 'finished') figures = message.figures;
        else failure ??= fromWire(message.error);
        wake?.();
      });
      worker.on('error', (error) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        wake?.();
      });
      exited = new Promise<void>((resolve) => {
        worker.on('exit', () => {
          failure ??= new AppError('INTERNAL', 'The counting of a run ended unexpectedly.', { hint: 'Please try again.' });
          wake?.();
          resolve();
        });
      });
      return worker;
    };
    // With the first rows: until then opening the model and reading need the processor.
    let thread: Worker | null = null;
    let exited = Promise.resolve();
    const order = (message: TallyOrder, transfer: ArrayBuffer[] = []): void => {
      thread ??= start();
      thread.postMessage(message, transfer);
    };

    return {
      async add(block, newLabels) {
        if (failure) throw failure;
        order({ kind: 'add', block, newLabels }, buffersOf(block));
        given += block.rowCount;
        for (;;) {
          const taken = Atomics.load(cells, takenCell);
          if (((given - taken) | 0) <= limit) return;
          Atomics.wait(cells, takenCell, taken, waitMs);
          await yieldToEventLoop();
          if (failure) throw failure as Error;
        }
      },
      async finish() {
        order({ kind: 'finish' });
        for (;;) {
          if (figures) return figures;
          if (failure) throw failure;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      async close() {
        if (thread) order({ kind: 'stop' });
        await exited;
      },
    };
  };
}

function buffersOf({ time, actual, predicted, scores, weight }: PredictionBlock): ArrayBuffer[] {
  const arrays = [time, actual, predicted, scores, weight].filter((array) => array !== null);
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}

// What takes the predictions of a run: in a thread of its own, so that figures are made while the runtime blocks the main
// thread; or in-process.
import type { PredictionBlock } from './predictionBlock.ts';
import { RunFigures, type FiguresRequest, type FinishedFigures } from './runFigures.ts';
import type { LiveScores } from './runScores.ts';

export interface RunTally {
  /**
   * Takes the next block over: its arrays may be gone afterwards. Waits while too many rows are under way.
   * @param newLabels unknown labels that the block is the first to have
   */
  add(block: PredictionBlock, newLabels: readonly string[]): Promise<void>;
  /** Everything that was added, evaluated; `onLive` hears of the last rows before. Throws what adding threw. */
  finish(): Promise<FinishedFigures>;
  /** Ends it, finished or not. */
  close(): Promise<void>;
}

export type OpenTally = (request: FiguresRequest, onLive?: (figures: LiveScores) => void) => RunTally;

const liveEveryMs = 250;

/** When figures of a run under way are due. */
export class LivePace {
  #last = performance.now();

  isDue(): boolean {
    return performance.now() - this.#last >= liveEveryMs;
  }

  told(startedAt: number): void {
    const now = performance.now();
    // With very many windows the figures themselves take time: never more than a tenth of it.
    this.#last = now + Math.max(0, (now - startedAt) * 9 - liveEveryMs);
  }
}

/** Counts in this thread: simple, and what tests use; running and counting then take turns. */
export const openLocalTally: OpenTally = (request, onLive) => {
  const figures = new RunFigures(request);
  const pace = new LivePace();
  const tell = (): void => {
    const start = performance.now();
    onLive?.(figures.live());
    pace.told(start);
  };
  return {
    async add(block, newLabels) {
      await figures.add(block, newLabels);
      if (onLive && pace.isDue()) tell();
    },
    finish() {
      if (onLive) tell();
      return figures.finish();
    },
    close: () => figures.discard(),
  };
};

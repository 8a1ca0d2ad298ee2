// What the tally thread and its owner say to each other.
import type { WireError } from '../../app/base/errors.ts';
import type { PredictionBlock } from '../../app/runs/predictionBlock.ts';
import type { FiguresRequest, FinishedFigures } from '../../app/runs/runFigures.ts';
import type { LiveScores } from '../../app/runs/runScores.ts';

/** Shared with the thread: rows it has taken so far, modulo 2³². A message for each block would cost more than it tells. */
export const takenCell = 0;

export interface TallyData {
  request: FiguresRequest;
  wantsLive: boolean;
  cells: Int32Array;
}

export type TallyOrder =
  { kind: 'add'; block: PredictionBlock; newLabels: readonly string[] } | { kind: 'finish' } | { kind: 'stop' };

export type TallyMessage =
  { kind: 'live'; figures: LiveScores } | { kind: 'finished'; figures: FinishedFigures } | { kind: 'failed'; error: WireError };

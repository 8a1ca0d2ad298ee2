import type { Confusion, Evaluation, Metrics, Timeline, TimelineWindow } from '../api/schemas/runs.ts';
import type { OrderedPredictions } from './orderedPredictions.ts';
import type { PredictionBlock, PredictionSource } from './predictionBlock.ts';

/** Figures from running counts alone, while rows still come in. */
export interface LiveScores {
  rows: number;
  labelled: number;
  metrics: Metrics;
  confusion?: Confusion;
  timeline: TimelineWindow[];
}

export interface FinishOptions {
  /** The same blocks again, as often as needed. */
  source: PredictionSource;
  /** The same rows sorted, for what does not fit into memory or has weights. */
  ordered: OrderedPredictions;
  /** Texts of the labels the model does not know, by their number. */
  unknownLabels: readonly string[];
  reference: Timeline['reference'];
}

/** Turns predictions into figures: `add` every block, then `finish` once. */
export interface RunScores {
  add(block: PredictionBlock): void;
  live(): LiveScores;
  finish(options: FinishOptions): Promise<{ evaluation: Evaluation; timeline: Timeline | null }>;
}

/** Values that are sorted in memory at once: 64 MiB. */
export const sortLimit = 8 * 1024 * 1024;

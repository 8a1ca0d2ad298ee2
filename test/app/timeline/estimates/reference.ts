import { readFileSync } from 'node:fs';

export interface Figure {
  value: number;
  error: number;
  low: number;
  high: number;
}

export type Chunk<Name extends string> = Record<Name, Figure>;
export type NannyMetric = 'roc_auc' | 'average_precision' | 'f1' | 'precision' | 'recall' | 'specificity' | 'accuracy';

/** Written by test/reference/estimates.py. */
export const reference = JSON.parse(readFileSync(new URL('../../../reference/estimates.json', import.meta.url), 'utf8')) as {
  binary: {
    needsCalibration: boolean;
    own: Chunk<NannyMetric>[];
    ownCells: number[][];
    raw: Chunk<NannyMetric>[];
    rawCells: number[][];
    calibrated: Chunk<NannyMetric>[];
    /** Score in percent, predicted, actual, rows. */
    reference: [number, number, number, number][];
    /** Score in percent, predicted, rows. */
    chunks: [number, number, number][][];
  };
  multiclass: {
    needsCalibration: boolean[];
    own: Chunk<NannyMetric>[];
    raw: Chunk<NannyMetric>[];
    reference: { scores: number[][]; decided: number[]; labels: number[] };
    window: { scores: number[][]; decided: number[] };
  };
  dle: { chunks: Chunk<'mae' | 'rmse' | 'rmsle'>[]; realised: Record<'mae' | 'rmse' | 'rmsle', number[]> };
  multivariate: { components: number; windows: { reconstruction: Figure; domainAuc: number }[] };
};

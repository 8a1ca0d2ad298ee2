import type { PredictionShape } from './predictionBlock.ts';

/** The name of the column with the probability of a class. */
export function scoreColumn(label: string): string {
  return `score_${label}`;
}

/**
 * Columns of predictions.parquet in order; only those that a run has. `row` is 1-based. The mark of the gate stands last:
 * runs made before it was written lack it, and who reads the file here works it out from the scores.
 */
export function predictionColumns(
  shape: PredictionShape,
  about: { classes: readonly string[]; hasId: boolean; isGated: boolean },
): string[] {
  return [
    'row',
    ...(shape.hasTime ? ['time'] : []),
    ...(about.hasId ? ['id'] : []),
    ...(shape.hasActual ? ['actual'] : []),
    'predicted',
    ...(shape.hasScores ? about.classes.map(scoreColumn) : []),
    ...(shape.hasWeight ? ['weight'] : []),
    ...(about.isGated && shape.hasScores ? ['abstained'] : []),
  ];
}

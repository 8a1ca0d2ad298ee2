// The answers a server must give, computed by the code the server runs.
import type { PreparationPlan } from '../../api/schemas/mapping.ts';
import type { Session } from '../../inference/runtime.ts';
import { runPrepared } from '../../inference/runPrepared.ts';
import { readOutputs, type PredictionBatch } from '../../prepare/predictions.ts';
import { createPreparer, type PreparedBatch } from '../../prepare/preparer.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import type { TensorData } from '../../prepare/tensors.ts';
import type { NamedRow } from './namedRows.ts';

export interface GoldenAnswer {
  prediction: string | number | null;
  scores?: Record<string, number | null> | null;
  abstained?: boolean;
}

/** What /predict answers for these predictions, but for the wording of refusals. */
export function goldenAnswers(plan: PreparationPlan, predictions: PredictionBatch): GoldenAnswer[] {
  const { classes, task } = plan.reading;
  const { abstained } = predictions;
  const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  return Array.from({ length: predictions.rowCount }, (_, row): GoldenAnswer => {
    if (task === 'regression') return { prediction: finite(predictions.values?.[row]) };
    const index = predictions.classIndex?.[row] ?? -1;
    const prediction = classes[index] ?? null;
    const { scores } = predictions;
    if (!scores) return { prediction };
    if (index < 0) return { prediction, scores: null };
    return {
      prediction,
      scores: Object.fromEntries(classes.map((label, k) => [label, finite(scores[row * classes.length + k])])),
      ...(abstained && { abstained: abstained[row] === 1 }),
    };
  });
}

export async function expectedAnswers(session: Session, plan: PreparationPlan, rows: NamedRow[]): Promise<GoldenAnswer[]> {
  const prepared: PreparedBatch = createPreparer(plan).prepare(rowsToBatch(plan, rows));
  const outputs: Record<string, TensorData> = await runPrepared(session, plan, prepared);
  return goldenAnswers(plan, readOutputs(plan, outputs, rows.length, prepared.rejected));
}

import { calibrationText } from '../../api/decision.ts';
import type { Curves } from '../../api/schemas/runs.ts';
import { evaluateClassificationRows } from '../../metrics/evaluateRows.ts';
import type { PredictionBatch } from '../../prepare/predictions.ts';
import { cleanScenario, type Bench, type Scenario } from './bench.ts';
import type { Finalist } from './finalist.ts';
import { crossFitted, fitCalibration, scoredRows } from './fitCalibrations.ts';
import { answered, type JudgedRows } from './judge.ts';
import { worthProving } from './proof.ts';

const names = { temperature: 'temperature scaling', platt: 'Platt scaling', isotonic: 'isotonic regression' };

/** The method that gains most in log loss, fitted to the whole half that repairs are chosen on; or why there is none. */
export async function searchCalibration(bench: Bench, others: Scenario[]): Promise<{ finalist: Finalist | null; says: string }> {
  const { actual, weight, classCount } = bench.judged('search');
  const { scores } = await bench.rawAnswers('search');
  if (!scores || !(actual instanceof Int32Array)) return { finalist: null, says: 'The model gives no scores of classes.' };
  const rows = scoredRows({ scores, classCount, actual, weight });
  if (rows.actual.length < 50) return { finalist: null, says: 'Too few rows have scores.' };
  const [best] = crossFitted(rows)
    .map(({ method, gain }) => ({ method, strength: gain.mean / gain.standardError, gain: gain.mean }))
    .sort((a, b) => b.gain - a.gain);
  if (!best || !(best.strength > worthProving)) {
    return { finalist: null, says: 'No calibration lowered the log loss on rows that it was not fitted to.' };
  }
  const calibration = fitCalibration(best.method, rows);
  return {
    says: names[best.method],
    finalist: {
      id: 'calibration',
      kind: 'calibration',
      column: null,
      title: `Scores: ${names[best.method]}${calibration.kind === 'temperature' ? ` (${calibrationText({ calibration }) ?? ''})` : ''}`,
      steps: [{ kind: 'calibration', calibration }],
      requires: { ids: [], steps: [] },
      group: 'calibration',
      metric: 'logLoss',
      primary: cleanScenario,
      others,
      candidates: 3,
      more: (judged, before, after) => ({
        reliability: { before: reliability(judged, before), after: reliability(judged, after) },
      }),
    },
  };
}

function reliability(rows: JudgedRows, batch: PredictionBatch): (typeof Curves.shape.calibration)['_output'] {
  const { actual, weight, classCount, positive } = rows;
  const { classIndex, scores } = answered(rows, batch);
  const { curves } = evaluateClassificationRows(
    { rowCount: actual.length, actual: actual as Int32Array, predicted: classIndex as Int32Array, scores, weight },
    { classes: Array.from({ length: classCount }, (_, k) => String(k)), positive },
  );
  return curves?.calibration ?? [];
}

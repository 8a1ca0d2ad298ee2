// The tensors that a server gives back: those of the model, with what was validated in them where that differs.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorInfo } from '../api/schemas/models.ts';
import { toFloat16 } from './float16.ts';
import { decidedLabels } from './labels.ts';
import { outputOf } from './outputTensors.ts';
import { neededOutputs, readOutputs } from './predictions.ts';
import { createNumericData, isNumericType, type TensorData } from './tensors.ts';

/** The output that marks unsure answers: one truth value a row. Null where the plan has no gate. */
export function abstainedOutput(plan: PreparationPlan): TensorInfo | null {
  if (!plan.abstain) return null;
  const name = neededOutputs(plan).includes('abstained') ? 'drydock_abstained' : 'abstained';
  return { name, kind: 'tensor', type: 'bool', shape: [null] };
}

/** The outputs that are served: those that the validated reading uses, and the mark of unsure answers. */
export function servedOutputNames(plan: PreparationPlan): string[] {
  const mark = abstainedOutput(plan);
  return [...neededOutputs(plan), ...(mark ? [mark.name] : [])];
}

/** Where a probability of 0 has to have a logarithm. */
const least = 1e-30;

/** Calibrated scores in the form and the type in which the model gives its own: read in the same way, they say the same. */
function calibratedTensor(plan: PreparationPlan, given: TensorData, scores: Float64Array): TensorData {
  const form = plan.reading.scores?.form ?? 'probabilities';
  const log = (p: number): number => Math.log(Math.max(p, least));
  const values =
    form === 'probabilities'
      ? scores
      : form === 'logits'
        ? scores.map(log)
        : Float64Array.from({ length: scores.length / 2 }, (_, row) => {
            const [other, positive] = [scores[2 * row] as number, scores[2 * row + 1] as number];
            return form === 'positive-probability' ? positive : log(positive) - log(other);
          });
  if (!isNumericType(given.type)) return given;
  const data = createNumericData(given.type, values.length);
  if (given.type === 'float16') data.set(values.map(toFloat16) as never);
  else data.set(values as never);
  return { type: given.type, dims: given.dims, data };
}

/**
 * The tensors of `rowCount` rows as they are served: those of the model, but for its scores where they are calibrated, its
 * labels where calibration or a threshold decides the class, and an output of its own for the mark of unsure answers.
 */
export function servedOutputs(
  plan: PreparationPlan,
  outputs: Record<string, TensorData>,
  rowCount: number,
): Record<string, TensorData> {
  const { threshold, calibration, abstain, reading } = plan;
  if (threshold === undefined && !calibration && !abstain) return outputs;
  const { classIndex, scores, abstained } = readOutputs(plan, outputs, rowCount);
  const changed = new Map<string, TensorData>();
  if (calibration && scores && reading.scores) {
    changed.set(reading.scores.output, calibratedTensor(plan, outputOf(outputs, reading.scores.output), scores));
  }
  if ((calibration || threshold !== undefined) && classIndex && reading.label) {
    changed.set(reading.label.output, decidedLabels(plan, outputOf(outputs, reading.label.output), classIndex));
  }
  const mark = abstainedOutput(plan);
  // By entries, not by assignment: an output may be called `__proto__`.
  return Object.fromEntries([
    ...Object.entries(outputs).map(([name, tensor]) => [name, changed.get(name) ?? tensor] as const),
    ...(mark && abstained
      ? [[mark.name, { type: 'bool', dims: [rowCount], data: abstained } satisfies TensorData] as const]
      : []),
  ]);
}

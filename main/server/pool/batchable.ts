import type { TensorInfo } from '../../../app/api/schemas/models.ts';
import type { ServedModel } from '../servedModel.ts';

function hasOwnRows({ shape }: TensorInfo): boolean {
  const first = shape?.[0];
  return shape !== null && shape !== undefined && shape.length > 0 && typeof first !== 'number';
}

/**
 * Why requests must not run together; null = they may. The run must have found that rows do not influence each other, and the
 * model must take any number of rows and give one for each.
 */
export function whyNotTogether({ manifest, plan, inputs, modelOutputs }: ServedModel): string | null {
  if (manifest.model.batchDependent) return 'rows of a batch influence each other';
  if (plan.fixedBatch !== null) return 'the model takes a fixed number of rows';
  const fixed = [...inputs, ...modelOutputs].find((tensor) => !hasOwnRows(tensor));
  return fixed ? `the first dimension of "${fixed.name}" is not the row` : null;
}

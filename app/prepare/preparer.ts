import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { Column, ColumnBatch } from '../base/columns.ts';
import { AppError } from '../base/errors.ts';
import { remembered } from '../base/remembered.ts';
import { checkAbstain } from './abstain.ts';
import { checkCalibration } from './calibration.ts';
import { checkRepairs, repairedColumn } from './cellRepairs.ts';
import { plannedDecision } from './decision.ts';
import { fillValue, prepareNumericInput } from './numericInput.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';
import { RejectedRows } from './rejectedRows.ts';
import { isNumericType, unsupportedType, type TensorData } from './tensors.ts';
import { fillText, prepareTextInput } from './textInput.ts';

export interface PreparedBatch {
  firstRow: number;
  rowCount: number;
  tensors: Record<string, TensorData>;
  /**
   * One byte a row: 0 = fine, 1 = rejected by a missing-value policy, 2 = a value that the input cannot hold.
   * A rejected row has a harmless filler in the tensors and gets no prediction. Null when every row is fine.
   */
  rejected: Uint8Array | null;
}

/** The column as it feeds the model: with the plan's repairs, where it has some. */
export function mendedColumn(feature: FeaturePlan, column: Column): Column {
  return feature.repairs === undefined && feature.indicator === undefined ? column : repairedColumn(feature, column);
}

/** One model input from its columns, in the order of its features. */
export function prepareInput(input: InputPlan, columns: Column[], rowCount: number, rejected: RejectedRows): TensorData {
  const mended = columns.map((column, element) => mendedColumn(input.features[element] as FeaturePlan, column));
  return input.type === 'string'
    ? prepareTextInput(input, mended, rowCount, rejected)
    : prepareNumericInput(input, mended, rowCount, rejected);
}

/** Refuses a plan that cannot be carried out, before any row is read. */
function checkPlan(plan: PreparationPlan): void {
  plannedDecision(plan);
  checkCalibration(plan);
  checkAbstain(plan);
  for (const input of plan.inputs) {
    if (input.rank === 1 && input.features.length !== 1) {
      throw new AppError(
        'DATA_MISMATCH',
        `The input "${input.input}" takes one value a row, but ${input.features.length} columns feed it.`,
        {
          hint: 'Map exactly one column to this input.',
          where: { tensor: input.input },
        },
      );
    }
    if (input.type !== 'string' && !isNumericType(input.type)) throw unsupportedType(input.type, input.input);
    for (const feature of input.features) {
      if (input.type === 'string') fillText(feature, input);
      else fillValue(feature, input);
      checkRepairs(feature, input);
    }
  }
}

/**
 * The columns to read, each once.
 * @throws DATA_MISMATCH for a plan that cannot be carried out
 */
export const plannedColumns = remembered((plan: PreparationPlan): string[] => {
  checkPlan(plan);
  return [...new Set(plan.inputs.flatMap((input) => input.features.map((feature) => feature.column)))];
});

/**
 * Rows to tensors, the only such code: the workbench and every exported server run it.
 * `columns` are the ones to read, each once. Throws DATA_MISMATCH for a plan that cannot be carried out.
 */
export function createPreparer(plan: PreparationPlan): { columns: string[]; prepare(batch: ColumnBatch): PreparedBatch } {
  const columns = plannedColumns(plan);
  return {
    columns,
    prepare(batch) {
      const rejected = new RejectedRows(batch.rowCount);
      // By entries, not by assignment: an input may be called `__proto__`.
      const tensors = plan.inputs.map((input): [string, TensorData] => {
        const fed = input.features.map((feature) => columnOf(batch, feature.column, input.input));
        return [input.input, prepareInput(input, fed, batch.rowCount, rejected)];
      });
      return {
        firstRow: batch.firstRow,
        rowCount: batch.rowCount,
        tensors: Object.fromEntries(tensors),
        rejected: rejected.flags,
      };
    },
  };
}

/** @throws DATA_MISMATCH */
export function columnOf(batch: ColumnBatch, name: string, tensor: string): Column {
  const column = Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined;
  if (!column) throw columnAbsent(name, tensor);
  return column;
}

function columnAbsent(column: string, tensor: string): AppError {
  return new AppError('DATA_MISMATCH', `The column "${column}", which feeds the input "${tensor}", is not in the data.`, {
    hint: 'Check the column names, or map another column to this input.',
    where: { column, tensor },
  });
}

// A model of one float matrix that is computed here: exact, quick, and it may fail on purpose.
import type { PreparationPlan } from '../../../app/api/schemas/mapping.ts';
import type { Session } from '../../../app/inference/runtime.ts';
import type { TensorData } from '../../../app/prepare/tensors.ts';
import { modelUnderTest, type ModelUnderTest } from '../../../app/stress/modelUnderTest.ts';
import type { StressTable } from '../../../app/stress/stressTable.ts';

export interface JsModel {
  weights: readonly number[];
  bias?: number;
  /** Rows a call of the runtime. */
  batchRows?: number;
  /** Called with the rows of each run; may throw. */
  onRun?: (rows: number, matrix: Float64Array) => void;
}

/** Takes the features of the table in their order: bias + weights · row, as a value or through a sigmoid as two classes. */
export function jsModel(table: StressTable, model: JsModel): Promise<ModelUnderTest> {
  return modelUnderTest({ session: jsSession(table, model), plan: jsPlan(table), table, batchRows: model.batchRows ?? 7 });
}

export function jsPlan(table: StressTable, missing: 'nan' | 'reject' = 'nan'): PreparationPlan {
  const isClass = table.task !== 'regression';
  return {
    version: 1,
    inputs: [
      {
        input: 'X',
        type: 'float64',
        rank: 2,
        features: table.features.map(({ name }) => ({ column: name, missing: { kind: missing } })),
      },
    ],
    fixedBatch: null,
    reading: isClass
      ? { task: 'binary', classes: [...table.classes], scores: { output: 'Y', form: 'positive-probability' } }
      : { task: 'regression', classes: [], value: { output: 'Y' } },
    positive: isClass ? (table.classes[1] ?? null) : null,
  };
}

export function jsSession(table: StressTable, { weights, bias = 0, onRun }: JsModel): Session {
  return {
    provider: 'cpu',
    inputs: [],
    outputs: [],
    run: (tensors): Promise<Record<string, TensorData>> => {
      const { data, dims } = tensors['X'] as TensorData & { data: Float64Array };
      const rows = dims[0] as number;
      onRun?.(rows, data);
      const values = Float64Array.from({ length: rows }, (_, row) =>
        weights.reduce((sum, weight, i) => sum + weight * (data[row * weights.length + i] as number), bias),
      );
      const output = table.task === 'regression' ? values : values.map((x) => 1 / (1 + Math.exp(-x)));
      return Promise.resolve({ Y: { type: 'float64', dims: [rows, 1], data: output } });
    },
    close: () => Promise.resolve(),
  };
}

import type { PreparationPlan } from '../api/schemas/mapping.ts';
import { fromFloat16 } from '../prepare/float16.ts';
import { protocolTypes } from '../prepare/inputTensors.ts';
import { createPreparer } from '../prepare/preparer.ts';
import { rowsToBatch } from '../prepare/rows.ts';
import { isText, type TensorData } from '../prepare/tensors.ts';

function element(tensor: TensorData, at: number): unknown {
  const { data, type } = tensor;
  if (isText(data)) return data.dictionary[data.codes[at] as number] ?? null;
  if (type === 'bool') return data[at] === 1;
  const value = type === 'float16' ? fromFloat16(Number(data[at])) : Number(data[at]);
  // 0.1 as float32 has 17 digits as a double; the shortest text that gives the same float32 says more to a person.
  const short = type === 'float32' ? Number(value.toPrecision(7)) : value;
  if (!Number.isFinite(value)) return null;
  return Math.fround(short) === value ? short : value;
}

/** A row as a request of the Open Inference Protocol: the tensors that preparation makes of it. */
export function inferExample(plan: PreparationPlan, row: Record<string, unknown>): Record<string, unknown> {
  const { tensors } = createPreparer(plan).prepare(rowsToBatch(plan, [row]));
  return {
    id: '1',
    inputs: plan.inputs.map(({ input, type }) => {
      const tensor = tensors[input] as TensorData;
      const count = tensor.dims.reduce((product, dim) => product * dim, 1);
      const data = Array.from({ length: count }, (_, at) => element(tensor, at));
      return { name: input, datatype: protocolTypes[type], shape: tensor.dims, data };
    }),
  };
}

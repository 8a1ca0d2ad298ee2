// Golden rows as the model itself meets them: prepared tensors in, its own tensors out, row by row.
import { openSession } from '../../inference/runtime.ts';
import { createPreparer } from '../../prepare/preparer.ts';
import { rowsToBatch } from '../../prepare/rows.ts';
import { isText, resizeRows, sliceRows, type TensorData } from '../../prepare/tensors.ts';
import type { TargetContext } from '../targets/target.ts';

export interface GoldenStep {
  inputs: Record<string, TensorData>;
  outputs: Record<string, TensorData>;
}

function change(tensors: Record<string, TensorData>, to: (tensor: TensorData) => TensorData): Record<string, TensorData> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, to(tensor)]));
}

/**
 * One request each: a single row, or as many as a fixed batch takes (the last filled with copies of its last row). Rows that
 * the preparation refuses are left out, so that there may be none. Outputs are those of the runtime on the CPU.
 */
export async function goldenSteps(context: TargetContext, outputs: string[]): Promise<GoldenStep[]> {
  const { golden, sources } = context;
  const { plan } = golden;
  const named = golden.rows.map(({ values }) => values);
  const { rejected } = createPreparer(plan).prepare(rowsToBatch(plan, named));
  const fine = named.filter((_, row) => !rejected?.[row]);
  if (fine.length === 0) return [];
  const { tensors } = createPreparer(plan).prepare(rowsToBatch(plan, fine));
  const size = plan.fixedBatch ?? 1;
  const session = await openSession(sources.runPath, { provider: 'cpu', threads: 1 });
  try {
    const steps: GoldenStep[] = [];
    for (let from = 0; from < fine.length; from += size) {
      const inputs = change(tensors, (tensor) => resizeRows(sliceRows(tensor, from, Math.min(from + size, fine.length)), size));
      steps.push({ inputs, outputs: await session.run(inputs, outputs) });
    }
    return steps;
  } finally {
    await session.close();
  }
}

/** The texts of a text tensor, row-major. */
export function textsOf(tensor: TensorData): string[] {
  const { data } = tensor;
  if (!isText(data)) throw new TypeError('The tensor holds numbers.');
  return Array.from(data.codes, (code) => data.dictionary[code] ?? '');
}

/** Little-endian elements; texts as UTF-8, each behind its length in four bytes (the BYTES of the Open Inference Protocol). */
export function tensorBytes(tensor: TensorData): Buffer {
  const { data } = tensor;
  if (!isText(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat(
    textsOf(tensor).flatMap((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

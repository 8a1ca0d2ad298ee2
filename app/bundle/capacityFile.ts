import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CapacityPlan } from '../api/schemas/capacity.ts';
import { AppError } from '../base/errors.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';

export const capacityFileName = 'capacity.json';

/** What the load test of the bundle of this run found last; null where none was made. */
export async function readCapacity(runDir: string): Promise<CapacityPlan | null> {
  const path = join(runDir, capacityFileName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return CapacityPlan.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATA_INVALID', `The figures of the load test cannot be read: ${path}`, {
      hint: 'Make the load test again, or remove the file.',
      where: { path },
      cause,
    });
  }
}

export async function writeCapacity(runDir: string, plan: CapacityPlan): Promise<void> {
  await writeFileAtomic(join(runDir, capacityFileName), `${JSON.stringify(plan, null, 2)}\n`);
}

// load.json in the run's folder: the whole of the last load test; its plan stands beside it, for exports.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CapacityPlan } from '../../api/schemas/capacity.ts';
import { LoadResult } from '../../api/schemas/load.ts';
import { AppError } from '../../base/errors.ts';
import { writeFileAtomic } from '../../storage/atomicWrite.ts';
import { capacityFileName, writeCapacity } from '../capacityFile.ts';

const fileName = 'load.json';

/** The last load test of the bundle of this run; null where none was made. */
export async function readLoad(runDir: string): Promise<LoadResult | null> {
  const path = join(runDir, fileName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return LoadResult.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATA_INVALID', `The load test cannot be read: ${path}`, {
      hint: 'Make the load test again, or remove the file.',
      where: { path },
      cause,
    });
  }
}

/** Keeps a result. A plan that exports can use replaces the one before; where there is none, that one goes: it no longer holds. */
export async function writeLoad(runDir: string, result: LoadResult): Promise<void> {
  await writeFileAtomic(join(runDir, fileName), `${JSON.stringify(result, null, 2)}\n`);
  const plan = CapacityPlan.safeParse(result.answers.wrong === 0 ? result.plan : null);
  if (plan.success) await writeCapacity(runDir, plan.data);
  else await rm(join(runDir, capacityFileName), { force: true });
}

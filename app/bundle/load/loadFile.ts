// load.json in the run's folder: the whole of the last load test; its plan stands beside it, for exports.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CapacityPlan } from '../../api/schemas/capacity.ts';
import { LoadResult } from '../../api/schemas/load.ts';
import { writeJsonAtomic } from '../../storage/atomicWrite.ts';
import { capacityFileName, writeCapacity } from '../capacityFile.ts';
import { readKept } from '../keptDocument.ts';

const fileName = 'load.json';

/** The last load test of the bundle of this run; null where none was made. */
export function readLoad(runDir: string): Promise<LoadResult | null> {
  return readKept(join(runDir, fileName), LoadResult, { what: 'The load test' });
}

/** Keeps a result. A plan that exports can use replaces the one before; where there is none, that one goes: it no longer holds. */
export async function writeLoad(runDir: string, result: LoadResult): Promise<void> {
  await writeJsonAtomic(join(runDir, fileName), result);
  const plan = CapacityPlan.safeParse(result.answers.wrong === 0 ? result.plan : null);
  if (plan.success) await writeCapacity(runDir, plan.data);
  else await rm(join(runDir, capacityFileName), { force: true });
}

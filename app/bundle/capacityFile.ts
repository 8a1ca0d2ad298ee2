import { join } from 'node:path';
import { CapacityPlan } from '../api/schemas/capacity.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { readKept } from './keptDocument.ts';

export const capacityFileName = 'capacity.json';

/** What the load test of the bundle of this run found last; null where none was made. */
export function readCapacity(runDir: string): Promise<CapacityPlan | null> {
  return readKept(join(runDir, capacityFileName), CapacityPlan, { what: 'The figures of the load test' });
}

export function writeCapacity(runDir: string, plan: CapacityPlan): Promise<void> {
  return writeJsonAtomic(join(runDir, capacityFileName), plan);
}

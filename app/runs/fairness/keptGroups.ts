// The groups that were last set beside each other, kept in the run folder: the report of the run shows them.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Fairness } from '../../api/schemas/slices.ts';
import { createKeyedQueue } from '../../base/keyedQueue.ts';
import { writeJsonAtomic } from '../../storage/atomicWrite.ts';

const KeptGroups = z.object({ version: z.literal(1), columns: z.array(Fairness) });

/** The columns asked for last stay. */
const mostColumns = 10;

const one = createKeyedQueue();

function fileIn(runDir: string): string {
  return join(runDir, 'groups.json');
}

/** In the order in which they were first asked for; empty where there are none, or none that can be read. */
export async function readGroups(runDir: string): Promise<Fairness[]> {
  const kept = KeptGroups.safeParse(
    await readFile(fileIn(runDir), 'utf8')
      .then(JSON.parse)
      .catch(() => null),
  );
  return kept.success ? kept.data.columns : [];
}

/** Adds the groups of a column, or puts them in the place of those that were there. */
export async function keepGroups(runDir: string, fairness: Fairness): Promise<void> {
  await one(runDir, async () => {
    const before = await readGroups(runDir);
    const at = before.findIndex(({ column }) => column === fairness.column);
    const columns = at < 0 ? [...before, fairness].slice(-mostColumns) : before.with(at, fairness);
    await writeJsonAtomic(fileIn(runDir), { version: 1, columns });
  });
}

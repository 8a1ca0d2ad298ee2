import { listRuns } from '../runs/runStore.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import type { ScoredRun } from './scoredRun.ts';

/** The newest finished run on these very data whose predictions have scores and labels. */
export async function latestScoredRun(projectDir: string, dataSha256: string): Promise<ScoredRun | null> {
  const { runs } = await listRuns(projectDir);
  const run = runs.find(
    ({ state, data, plan, rows }) =>
      state === 'complete' &&
      data.sha256 === dataSha256 &&
      plan.reading.task !== 'regression' &&
      plan.reading.scores !== undefined &&
      rows.labelled > 0,
  );
  if (!run) return null;
  const { predictions } = folderOfRun(projectDir, run.id);
  return { id: run.id, name: run.name, predictions, classes: run.plan.reading.classes };
}

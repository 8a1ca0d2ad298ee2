import type { RunComparison } from '../api/schemas/compare.ts';
import type { RetrainRecord, RetrainVerdict } from '../api/schemas/retrain.ts';
import type { MetricName } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import { retrainVerdict } from '../retrain/retrainVerdict.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord } from '../runs/runStore.ts';

/**
 * Both models of a retraining row by row; the one of the project is A whichever run is pinned as baseline.
 * @throws CONFLICT where they were not both validated; NOT_FOUND where a run is gone
 */
export async function judgeRetrain(
  { project, record, metric }: { project: string; record: RetrainRecord; metric: MetricName | undefined },
  { tasks, signal }: { tasks: Pick<TaskRunner, 'run'>; signal: AbortSignal },
): Promise<{ comparison: RunComparison; verdict: RetrainVerdict }> {
  const { championRun, challengerRun } = record;
  if (record.state !== 'trained' || championRun === null || challengerRun === null) {
    throw new AppError('CONFLICT', `The retraining “${record.name}” has no two models to compare (${record.state}).`, {
      hint: record.stateReason ?? 'Retrain again.',
    });
  }
  const folders = [championRun, challengerRun].map((id) => folderOfRun(project, id));
  const hooks = { signal, onProgress: () => undefined, onPartial: () => undefined };
  const [comparison] = (await tasks.run('compare', { runDirs: folders.map(({ dir }) => dir) }, hooks)) as RunComparison[];
  if (!comparison) throw new Error('Two runs gave no comparison.');
  const { mapping } = await readRunRecord(folderOfRun(project, championRun));
  return { comparison, verdict: retrainVerdict(comparison, mapping.reading.task, metric) };
}

// Taking a new model into a project, and taking that back.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RetrainDecision, RetrainRecord } from '../api/schemas/retrain.ts';
import type { ToldClasses } from '../api/schemas/models.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { resolvedPath, setProjectMapping } from '../runs/projectStore.ts';
import { readRunRecord } from '../runs/runStore.ts';
import { sha256File } from '../storage/sha256.ts';
import type { OpenProjects } from './openProjects.ts';

export interface DecisionRequest {
  projects: OpenProjects;
  project: string;
  record: RetrainRecord;
  reason: string;
  signal: AbortSignal;
}

/**
 * The new model becomes that of the project, with the mapping that it was validated with.
 * @throws CONFLICT where it was not validated, is in use already, or is not the file that was validated any more
 */
export async function promote({ projects, project, record, reason, signal }: DecisionRequest): Promise<RetrainDecision> {
  const { model, championRun, challengerRun } = record;
  if (!model || championRun === null || challengerRun === null || record.state !== 'trained') {
    throw new AppError('CONFLICT', `The retraining “${record.name}” has no model to promote (${record.state}).`, {
      hint: record.stateReason ?? 'Retrain again.',
    });
  }
  const { file } = (await projects.parts(project)).project;
  if (file.model?.sha256 === model.sha256) {
    throw new AppError('CONFLICT', 'This model is that of the project already.', { hint: 'Nothing is left to promote.' });
  }
  const path = join(folderOfRun(project, record.id).dir, model.path);
  await requireSame({ path, sha256: model.sha256 }, 'The new model');
  const before = file.model && { ...file.model, mapping: file.mapping, data: file.data?.sha256 ?? null };
  const { mapping: champion } = await readRunRecord(folderOfRun(project, championRun));
  const { mapping: challenger } = await readRunRecord(folderOfRun(project, challengerRun));
  await projects.useModel(project, { path, labels: model.labels }, signal);
  // Where nobody changed the mapping since, what was validated is what is used.
  const isAsThen = before?.data === record.data.sha256 && isDeepStrictEqual(before.mapping, champion);
  if (isAsThen) await setProjectMapping(project, challenger);
  return { promoted: true, at: new Date().toISOString(), reason, before };
}

/** Where it was promoted and is in use still, the model before comes back, with its mapping if the data are the same. */
export async function reject({ projects, project, record, reason, signal }: DecisionRequest): Promise<RetrainDecision> {
  const { decision, model } = record;
  const { file } = (await projects.parts(project)).project;
  const before = decision?.promoted && file.model?.sha256 === model?.sha256 ? decision.before : null;
  if (before) {
    const path = resolvedPath(project, before.path);
    await requireSame({ path, sha256: before.sha256 }, 'The model that was there before');
    const labels: ToldClasses | undefined = before.labels;
    await projects.useModel(project, { path, labels }, signal);
    if (before.mapping && file.data?.sha256 === before.data) await setProjectMapping(project, before.mapping);
  }
  return { promoted: false, at: new Date().toISOString(), reason, before: null };
}

async function requireSame({ path, sha256 }: { path: string; sha256: string }, what: string): Promise<void> {
  const found = await sha256File(path).catch((error: unknown) => {
    if (isAppError(error) || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new AppError('NOT_FOUND', `${what} is gone: ${path}`, { hint: 'Put the file back.', where: { path } });
  });
  if (found === sha256) return;
  throw new AppError('CONFLICT', `${what} is another file by now: ${path}`, {
    hint: 'Put the file back as it was.',
    where: { path },
  });
}

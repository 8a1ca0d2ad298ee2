// What work on a model and its data needs before it starts, or why it cannot.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { ProjectView } from '../api/schemas/projects.ts';
import type { RunRecord, RunSettings } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import type { ProjectParts } from './openProjects.ts';

/** @throws CONFLICT without a model, data or mapping; NOT_FOUND when their file is gone; DATA_MISMATCH when they do not fit */
export function requireReady(
  { model, data, project }: ProjectParts,
  { check, missing }: Pick<ProjectView, 'check' | 'missing'>,
): { model: NonNullable<ProjectParts['model']>; data: DatasetCard; mapping: RunRecord['mapping']; settings: RunSettings } {
  const { mapping, settings } = project.file;
  if (!model || !data || !mapping) {
    requireThere(!model ? 'model' : 'data', missing);
    throw new AppError('CONFLICT', `The project has no ${!model ? 'model' : !data ? 'data' : 'mapping'} yet.`, {
      hint: 'A run needs a model, data and a mapping between them.',
    });
  }
  const problem = check?.problems.find(({ severity }) => severity === 'error');
  if (!check?.ready) {
    throw new AppError('DATA_MISMATCH', problem?.message ?? 'Data, mapping and model do not fit together.', {
      hint: problem?.hint ?? 'Look at the mapping.',
    });
  }
  return { model, data, mapping, settings };
}

/** @throws NOT_FOUND when the project names such a file, and it is gone */
export function requireThere(role: 'model' | 'data', missing: ProjectView['missing']): void {
  const gone = missing.find((file) => file.role === role);
  if (!gone) return;
  throw new AppError('NOT_FOUND', `The ${role} of the project ${role === 'model' ? 'is' : 'are'} missing: ${gone.path}`, {
    hint: 'Put the file back, or open it from where it lies now. Runs can be looked at all the same.',
    where: { path: gone.path },
  });
}

/**
 * The cards of the files a run was made with, which must be the ones of the project still.
 * @throws CONFLICT when they are others, NOT_FOUND when they are gone
 */
export function requireSame(
  { model, data }: { model: ModelCard | null; data: DatasetCard | null },
  record: RunRecord,
  { missing }: Pick<ProjectView, 'missing'>,
): { model: ModelCard; data: DatasetCard } {
  const other = model?.sha256 !== record.model.sha256 ? 'model' : data?.sha256 !== record.data.sha256 ? 'data' : null;
  if (other || !model || !data) {
    if (other) requireThere(other, missing);
    throw new AppError('CONFLICT', `The ${other ?? 'model'} of the project is not the one this run was made with.`, {
      hint: `Put the validated ${other ?? 'model'} back, or validate again and take that run.`,
      where: { path: other === 'data' ? (record.data.paths[0] ?? '') : record.model.path },
    });
  }
  return { model, data };
}

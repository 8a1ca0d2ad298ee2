// What work on a model and its data needs before it starts, or why it cannot.
import type { DatasetCard } from '../api/schemas/datasets.ts';
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

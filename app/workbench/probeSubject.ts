// A project that is complete, as what rows are probed with.
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ProviderStatus, RunSettings } from '../api/schemas/runs.ts';
import { AppError } from '../base/errors.ts';
import { chooseAuto } from '../inference/providers.ts';
import { checkMapping } from '../mapping/checkMapping.ts';
import { preparationPlan } from '../mapping/preparationPlan.ts';
import { roleColumns } from '../runs/batchReader.ts';
import type { ProbedModel, ProbeSubject } from '../stress/probe/subject.ts';
import type { OpenedModel } from './cardStore.ts';
import type { OpenProjects } from './openProjects.ts';

export type Providers = (request: { refresh: boolean; signal: AbortSignal }) => Promise<ProviderStatus[]>;

export interface ReadyProject {
  subject: ProbeSubject;
  mapping: Mapping;
  opened: OpenedModel;
}

/**
 * Model, data and mapping of a project, on the provider that its settings name.
 * @throws CONFLICT, NOT_FOUND or DATA_MISMATCH saying what is missing or does not fit
 */
export async function readyProject(
  about: { projects: OpenProjects; providers: Providers },
  dir: string,
  signal: AbortSignal,
): Promise<ReadyProject> {
  const { model, data, project } = await about.projects.parts(dir);
  const { mapping } = project.file;
  if (!model || !data || !mapping) {
    throw new AppError('CONFLICT', `The project has no ${!model ? 'model' : !data ? 'data' : 'mapping'} yet.`, {
      hint: 'Rows can be probed once there are a model, data and a mapping between them.',
    });
  }
  const problem = checkMapping(model.card, data, mapping).problems.find(({ severity }) => severity === 'error');
  if (problem) throw new AppError('DATA_MISMATCH', problem.message, { hint: problem.hint });
  const subject: ProbeSubject = {
    model: await probedModel({ ...about, settings: project.file.settings }, model, signal),
    plan: preparationPlan(model.card, data, mapping),
    data,
    target: roleColumns(mapping).target,
    labels: mapping.labels,
  };
  return { subject, mapping, opened: model };
}

export async function probedModel(
  { providers, settings }: { providers: Providers; settings: RunSettings },
  { card, runPath }: OpenedModel,
  signal: AbortSignal,
): Promise<ProbedModel> {
  const { provider, threads } = settings;
  return {
    name: card.name,
    runPath,
    runSha256: card.runSha256,
    provider: provider === 'auto' ? chooseAuto(await providers({ refresh: false, signal })) : provider,
    threads,
  };
}

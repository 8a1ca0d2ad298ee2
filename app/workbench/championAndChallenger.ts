// The model of a project and a new one, validated over the same rows as two runs of the project.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ToldClasses } from '../api/schemas/models.ts';
import type { RetrainRecord } from '../api/schemas/retrain.ts';
import { AppError, isAppError, isCancelled } from '../base/errors.ts';
import type { TaskHooks } from '../jobs/tasks.ts';
import { carryMapping } from '../mapping/carryMapping.ts';
import { checkMapping } from '../mapping/checkMapping.ts';
import { openModel } from '../model/openModel.ts';
import type { OpenedModel } from './cardStore.ts';
import type { PrepareValidation, Validated } from './validations.ts';

export interface Champion extends Omit<Validated, 'name'> {
  /** Names that a person gave the classes. */
  labels: ToldClasses | undefined;
}

interface Compared extends Pick<RetrainRecord, 'state' | 'stateReason' | 'championRun' | 'challengerRun'> {
  /** Names that the classes of the new model were given. */
  labels?: ToldClasses | undefined;
}

/** A new model that does not open, does not fit the data or cannot be run is a result, with the reason. */
export async function compareModels(
  about: { project: string; champion: Champion; challengerPath: string; heldOut: DatasetCard; started: string },
  context: { prepareValidation: PrepareValidation; modelCache: string; hooks: TaskHooks },
): Promise<Compared> {
  const { project, champion, heldOut, started } = about;
  const { signal } = context.hooks;
  const found: Compared = { state: 'trained', stateReason: null, championRun: null, challengerRun: null };
  const validate = async (run: 'championRun' | 'challengerRun', subject: Validated): Promise<boolean> => {
    const who = run === 'championRun' ? 'Champion' : 'Challenger';
    const name = `${who} on held-out rows, ${started.slice(0, 16).replace('T', ' ')}`;
    const validation = await context.prepareValidation(project, { ...subject, data: heldOut, name });
    found[run] = validation.folder.id;
    await validation.run({
      ...context.hooks,
      onProgress: (progress) => context.hooks.onProgress({ ...progress, stage: stageOf(who, progress.stage) }),
    });
    return !signal.aborted;
  };
  try {
    const challenger = await openChallenger(about.challengerPath, champion, context);
    const { labels } = challenger;
    if (!(await validate('championRun', champion))) return { ...found, ...stopped, labels };
    if (!(await validate('challengerRun', { ...champion, ...challenger }))) return { ...found, ...stopped, labels };
    return { ...found, labels };
  } catch (error) {
    if (isCancelled(error) || signal.aborted) return { ...found, ...stopped };
    if (!isAppError(error)) throw error;
    const which = found.championRun !== null && found.challengerRun === null ? 'The model of the project' : 'The new model';
    return { ...found, state: 'failed', stateReason: `${which} could not be validated: ${error.message} ${error.hint}`.trim() };
  }
}

const stopped = { state: 'cancelled', stateReason: 'Cancelled while the models were validated.' } as const;

/** `finishing…` is heard by whoever waits for a cancelled process: it stays as it is. */
function stageOf(who: string, stage: string): string {
  return stage.endsWith('…') ? stage : `${who.toLowerCase()}: ${stage}`;
}

async function openChallenger(
  path: string,
  champion: Champion,
  { modelCache, hooks }: { modelCache: string; hooks: TaskHooks },
): Promise<{ model: OpenedModel; mapping: Mapping; labels: ToldClasses | undefined }> {
  const open = (labels: ToldClasses | undefined): Promise<OpenedModel> =>
    openModel(path, { cacheDir: modelCache, labels, signal: hooks.signal });
  let labels = champion.labels;
  const model = await open(labels).catch((error: unknown) => {
    // As many classes as before, or the names say nothing of it.
    if (!labels || !isAppError(error) || error.code !== 'DATA_MISMATCH') throw error;
    labels = undefined;
    return open(undefined);
  });
  const mapping = samePositive(carryMapping(champion.mapping, { model: model.card, data: champion.data }), champion.mapping);
  const { ready, problems } = checkMapping(model.card, champion.data, mapping);
  const problem = problems.find(({ severity }) => severity === 'error');
  if (!ready) {
    throw new AppError('DATA_MISMATCH', problem?.message ?? 'It does not fit the data.', { hint: problem?.hint ?? '' });
  }
  return { model, mapping, labels };
}

/** Two models are told apart by the same class, where both know it. */
function samePositive(mapping: Mapping, champion: Mapping): Mapping {
  const { positive } = champion;
  const isKnown = mapping.reading.task === 'binary' && positive !== null && mapping.reading.classes.includes(positive);
  return isKnown ? { ...mapping, positive } : mapping;
}

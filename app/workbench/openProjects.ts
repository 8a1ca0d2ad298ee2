// A project as the window sees it: the file, the cards of its model and data, mapping, check and runs.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { keptDecision } from '../api/decision.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, ToldMapping } from '../api/schemas/mapping.ts';
import type { ModelCard, ToldClasses } from '../api/schemas/models.ts';
import type { ProjectView } from '../api/schemas/projects.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { adoptMapping } from '../mapping/adoptMapping.ts';
import { carryMapping, keptRoles } from '../mapping/carryMapping.ts';
import { checkMapping } from '../mapping/checkMapping.ts';
import { completeMapping, type PartialMapping } from '../mapping/partialMapping.ts';
import { refreshConstants } from '../mapping/refreshConstants.ts';
import { suggestMapping } from '../mapping/suggestMapping.ts';
import { openModel } from '../model/openModel.ts';
import {
  missingFiles,
  openProject,
  resolvedPath,
  setProjectData,
  setProjectMapping,
  setProjectModel,
  type Project,
} from '../runs/projectStore.ts';
import { deployedOf } from '../runs/deployedOf.ts';
import { listRuns } from '../runs/runStore.ts';
import type { CardStore, OpenedModel } from './cardStore.ts';
import { createKeyedQueue } from '../base/keyedQueue.ts';
import { adoptData, adoptModel } from './uploadedFiles.ts';

export interface ProjectParts {
  project: Project;
  model: OpenedModel | null;
  data: DatasetCard | null;
}

export interface OpenProjects {
  /** What is known without reading data: model and data are null where there are none, or they must be read first. */
  parts(dir: string): Promise<ProjectParts>;
  view(dir: string): Promise<ProjectView>;
  /** The cards of the model and the data, of when they were last there: enough to tell of a run. */
  lastCards(dir: string): Promise<{ model: ModelCard | null; data: DatasetCard | null }>;
  /** The paths and options of data that must be read (again) before they can be used; null when there are none. */
  unreadData(dir: string): Promise<{ paths: string[]; options: DatasetCard['options'] } | null>;
  /** How the data were read that this card has the content of, when they were missing until now; null in all other cases. */
  optionsOfMissing(dir: string, card: DatasetCard): Promise<DatasetCard['options'] | null>;
  /**
   * `labels` name its classes. Without them the very model that the project has keeps those it was given before.
   * @throws as openModel does
   */
  useModel(dir: string, given: { path: string; labels?: ToldClasses | undefined }, signal?: AbortSignal): Promise<void>;
  useData(dir: string, card: DatasetCard): Promise<void>;
  useMapping(dir: string, mapping: Mapping): Promise<void>;
  /**
   * A mapping made elsewhere, whole or in part, fitted to the model and the data of this project; `told` wins over it.
   * @throws CONFLICT when model or data are missing; as completeMapping does
   */
  loadMapping(dir: string, partial: PartialMapping, told: ToldMapping): Promise<void>;
  /** @throws CONFLICT when model or data are missing; as suggestMapping does for what is `told` */
  suggestAnew(dir: string, told: ToldMapping): Promise<void>;
  /** As suggestAnew, but the saved mapping stays as it is where nothing is told. Where there is none, it is suggested. */
  tellMapping(dir: string, told: ToldMapping): Promise<void>;
}

export function createOpenProjects(options: {
  cards: CardStore;
  /** Repaired copies of models. */
  modelCache: string;
  /** Files in there belong to nobody until a project uses them: then they move into its folder. */
  uploads: string;
  log: (message: string, error: unknown) => void;
}): OpenProjects {
  const { cards, modelCache, uploads, log } = options;
  // Model and data may be set at the same time; the mapping is suggested by whichever comes second.
  const inTurn = createKeyedQueue();

  const openedModel = async ({ dir, file }: Project): Promise<OpenedModel | null> => {
    if (!file.model) return null;
    const path = resolvedPath(dir, file.model.path);
    const kept = await cards.model(dir, path);
    if (kept) return kept;
    try {
      const { labels } = file.model;
      const opened = await openModel(path, { cacheDir: modelCache, labels }).catch((error: unknown) => {
        // Written anew in its place since, with other classes.
        if (!labels || !isAppError(error) || error.code !== 'DATA_MISMATCH') throw error;
        return openModel(path, { cacheDir: modelCache });
      });
      await cards.keepModel(dir, opened);
      return opened;
    } catch (error) {
      // Gone or spoilt since: the project opens without it, and the view says that it is missing.
      if (!isAppError(error)) log('a model could not be opened again', error);
      return null;
    }
  };
  const parts = async (dir: string): Promise<ProjectParts> => {
    const project = await openProject(dir);
    const paths = project.file.data?.paths.map((path) => resolvedPath(project.dir, path));
    const [model, data] = await Promise.all([openedModel(project), paths ? cards.data(project.dir, paths) : null]);
    return { project, model, data };
  };

  /** Keeps what the person said about columns that are still there. */
  const suggest = ({ project, model, data }: ProjectParts): Mapping | null => {
    if (!model || !data) return null;
    return carryMapping(project.file.mapping, { model: model.card, data });
  };
  /** After the model or the data was set. The very file that was missing before brings back what was mapped with it. */
  const remap = async (dir: string, isFound: boolean): Promise<void> => {
    const all = await parts(dir);
    if (isFound && all.project.file.mapping) return;
    const mapping = suggest(all);
    // One was replaced while the other is missing: what was mapped before fits neither for sure.
    if (mapping ?? all.project.file.mapping) await setProjectMapping(dir, mapping);
  };

  /** The same model with other names for its classes: the columns stay where they are. */
  const renameClasses = async (dir: string): Promise<void> => {
    const all = await parts(dir);
    const saved = all.project.file.mapping;
    if (!saved || !all.model || !all.data) return;
    const context = { model: all.model.card, data: all.data };
    const fresh = suggestMapping(context.model, context.data, keptRoles(saved, context.data));
    const { reading, positive, labels } = fresh;
    const { decision: _d, calibration: _c, abstain: _a, ...adopted } = adoptMapping(saved, fresh, context);
    await setProjectMapping(dir, { ...adopted, ...keptDecision(saved, fresh), reading, positive, labels });
  };

  const both = async (dir: string, message: string): Promise<{ model: ModelCard; data: DatasetCard }> => {
    const { model, data } = await parts(dir);
    if (model && data) return { model: model.card, data };
    throw new AppError('CONFLICT', message, { hint: 'Open the one that is missing first.' });
  };

  return {
    parts,
    lastCards: (dir) => cards.last(dir),

    // In turn, too: never the new data with the mapping that was made for the old ones.
    view: (dir) =>
      inTurn(dir, async () => {
        const [{ project, model, data }, runs, deployed] = await Promise.all([parts(dir), listRuns(dir), deployedOf(dir)]);
        for (const { path, message } of runs.damaged) log(`a run cannot be read: ${path}`, message);
        const { name, mapping, settings, baselineRun, slices, hardening, model: named } = project.file;
        const missing = await missingFiles(project);
        if (named && !model && !missing.some(({ role }) => role === 'model')) {
          missing.push({ role: 'model', path: resolvedPath(dir, named.path), sha256: named.sha256 });
        }
        const check = model && data && mapping ? checkMapping(model.card, data, mapping) : null;
        return {
          project: dir,
          name,
          model: model?.card ?? null,
          data,
          mapping,
          check,
          settings,
          runs: runs.runs,
          baselineRun,
          slices,
          missing,
          ...(hardening && { hardening }),
          ...(deployed && { deployedOf: deployed }),
        };
      }),

    async unreadData(dir) {
      const { project, data } = await parts(dir);
      const named = project.file.data;
      if (!named || data || (await missingFiles(project)).some(({ role }) => role === 'data')) return null;
      return { paths: named.paths.map((path) => resolvedPath(dir, path)), options: named.options };
    },

    async optionsOfMissing(dir, card) {
      const { project, data } = await parts(dir);
      const named = project.file.data;
      return named && !data && named.sha256 === card.sha256 ? named.options : null;
    },

    async useModel(dir, given, signal) {
      const open = (path: string, labels: ToldClasses | undefined): Promise<OpenedModel> =>
        openModel(path, { cacheDir: modelCache, labels, ...(signal && { signal }) });
      const found = await open(given.path, given.labels);
      await inTurn(dir, async () => {
        const { project, model: before } = await parts(dir);
        const path = await adoptModel(found.card, { uploads, project: dir });
        const isSame = project.file.model?.sha256 === found.card.sha256;
        const labels = given.labels ?? (isSame ? project.file.model?.labels : undefined);
        const opened = path === found.card.path && labels === given.labels ? found : await open(path, labels);
        await cards.keepModel(dir, opened);
        await setProjectModel(dir, { path: opened.card.path, sha256: opened.card.sha256, labels });
        if (isSame && given.labels) await renameClasses(dir);
        else await remap(dir, !before && isSame);
      });
    },

    useData: (dir, given) =>
      inTurn(dir, async () => {
        const { project, data: before } = await parts(dir);
        const card = await adoptData(given, { uploads, project: dir });
        await cards.keepData(dir, card);
        await setProjectData(dir, { paths: card.paths, sha256: card.sha256, options: card.options });
        const { sha256, options: read } = project.file.data ?? {};
        await remap(dir, !before && sha256 === card.sha256 && isDeepStrictEqual(read, card.options));
      }),

    useMapping: (dir, mapping) =>
      inTurn(dir, async () => {
        const { model, data, project } = await parts(dir);
        const before = project.file.mapping;
        const known = before && model && data;
        const context = known && { model: model.card, data };
        await setProjectMapping(dir, context ? refreshConstants(before, mapping, context) : mapping);
      }),

    loadMapping: (dir, partial, told) =>
      inTurn(dir, async () => {
        const context = await both(dir, 'A mapping can be taken over when there are both a model and data.');
        await setProjectMapping(dir, completeMapping(partial, context, told));
      }),

    suggestAnew: (dir, told) =>
      inTurn(dir, async () => {
        const { model, data } = await both(dir, 'A mapping can be suggested when there are both a model and data.');
        await setProjectMapping(dir, suggestMapping(model, data, told));
      }),

    tellMapping: (dir, told) =>
      inTurn(dir, async () => {
        const context = await both(dir, 'A mapping can be changed when there are both a model and data.');
        const saved = (await parts(dir)).project.file.mapping;
        await setProjectMapping(
          dir,
          saved ? completeMapping(saved, context, told) : suggestMapping(context.model, context.data, told),
        );
      }),
  };
}

/** Where the rejected rows of a project are written for the person to look at elsewhere. */
export function rejectedRowsPath(dir: string): string {
  return join(dir, 'exports/rejected-rows.csv');
}

// A project as the window sees it: the file, the cards of its model and data, mapping, check and runs.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import type { ProjectView } from '../api/schemas/projects.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { adoptMapping } from '../mapping/adoptMapping.ts';
import { checkMapping } from '../mapping/checkMapping.ts';
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
import { listRuns } from '../runs/runStore.ts';
import type { CardStore, OpenedModel } from './cardStore.ts';
import { createKeyedQueue } from './keyedQueue.ts';
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
  useModel(dir: string, path: string, signal?: AbortSignal): Promise<void>;
  useData(dir: string, card: DatasetCard): Promise<void>;
  useMapping(dir: string, mapping: Mapping): Promise<void>;
  /**
   * A mapping made elsewhere, fitted to the model and the data of this project.
   * @throws CONFLICT when model or data are missing, DATA_MISMATCH when it shares nothing with them
   */
  adoptMapping(dir: string, saved: Mapping): Promise<void>;
  /** @throws CONFLICT when model or data are missing */
  suggestAnew(dir: string): Promise<void>;
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
      const opened = await openModel(path, { cacheDir: modelCache });
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
  const suggest = ({ project, model, data }: ProjectParts, keepEdits: boolean): Mapping | null => {
    if (!model || !data) return null;
    const saved = project.file.mapping;
    const has = (name: string | null): boolean => name === null || data.columns.some((column) => column.name === name);
    const roles = (saved?.columns ?? []).filter(
      ({ name, role }) => has(name) && ['target', 'time', 'id', 'weight'].includes(role),
    );
    const kept = keepEdits ? Object.fromEntries(roles.map(({ name, role }) => [role, name])) : {};
    const fresh = suggestMapping(model.card, data, kept);
    const fits =
      keepEdits &&
      saved &&
      JSON.stringify(saved.inputs.map(({ input }) => input)) === JSON.stringify(fresh.inputs.map(({ input }) => input)) &&
      JSON.stringify(saved.reading) === JSON.stringify(fresh.reading) &&
      saved.inputs.every(({ feeds }) => feeds.every(({ column }) => has(column)));
    return fits ? adoptMapping(saved, fresh, { model: model.card, data }) : fresh;
  };
  /** After the model or the data was set. The very file that was missing before brings back what was mapped with it. */
  const remap = async (dir: string, isFound: boolean): Promise<void> => {
    const all = await parts(dir);
    if (isFound && all.project.file.mapping) return;
    const mapping = suggest(all, true);
    // One was replaced while the other is missing: what was mapped before fits neither for sure.
    if (mapping ?? all.project.file.mapping) await setProjectMapping(dir, mapping);
  };

  return {
    parts,
    lastCards: (dir) => cards.last(dir),

    async view(dir) {
      const [{ project, model, data }, runs] = await Promise.all([parts(dir), listRuns(dir)]);
      for (const { path, message } of runs.damaged) log(`a run cannot be read: ${path}`, message);
      const { name, mapping, settings, baselineRun, model: named } = project.file;
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
        missing,
      };
    },

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
      const open = (path: string): Promise<OpenedModel> => openModel(path, { cacheDir: modelCache, ...(signal && { signal }) });
      const found = await open(given);
      await inTurn(dir, async () => {
        const { project, model: before } = await parts(dir);
        const path = await adoptModel(found.card, { uploads, project: dir });
        const opened = path === found.card.path ? found : await open(path);
        await cards.keepModel(dir, opened);
        await setProjectModel(dir, { path: opened.card.path, sha256: opened.card.sha256 });
        await remap(dir, !before && project.file.model?.sha256 === opened.card.sha256);
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

    adoptMapping: (dir, saved) =>
      inTurn(dir, async () => {
        const all = await parts(dir);
        const fresh = suggest(all, false);
        if (!all.model || !all.data || !fresh) {
          throw new AppError('CONFLICT', 'A mapping can be taken over when there are both a model and data.', {
            hint: 'Open the one that is missing, then the mapping.',
          });
        }
        const { card } = all.model;
        const columns = new Set(all.data.columns.map(({ name }) => name));
        const fitsData = saved.columns.some(({ name }) => columns.has(name));
        const fitsModel = saved.inputs.some(({ input }) => card.inputs.some(({ name }) => name === input));
        if (!fitsData || !fitsModel) {
          throw new AppError(
            'DATA_MISMATCH',
            fitsData
              ? `The mapping was made for another model: "${card.name}" has none of its inputs.`
              : `The mapping was made for other data: "${all.data.name}" has none of its columns.`,
            { hint: 'Choose a mapping for this model and these data. Nothing was changed.' },
          );
        }
        await setProjectMapping(dir, adoptMapping(saved, fresh, { model: card, data: all.data }));
      }),

    suggestAnew: (dir) =>
      inTurn(dir, async () => {
        const mapping = suggest(await parts(dir), false);
        if (!mapping) {
          throw new AppError('CONFLICT', 'A mapping can be suggested when there are both a model and data.', {
            hint: 'Open the one that is missing.',
          });
        }
        await setProjectMapping(dir, mapping);
      }),
  };
}

/** Where the rejected rows of a project are written for the person to look at elsewhere. */
export function rejectedRowsPath(dir: string): string {
  return join(dir, 'exports/rejected-rows.csv');
}

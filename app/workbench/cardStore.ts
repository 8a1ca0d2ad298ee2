// What was found out about a project's model and data, kept in <project>/.drydock/ so that opening again is instant.
// All of it may be deleted: it is found out again.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { FilePath } from '../api/schemas/common.ts';
import { DatasetCard } from '../api/schemas/datasets.ts';
import { ModelCard } from '../api/schemas/models.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { areUnchanged, FileStamp, stampFiles } from './fileStamps.ts';

const OpenedModel = z.object({ card: ModelCard, runPath: FilePath });
export type OpenedModel = z.infer<typeof OpenedModel>;

const envelope = <S extends z.ZodType>(value: S) =>
  z.object({ version: z.literal(1), program: z.string(), stamps: z.array(FileStamp), value });
const ModelEnvelope = envelope(OpenedModel);
const DataEnvelope = envelope(DatasetCard);

interface Kept<T> {
  stamps: FileStamp[];
  value: T;
}

export interface CardStore {
  /** Null when nothing is kept for these very files, or one of them changed. */
  model(project: string, path: string): Promise<OpenedModel | null>;
  keepModel(project: string, opened: OpenedModel): Promise<void>;
  data(project: string, paths: readonly string[]): Promise<DatasetCard | null>;
  keepData(project: string, card: DatasetCard): Promise<void>;
  /** What was kept last, though the files may be gone by now: to tell what a run was made with. */
  last(project: string): Promise<{ model: ModelCard | null; data: DatasetCard | null }>;
}

/** @param program version of the program: another one may find out more */
export function createCardStore(program: string): CardStore {
  const models = new Map<string, Kept<OpenedModel>>();
  const datasets = new Map<string, Kept<DatasetCard>>();
  const modelPath = (project: string): string => join(project, '.drydock/model.json');
  const dataPath = (project: string): string => join(project, '.drydock/data.json');

  const read = async <T>(
    memory: Map<string, Kept<T>>,
    path: string,
    schema: { safeParse(value: unknown): { success: boolean; data?: { program: string } & Kept<T> } },
  ): Promise<Kept<T> | null> => {
    let kept = memory.get(path);
    if (!kept) {
      const parsed = schema.safeParse(await readJson(path));
      if (!parsed.data || parsed.data.program !== program) return null;
      kept = { stamps: parsed.data.stamps, value: parsed.data.value };
    }
    if (!(await areUnchanged(kept.stamps))) return null;
    memory.set(path, kept);
    return kept;
  };
  const keep = async <T>(memory: Map<string, Kept<T>>, path: string, files: readonly string[], value: T): Promise<void> => {
    const stamps = await stampFiles(files);
    memory.set(path, { stamps, value });
    await writeJsonAtomic(path, { version: 1, program, stamps, value });
  };

  return {
    async model(project, path) {
      const kept = await read(models, modelPath(project), ModelEnvelope);
      return kept?.value.card.path === path ? kept.value : null;
    },
    async keepModel(project, opened) {
      const external = opened.card.externalData
        .filter(({ found }) => found)
        .map(({ location }) => join(dirname(opened.card.path), location));
      await keep(models, modelPath(project), [opened.card.path, opened.runPath, ...external], opened);
    },
    async data(project, paths) {
      const kept = await read(datasets, dataPath(project), DataEnvelope);
      return kept && JSON.stringify(kept.value.paths) === JSON.stringify(paths) ? kept.value : null;
    },
    async keepData(project, card) {
      const rejected = card.rejectedPath === null ? [] : [card.rejectedPath];
      await keep(datasets, dataPath(project), [...card.paths, ...card.columnar, ...rejected], card);
    },
    async last(project) {
      const model = ModelEnvelope.safeParse(await readJson(modelPath(project)));
      const data = DataEnvelope.safeParse(await readJson(dataPath(project)));
      return { model: model.data?.value.card ?? null, data: data.data?.value ?? null };
    },
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

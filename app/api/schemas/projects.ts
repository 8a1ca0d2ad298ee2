import { z } from 'zod';
import { FilePath, IsoTime } from './common.ts';
import { DatasetCard, ReadOptions } from './datasets.ts';
import { Mapping, MappingCheck } from './mapping.ts';
import { ModelCard } from './models.ts';
import { RunRecord, RunSettings } from './runs.ts';

/** drydock.json. Paths are relative to the project folder where they lie inside it or beside it, else absolute. */
export const ProjectFile = z.object({
  version: z.literal(1),
  name: z.string(),
  createdAt: IsoTime,
  model: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  data: z.object({ paths: z.array(z.string()), sha256: z.string(), options: ReadOptions }).nullable(),
  mapping: Mapping.nullable(),
  settings: RunSettings,
  baselineRun: z.string().nullable(),
});
export type ProjectFile = z.infer<typeof ProjectFile>;

/** A file the project names but that is not there (any more). */
export const MissingFile = z.object({ role: z.enum(['model', 'data']), path: z.string(), sha256: z.string() });

/** Everything the window shows of a project. */
export const ProjectView = z.object({
  /** Absolute folder: the project's id in every call. */
  project: FilePath,
  name: z.string(),
  model: ModelCard.nullable(),
  data: DatasetCard.nullable(),
  mapping: Mapping.nullable(),
  check: MappingCheck.nullable(),
  settings: RunSettings,
  runs: z.array(RunRecord),
  baselineRun: z.string().nullable(),
  missing: z.array(MissingFile),
});
export type ProjectView = z.infer<typeof ProjectView>;

export const RecentProject = z.object({ project: FilePath, name: z.string(), openedAt: IsoTime, found: z.boolean() });
export type RecentProject = z.infer<typeof RecentProject>;

/** What a dropped file is, by content. */
export const FileIdentity = z.object({
  path: FilePath,
  role: z.enum(['model', 'data', 'labels', 'mapping', 'project', 'bundle', 'external-data', 'unknown']),
  /** 'ONNX model', 'CSV table', 'PyTorch checkpoint', ... */
  what: z.string(),
  sizeBytes: z.number(),
  /** For what cannot be used: what to do. */
  hint: z.string().nullable(),
});
export type FileIdentity = z.infer<typeof FileIdentity>;

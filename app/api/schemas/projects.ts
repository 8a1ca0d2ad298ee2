import { z } from 'zod';
import { FilePath, IsoTime, NamedSlice } from './common.ts';
import { DatasetCard, ReadOptions } from './datasets.ts';
import { HardenAcceptance } from './harden.ts';
import { Mapping, MappingCheck } from './mapping.ts';
import { ModelCard, ToldClasses } from './models.ts';
import { QualitySettings } from './quality.ts';
import { ReadinessStatements } from './readiness.ts';
import { RunRecord, RunSettings } from './runs.ts';

/** drydock.json. Paths are relative to the project folder where they lie inside it or beside it, else absolute. */
export const ProjectFile = z.object({
  version: z.literal(1),
  name: z.string(),
  createdAt: IsoTime,
  model: z.object({ path: z.string(), sha256: z.string(), labels: ToldClasses.optional() }).nullable(),
  data: z.object({ paths: z.array(z.string()), sha256: z.string(), options: ReadOptions }).nullable(),
  mapping: Mapping.nullable(),
  settings: RunSettings,
  baselineRun: z.string().nullable(),
  /** How the checks of the data are set. What cannot be read is as if it were left out: a project opens all the same. */
  quality: QualitySettings.optional().catch(undefined),
  /** Parts of the data that were named. Files of before there were any have none. */
  slices: z.array(NamedSlice).default([]),
  /** Repairs that were accepted, oldest first; those taken back as well. Left out: none ever was. */
  hardening: z.array(HardenAcceptance).optional(),
  /** What a person says about tests of the readiness score, by their id. Left out: nothing. */
  readiness: ReadinessStatements.optional().catch(undefined),
});
export type ProjectFile = z.infer<typeof ProjectFile>;

/** A file the project names but that is not there (any more). */
export const MissingFile = z.object({ role: z.enum(['model', 'data']), path: z.string(), sha256: z.string() });

/** The validation that a bundle was made of, whose log a project holds. */
export const DeployedOf = z.object({
  /** The project that the bundle was exported from. */
  project: FilePath,
  projectName: z.string(),
  runId: z.string(),
  runName: z.string(),
});
export type DeployedOf = z.infer<typeof DeployedOf>;

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
  slices: z.array(NamedSlice),
  missing: z.array(MissingFile),
  /** Repairs that were accepted, oldest first; those taken back as well. Left out: none ever was. */
  hardening: z.array(HardenAcceptance).optional(),
  /** Its data are what a deployed bundle logged. Left out: they are not. */
  deployedOf: DeployedOf.optional(),
});
export type ProjectView = z.infer<typeof ProjectView>;

export const RecentProject = z.object({
  project: FilePath,
  /** The folder as a person writes it: with `~` for the home folder. */
  shown: z.string(),
  name: z.string(),
  openedAt: IsoTime,
  /** Pinned ones come first and are never crowded out. */
  pinned: z.boolean(),
  found: z.boolean(),
  /** As of a ProjectView. */
  deployedOf: DeployedOf.optional(),
});
export type RecentProject = z.infer<typeof RecentProject>;

/** What a dropped file is, by content. */
export const FileIdentity = z.object({
  path: FilePath,
  /** `document`: text and code that lie beside models and tables (README.md, train.py); of no use here, and no fault. */
  role: z.enum(['model', 'data', 'labels', 'mapping', 'project', 'bundle', 'log', 'external-data', 'document', 'unknown']),
  /** 'ONNX model', 'CSV table', 'PyTorch checkpoint', ... */
  what: z.string(),
  sizeBytes: z.number(),
  /** For what cannot be used: what to do. */
  hint: z.string().nullable(),
});
export type FileIdentity = z.infer<typeof FileIdentity>;

// What a person sets once for every project.
import { z } from 'zod';
import { FilePath } from './common.ts';
import { ProviderName } from './runs.ts';

export const AppSettings = z.object({
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  /** Of new projects; a project keeps its own from then on. */
  provider: ProviderName.default('auto'),
  /** Inference threads of new projects. Null = as the runtime chooses. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  /** What reading data may take in memory before it goes on by way of the disk. Null = 1 GB. */
  memoryLimitMb: z.number().int().min(256).max(1_048_576).nullable().default(null),
  /** Where new projects are made. Null = the usual place. */
  projectsFolder: FilePath.nullable().default(null),
  /** Whether Home says in three steps how it goes; off for good once a person has seen it. */
  firstSteps: z.boolean().default(true),
});
export type AppSettings = z.infer<typeof AppSettings>;

/** settings.json in the configuration folder. */
export const SettingsFile = AppSettings.extend({ version: z.literal(1) });

export const SettingsView = z.object({
  settings: AppSettings,
  /** Where they are kept. */
  path: FilePath,
  /** Why the file could not be read, in words; then the settings are the usual ones. */
  problem: z.string().nullable(),
  /** In use now. */
  projectsFolder: FilePath,
  usualProjectsFolder: FilePath,
  totalMemoryBytes: z.number(),
  cores: z.number(),
});
export type SettingsView = z.infer<typeof SettingsView>;

/** What is kept to be quick and can be made again. */
export const CacheView = z.object({
  path: FilePath,
  parts: z.array(
    z.object({
      kind: z.enum(['data', 'models']),
      path: FilePath,
      entries: z.number(),
      sizeBytes: z.number(),
    }),
  ),
});
export type CacheView = z.infer<typeof CacheView>;

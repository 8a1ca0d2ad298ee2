// Settings and the cache, as the contract offers them.
import { availableParallelism, totalmem } from 'node:os';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { AppSettings, SettingsView } from '../api/schemas/settings.ts';
import { AppError } from '../base/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { emptyCache, measureCache, type CacheFolders } from './cacheFolders.ts';
import { readSettings, settingsPath, writeSettings } from './settingsFile.ts';
import { usableFolder } from './usableFolder.ts';

type SettingsHandlers = Pick<Handlers<WorkbenchContract>, 'app.settings' | 'app.setSettings' | 'app.cache' | 'app.clearCache'>;

export interface Settings {
  /** As they are now: read each time, since the command line and a second window may have changed them. */
  current(): Promise<AppSettings>;
  projectsFolder(): Promise<string>;
  /** As DuckDB writes it; nothing where its usual limit holds. */
  memoryLimit: () => Promise<{ memoryLimit?: string }>;
  handlers: SettingsHandlers;
}

export function createSettings(options: {
  folders: { projects: string; config: string; cache: string };
  caches: CacheFolders;
  jobs: Jobs;
}): Settings {
  const { folders, caches, jobs } = options;
  const current = async (): Promise<AppSettings> => (await readSettings(folders.config)).settings;

  const view = async (): Promise<SettingsView> => {
    const { settings, problem } = await readSettings(folders.config);
    return {
      settings,
      path: settingsPath(folders.config),
      problem,
      projectsFolder: settings.projectsFolder ?? folders.projects,
      usualProjectsFolder: folders.projects,
      totalMemoryBytes: totalmem(),
      cores: availableParallelism(),
    };
  };

  return {
    current,
    projectsFolder: async () => (await current()).projectsFolder ?? folders.projects,
    memoryLimit: async () => {
      const { memoryLimitMb } = await current();
      return memoryLimitMb === null ? {} : { memoryLimit: `${String(memoryLimitMb)}MB` };
    },
    handlers: {
      'app.settings': view,
      'app.setSettings': async ({ settings }) => {
        const before = await current();
        const isMoved = settings.projectsFolder !== null && settings.projectsFolder !== before.projectsFolder;
        const projectsFolder = isMoved ? await usableFolder(settings.projectsFolder ?? '') : settings.projectsFolder;
        await writeSettings(folders.config, {
          ...settings,
          projectsFolder: projectsFolder === folders.projects ? null : projectsFolder,
        });
        return view();
      },
      'app.cache': () => measureCache(folders.cache, caches),
      'app.clearCache': async () => {
        const active = jobs.list().find(({ endedAt }) => endedAt === null);
        if (active) {
          throw new AppError('CONFLICT', `“${active.title}” is running and reads from the cache.`, {
            hint: 'Wait for its end, or cancel it, then clear the cache.',
          });
        }
        const { kept } = await emptyCache(caches);
        return { ...(await measureCache(folders.cache, caches)), kept };
      },
    },
  };
}

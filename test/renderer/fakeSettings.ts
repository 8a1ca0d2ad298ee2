import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { AppSettings, CacheView, SettingsView } from '../../app/api/schemas/settings.ts';
import { AppError } from '../../app/base/errors.ts';

type SettingsHandlers = Pick<Handlers<WorkbenchContract>, 'app.settings' | 'app.setSettings' | 'app.cache' | 'app.clearCache'>;

/** Settings and a cache in memory. A folder below /root cannot be written to. */
export function createFakeSettings(folder: string): SettingsHandlers {
  let settings: AppSettings = {
    theme: 'auto',
    provider: 'auto',
    threads: null,
    memoryLimitMb: null,
    projectsFolder: null,
    firstSteps: true,
  };
  let cached = true;
  const view = (): SettingsView => ({
    settings,
    path: '/home/me/.config/drydock/settings.json',
    problem: null,
    projectsFolder: settings.projectsFolder ?? folder,
    usualProjectsFolder: folder,
    totalMemoryBytes: 16.4e9,
    cores: 8,
  });
  const cache = (): CacheView => ({
    path: '/home/me/.cache/drydock',
    parts: [
      { kind: 'data', path: '/home/me/.cache/drydock/data', entries: cached ? 12 : 0, sizeBytes: cached ? 1.84e9 : 0 },
      { kind: 'models', path: '/home/me/.cache/drydock/models', entries: cached ? 3 : 0, sizeBytes: cached ? 41e6 : 0 },
    ],
  });
  return {
    'app.settings': async () => view(),
    'app.setSettings': async ({ settings: next }) => {
      if (next.projectsFolder?.startsWith('/root')) {
        throw new AppError('STORAGE_DENIED', `Projects cannot be kept in ${next.projectsFolder}. Permission denied.`, {
          hint: 'Choose a folder that you can write to.',
          where: { path: next.projectsFolder },
        });
      }
      settings = next;
      return view();
    },
    'app.cache': async () => cache(),
    'app.clearCache': async () => {
      cached = false;
      return { ...cache(), kept: 0 };
    },
  };
}

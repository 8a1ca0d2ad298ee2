import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Folders {
  projects: string;
  config: string;
  cache: string;
}

/**
 * Where things are kept: projects in ~/Drydock, settings and cache in the system's usual places.
 * DRYDOCK_HOME puts all of it into one folder.
 */
export function defaultFolders(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Folders {
  const own = env['DRYDOCK_HOME'];
  if (own) {
    const home = resolve(own);
    return { projects: home, config: join(home, '.config'), cache: join(home, '.cache') };
  }
  const home = homedir();
  const projects = join(home, 'Drydock');
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? join(home, 'AppData/Local');
    return {
      projects,
      config: join(env['APPDATA'] ?? join(home, 'AppData/Roaming'), 'Drydock'),
      cache: join(local, 'Drydock/Cache'),
    };
  }
  if (platform === 'darwin') {
    return { projects, config: join(home, 'Library/Application Support/Drydock'), cache: join(home, 'Library/Caches/Drydock') };
  }
  return {
    projects,
    config: join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'drydock'),
    cache: join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'drydock'),
  };
}

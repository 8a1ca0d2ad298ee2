// The list of recent projects, as the contract offers it.
import { resolve } from 'node:path';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { openProject } from '../runs/projectStore.ts';
import {
  forgetRecentProject,
  listRecentProjects,
  locateRecentProject,
  noteRecentProject,
  pinRecentProject,
} from '../runs/recentProjects.ts';

export interface Recents {
  /** Puts an opened project on top. A convenience: that it cannot be written must not keep a project from opening. */
  note(project: string): Promise<void>;
  /** Takes a project off that is no more. */
  forget(project: string): Promise<void>;
  /** The folder of a recent project that was moved, and the list follows. @throws as locateRecentProject does */
  locate(project: string, at: string): Promise<string>;
  handlers: Pick<Handlers<WorkbenchContract>, 'projects.recent' | 'projects.pinRecent' | 'projects.forgetRecent'>;
}

export function createRecentHandlers(options: {
  configFolder: string;
  /** Leaves the list alone. */
  asTheyAre: boolean;
  log: (message: string, error: unknown) => void;
}): Recents {
  const { configFolder } = options;
  const list = () => listRecentProjects(configFolder);
  return {
    async note(project) {
      if (options.asTheyAre) return;
      try {
        const { dir, file } = await openProject(project);
        await noteRecentProject(configFolder, { dir, name: file.name, createdAt: file.createdAt });
      } catch (error) {
        options.log('the list of recent projects could not be written', error);
      }
    },
    forget: (project) => forgetRecentProject(configFolder, project),
    locate: async (project, at) => (await locateRecentProject(configFolder, project, resolve(at))).dir,
    handlers: {
      'projects.recent': list,
      'projects.pinRecent': async ({ project, pinned }) => {
        await pinRecentProject(configFolder, project, pinned);
        return list();
      },
      'projects.forgetRecent': async ({ project }) => {
        await forgetRecentProject(configFolder, project);
        return list();
      },
    },
  };
}

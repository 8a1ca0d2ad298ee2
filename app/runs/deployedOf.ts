import { basename, dirname } from 'node:path';
import type { DeployedOf } from '../api/schemas/projects.ts';
import { openProject } from './projectStore.ts';
import { folderOfRun } from './runFolder.ts';
import { readRunRecord } from './runStore.ts';

/** Projects of logs lie in this folder of the project that the bundle was exported from, each named after its run. */
export const monitorFolderName = 'monitor';

/** Told by where the project lies, so that it holds wherever the two are moved together. Null = it is no project of a log. */
export async function deployedOf(dir: string): Promise<DeployedOf | null> {
  const above = dirname(dir);
  if (basename(above) !== monitorFolderName) return null;
  const project = dirname(above);
  const runId = basename(dir);
  try {
    const [{ file }, { name }] = await Promise.all([openProject(project), readRunRecord(folderOfRun(project, runId))]);
    return { project, projectName: file.name, runId, runName: name };
  } catch {
    // Taken out of its project, or the run is gone: it stands for itself.
    return null;
  }
}

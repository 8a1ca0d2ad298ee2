// What the person opens from outside: arguments of the first and of every further start, and files from macOS.
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { projectFileName } from '../../app/runs/projectStore.ts';
import { appOrigin } from './appProtocol.ts';

const longestPath = 4096;

/** The files and folders among the arguments of a start. */
export function givenPaths(argv: readonly string[], { isPackaged, cwd }: { isPackaged: boolean; cwd: string }): string[] {
  // Before packaging, the first argument is the folder of the program. Chromium puts switches of its own anywhere.
  return argv
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .slice(isPackaged ? 1 : 2)
    .map((argument) => resolve(cwd, argument))
    .filter((path) => path.length <= longestPath && !path.includes('\0'));
}

/** The folder of the project when that, and nothing else, is opened. */
export function givenProject(paths: readonly string[]): string | null {
  const [path] = paths;
  if (path === undefined || paths.length > 1) return null;
  if (basename(path) === projectFileName) return dirname(path);
  return isProject(path) ? path : null;
}

export function isProject(folder: string): boolean {
  return existsSync(join(folder, projectFileName));
}

export function projectAddress(folder: string): string {
  return `${appOrigin}/#/?project=${encodeURIComponent(folder)}`;
}

/** The address of a place kept from before, unless its project is gone. */
export function placeAddress(hash: string): string {
  const project = new URLSearchParams(hash.split('?')[1] ?? '').get('project');
  return project === null || isProject(project) ? `${appOrigin}/${hash}` : `${appOrigin}/`;
}

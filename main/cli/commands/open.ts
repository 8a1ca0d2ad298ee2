// Opens the workbench: Electron where its runtime is there or can be fetched, otherwise the browser on loopback.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../../app/base/errors.ts';
import { startBrowserHost } from '../../browser/browserHost.ts';
import { defaultFolders } from '../../supervisor/defaultFolders.ts';
import { programFiles } from '../../supervisor/programFiles.ts';
import { writeLine } from '../output.ts';

export interface OpenFlags {
  port?: number;
  host?: string;
  allowRemote?: boolean;
  browser?: boolean;
  launch: boolean;
}

/** How long the one-time fetch of the Electron runtime (about 110 MB) may take before the browser is used instead. */
const fetchLimitMs = 180_000;

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** The Electron executable, or the reason why there is none. */
function findElectron(): { path: string } | { reason: string } {
  if (!hasScreen()) return { reason: 'there is no screen' };
  const require = createRequire(import.meta.url);
  let folder: string;
  try {
    folder = dirname(require.resolve('electron/package.json'));
  } catch {
    return { reason: 'the Electron package is not installed' };
  }
  if (!existsSync(join(folder, 'path.txt'))) {
    writeLine('Fetching the Electron runtime (once, about 110 MB)…');
    const fetched = spawnSync(process.execPath, [join(folder, 'install.js')], { timeout: fetchLimitMs, stdio: 'ignore' });
    if (fetched.status !== 0) return { reason: 'the Electron runtime could not be fetched' };
  }
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist');
  const path = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8'));
  return existsSync(path) ? { path } : { reason: 'the Electron runtime is incomplete' };
}

function openDesktop(electron: string, project: string | undefined): Promise<number> {
  const root = dirname(dirname(programFiles(import.meta.url).engine));
  const child = spawn(electron, [dirname(root), ...(project === undefined ? [] : [project])], { stdio: 'inherit' });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}

function browserCommand(url: string): [string, string[]] {
  if (process.platform === 'win32') return ['cmd', ['/c', 'start', '', url]];
  return [process.platform === 'darwin' ? 'open' : 'xdg-open', [url]];
}

function launchBrowser(url: string): void {
  const [command, args] = browserCommand(url);
  // The address is printed as well: where no browser can be started, nothing is lost.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

function projectFolder(project: string | undefined): string | undefined {
  if (project === undefined) return undefined;
  const folder = resolve(project.endsWith('drydock.json') ? dirname(project) : project);
  if (existsSync(join(folder, 'drydock.json'))) return folder;
  throw new AppError('NOT_FOUND', `"${project}" is neither a command nor a project folder.`, {
    hint: 'drydock --help lists the commands; a project is a folder with a drydock.json.',
    where: { path: folder },
  });
}

/** Serves until Ctrl+C. */
export async function serveWorkbench(project: string | undefined, flags: OpenFlags): Promise<number> {
  const folder = projectFolder(project);
  const host = await startBrowserHost({
    files: programFiles(import.meta.url),
    folders: defaultFolders(),
    notice: writeLine,
    ...(flags.port !== undefined && { port: flags.port }),
    ...(flags.host !== undefined && { host: flags.host }),
    ...(flags.allowRemote !== undefined && { allowRemote: flags.allowRemote }),
  });
  const url = folder === undefined ? host.url : `${host.url}#/?project=${encodeURIComponent(folder)}`;
  writeLine(`Drydock is at ${url}`);
  writeLine('The link works on this machine only. Ctrl+C ends it.');
  if (flags.launch && hasScreen()) launchBrowser(url);
  await new Promise<void>((end) => {
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
  await host.close();
  return 0;
}

export async function openWorkbench(project: string | undefined, flags: OpenFlags): Promise<number> {
  const folder = projectFolder(project);
  if (!flags.browser) {
    const electron = findElectron();
    if ('path' in electron) return openDesktop(electron.path, folder);
    writeLine(`Opening the workbench in the browser instead of a desktop window: ${electron.reason}.`);
  }
  return serveWorkbench(folder, flags);
}

// The desktop program in real Electron: dialogs are answered in its main process, everything else is as a person has it.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { repositoryRoot } from '../../support/bundleScript.ts';
import type { JourneyHost } from '../journeys/journeyHost.ts';
import { until } from '../journeys/until.ts';
import { dragFiles } from './dragFiles.ts';
import { watchPage } from './watchPage.ts';

/** Lives in the main process: the answers that are still to be given, and what was asked. */
interface Dialogs {
  answers: unknown[];
  proposed: string[];
  downloads: { begun: number; done: number };
}

interface DownloadItem {
  getFilename(): string;
  setSavePath(path: string): void;
  once(event: 'done', listener: () => void): void;
}

export async function electronHost(executablePath: string): Promise<JourneyHost> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-journeys-')));
  const seen = { elsewhere: [] as string[], complaints: [] as string[] };
  let app: ElectronApplication;
  let page: Page;
  let saves = 0;

  const start = async (): Promise<void> => {
    const env = Object.fromEntries(
      Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    app = await _electron.launch({ executablePath, args: [repositoryRoot], env: { ...env, DRYDOCK_HOME: home } });
    await app.evaluate(({ dialog, session }) => {
      const dialogs: Dialogs = { answers: [], proposed: [], downloads: { begun: 0, done: 0 } };
      const answer = ((_window: unknown, options: { defaultPath?: string }) => {
        if (options.defaultPath !== undefined) dialogs.proposed.push(options.defaultPath);
        return Promise.resolve(dialogs.answers.shift() ?? { canceled: true, filePaths: [], response: 0 });
      }) as never;
      dialog.showOpenDialog = answer;
      dialog.showSaveDialog = answer;
      dialog.showMessageBox = answer;
      // For what the page makes itself Electron would ask: the answer is given before it does.
      session.defaultSession.on('will-download', (_event: unknown, item: DownloadItem) => {
        const { filePath } = dialogs.answers.shift() as { filePath: string };
        dialogs.proposed.push(item.getFilename());
        dialogs.downloads.begun += 1;
        item.setSavePath(filePath);
        item.once('done', () => (dialogs.downloads.done += 1));
      });
      (globalThis as unknown as { dialogs: Dialogs }).dialogs = dialogs;
    });
    page = await app.firstWindow();
    await page.emulateMedia({ colorScheme: 'light' });
    watchPage(page, () => 'app://', seen);
  };
  const answerNext = (value: unknown): Promise<unknown> =>
    app.evaluate((_electronModule, given) => {
      (globalThis as unknown as { dialogs: Dialogs }).dialogs.answers.push(given);
    }, value);

  return {
    name: 'Electron',
    kind: 'desktop',
    takesAll: true,
    home,
    ...seen,
    page: () => page,
    open: start,
    drop: (paths) => dragFiles(page, paths),
    async pick(paths, press) {
      await answerNext({ canceled: false, filePaths: paths });
      await press();
    },
    async saved(press) {
      const target = join(home, 'saved', String((saves += 1)), 'file');
      await mkdir(dirname(target), { recursive: true });
      await answerNext({ canceled: false, filePath: target });
      await press();
      const isWhole = (): Promise<boolean> =>
        app.evaluate(() => {
          const { begun, done } = (globalThis as unknown as { dialogs: Dialogs }).dialogs.downloads;
          return begun === done;
        });
      await until(async () => existsSync(target) && (await isWhole()));
      const proposed = await app.evaluate(() => (globalThis as unknown as { dialogs: Dialogs }).dialogs.proposed.at(-1));
      const named = join(dirname(target), basename(proposed ?? target));
      await rename(target, named);
      return named;
    },
    async printed(press) {
      const target = join(home, 'printed.pdf');
      await answerNext({ canceled: false, filePath: target });
      await press();
      await until(() => existsSync(target));
      return readFile(target, 'latin1');
    },
    async openProject(folder) {
      await answerNext({ canceled: false, filePaths: [folder] });
      await page.getByRole('button', { name: 'Open a project', exact: true }).click();
    },
    async restart() {
      await app.close();
      await start();
    },
    async leaveAndComeBack() {
      // "Quit and keep what is finished"
      await answerNext({ response: 1, checkboxChecked: false });
      const closed = app.waitForEvent('close');
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await closed;
      await start();
    },
    killEngine: () =>
      app.evaluate(({ app: electronApp }) => {
        const engine = electronApp
          .getAppMetrics()
          .find(({ serviceName, name }) => [serviceName, name].includes('drydock engine'));
        if (!engine) throw new Error('There is no engine to kill.');
        process.kill(engine.pid, 'SIGKILL');
      }),
    async close() {
      await app.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

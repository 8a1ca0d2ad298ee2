// The real desktop program in the double of Electron, as a person sits before it: dialogs are answered, drops have paths.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { closeBrowser, launchDouble } from '../../desktop/double/launchDouble.ts';
import type { JourneyHost } from '../journeys/journeyHost.ts';
import { until } from '../journeys/until.ts';
import { dragFiles } from './dragFiles.ts';
import { watchPage } from './watchPage.ts';

const origin = 'http://workbench.localhost';

export async function desktopDouble(): Promise<JourneyHost> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-journeys-')));
  const seen = { elsewhere: [] as string[], complaints: [] as string[] };
  let app: Awaited<ReturnType<typeof launchDouble>>;
  let saves = 0;
  const page = () => app.electron.page();
  const start = async (): Promise<void> => {
    app = await launchDouble({ home });
    await app.page.setViewportSize({ width: 1440, height: 900 });
    await app.page.emulateMedia({ colorScheme: 'light' });
    await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    watchPage(app.page, () => origin, seen);
  };
  /** A test that ran out of time goes on all the same: it must not start a second window beside that of its second try. */
  let restarting: Promise<void> | null = null;
  const asked = (kind: string): unknown[] => app.electron.asked.filter((one) => one.kind === kind).map(({ detail }) => detail);

  return {
    name: 'the desktop double',
    kind: 'desktop',
    takesAll: true,
    home,
    ...seen,
    page,
    open: start,
    async drop(paths) {
      await page().evaluate(
        (known) => ((window as unknown as { __doublePaths: Map<string, string> }).__doublePaths = new Map(known)),
        paths.map((path) => [basename(path), path] as const),
      );
      await dragFiles(page(), paths);
    },
    async pick(paths, press) {
      app.electron.dialogAnswers.push({ canceled: false, filePaths: paths });
      await press();
    },
    async saved(press) {
      const target = join(home, 'saved', String((saves += 1)), 'file');
      await mkdir(dirname(target), { recursive: true });
      let isDownload = false;
      const [session] = app.electron.sessions();
      session?.once('will-download', () => (isDownload = true));
      app.electron.dialogAnswers.push({ canceled: false, filePath: target });
      await press();
      await until(() => existsSync(target) && (!isDownload || asked('downloaded').includes(target)));
      const { defaultPath } = asked('save dialog').at(-1) as { defaultPath: string };
      const named = join(dirname(target), basename(defaultPath));
      await rename(target, named);
      return named;
    },
    async printed(press) {
      const target = join(home, 'printed.pdf');
      app.electron.dialogAnswers.push({ canceled: false, filePath: target });
      await press();
      await until(() => existsSync(target));
      return readFile(target, 'latin1');
    },
    async openProject(folder) {
      app.electron.dialogAnswers.push({ canceled: false, filePaths: [folder] });
      await page().getByRole('button', { name: 'Open a project', exact: true }).click();
    },
    restart() {
      restarting ??= app
        .close()
        .then(start)
        .finally(() => (restarting = null));
      return restarting;
    },
    async leaveAndComeBack() {
      const questions = asked('message box').length;
      // "Quit and keep what is finished"
      app.electron.dialogAnswers.push({ response: 1 });
      app.electron.window().close();
      await app.electron.hasQuit;
      if (asked('message box').length !== questions + 1) throw new Error('Nobody was asked whether to end the run.');
      await app.page.context().close();
      await start();
    },
    killEngine: () => app.electron.killEngine(),
    async close() {
      await app.close();
      await closeBrowser();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

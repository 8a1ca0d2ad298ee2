// `drydock serve` and a real browser before it.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { root } from '../../support/drydock.ts';
import { findBrowser } from '../../tooling/findBrowser.mjs';
import type { JourneyHost } from '../journeys/journeyHost.ts';
import { dragFiles } from './dragFiles.ts';
import { watchPage } from './watchPage.ts';

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The program as a child of its own, and the address it prints. */
async function serve(home: string): Promise<{ program: ChildProcess; address: string }> {
  const program = spawn(process.execPath, [join(root, 'dist/main/cli.js'), 'serve'], {
    env: { ...process.env, DRYDOCK_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    program.on('exit', (code) => reject(new Error(`the workbench ended with code ${String(code)}`)));
    program.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\S+/.exec(chunk.toString());
      if (found) resolve(found[0]);
    });
  });
  return { program, address };
}

async function end(program: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  await ended;
}

/** The engine that this program started. */
function enginePid(program: ChildProcess): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  for (const line of lines) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    if (Number(parent) === program.pid && args.some((arg) => arg.endsWith('engine.js'))) return Number(pid);
  }
  throw new Error('There is no engine to kill.');
}

export async function browserHost({ takesAll }: Pick<JourneyHost, 'takesAll'>): Promise<JourneyHost> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'drydock-journeys-')));
  let program: ChildProcess;
  let address = '';
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let downloads = 0;
  const seen = { elsewhere: [] as string[], complaints: [] as string[] };
  const openPage = async (url: string): Promise<void> => {
    page = await context.newPage();
    // Choosers are caught from the beginning on: a listener added together with a press may come after it.
    page.on('filechooser', () => undefined);
    watchPage(page, () => new URL(address).origin, seen);
    await page.goto(url);
  };
  const start = async (): Promise<void> => {
    ({ program, address } = await serve(home));
  };

  return {
    name: 'the browser host',
    kind: 'browser',
    takesAll,
    home,
    ...seen,
    page: () => page,
    async open() {
      browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
      context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await start();
      await openPage(address);
    },
    drop: (paths) => dragFiles(page, paths),
    async pick(paths, press) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press()]);
      await chooser.setFiles(paths);
    },
    async saved(press) {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      const path = join(home, 'saved', String((downloads += 1)), download.suggestedFilename());
      await download.saveAs(path);
      return path;
    },
    async printed(press) {
      const [report] = await Promise.all([context.waitForEvent('page'), press()]);
      await report.waitForLoadState();
      const pdf = await report.pdf();
      await report.close();
      return pdf.toString('latin1');
    },
    async openProject(folder) {
      await page.getByRole('button', { name: 'Open a project', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill(folder);
      await dialog.getByRole('button', { name: 'Open', exact: true }).click();
    },
    async restart() {
      const { hash } = new URL(page.url());
      await page.close();
      await end(program);
      await start();
      await openPage(address);
      await page.goto(`${new URL(address).origin}/${hash}`);
    },
    async leaveAndComeBack() {
      const url = page.url();
      await page.close();
      await openPage(url);
    },
    killEngine: async () => void process.kill(enginePid(program), 'SIGKILL'),
    async close() {
      await browser?.close();
      await end(program);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

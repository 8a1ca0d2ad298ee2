import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findBrowser } from '../tooling/findBrowser.mjs';
import { startFakeServer, type FakeServer } from './fakeServer.ts';
import { createFakeWorkbench, type FakeWorkbench } from './fakeWorkbench.ts';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What the window is made of: a build of the same sources is used again, by the next file of tests and the next run. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['renderer', 'docs', 'app/api', 'app/base']) {
    const names = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(relative(repository, file)).update(await readFile(file));
  }
  hash.update(await readFile(join(repository, 'package-lock.json')));
  return hash.digest('hex').slice(0, 16);
}

/** Builds the window for tests, beside and independent of dist/. Test files run side by side: the first builds, the others wait. */
export async function buildWindow(): Promise<string> {
  const cache = join(repository, 'node_modules/.cache/drydock-test');
  const outDir = join(cache, `window-${await sourcesHash()}`);
  const lock = `${outDir}.lock`;
  await mkdir(cache, { recursive: true });
  for (;;) {
    if (existsSync(join(outDir, 'index.html'))) return outDir;
    try {
      await mkdir(lock);
      break;
    } catch {
      // Left behind by tests that were ended: a build takes seconds.
      const age = Date.now() - ((await stat(lock).catch(() => null))?.mtimeMs ?? Date.now());
      if (age > 60_000) await rm(lock, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    const fresh = join(cache, `building-${String(process.pid)}`);
    // Takes a second to load, and most files of tests find the window built.
    const { build } = await import('vite');
    await build({
      configFile: join(repository, 'renderer/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    });
    await rename(fresh, outDir);
    return outDir;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
}

export interface OpenWindow {
  page: Page;
  workbench: FakeWorkbench;
  server: FakeServer;
  /** Everything that should not happen: faults, refused content, requests to anywhere else. */
  troubles: string[];
  go(hash: string): Promise<void>;
  close(): Promise<void>;
}

let suite: Promise<{ server: FakeServer; context: BrowserContext }> | undefined;

async function startSuite(browser: Browser, root: string): Promise<{ server: FakeServer; context: BrowserContext }> {
  const [server, context] = await Promise.all([
    startFakeServer(root),
    browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', acceptDownloads: true }),
  ]);
  return { server, context };
}

/** Ends what the pages of a file of tests shared. */
export async function closeSuite(): Promise<void> {
  const running = await suite;
  suite = undefined;
  await running?.context.close();
  await running?.server.close();
}

/** A page of a real browser on the built window, with a fresh workbench behind it. */
export async function openWindow(
  browser: Browser,
  root: string,
  options: { colorScheme?: 'light' | 'dark'; stepMs?: number } = {},
): Promise<OpenWindow> {
  const workbench = createFakeWorkbench({ stepMs: options.stepMs ?? 15 });
  // One server and one browser context for all: the page is fetched and compiled once.
  suite ??= startSuite(browser, root);
  const { server, context } = await suite;
  server.use(workbench);
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'light' });
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`fault: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('WebSocket')) troubles.push(`console: ${message.text()}`);
  });
  // Choosers are caught from the beginning on: a listener added together with a key press may come after the key.
  page.on('filechooser', () => undefined);
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(server.url).origin) {
      troubles.push(`request to ${request.url()}`);
    }
  });
  return {
    page,
    workbench,
    server,
    troubles,
    async go(hash) {
      await page.goto(server.url + hash);
      await page.locator('#page h1').first().waitFor();
    },
    async close() {
      await page.close();
      server.dropConnections();
    },
  };
}

/** Opens pages of one browser for the tests of a file. It, and what the pages share, ends after them. */
export function windowSuite(): (options?: Parameters<typeof openWindow>[2]) => Promise<OpenWindow> {
  let browser: Browser;
  let root: string;
  beforeAll(async () => {
    [root, browser] = await Promise.all([buildWindow(), launchBrowser()]);
  });
  afterAll(async () => {
    await closeSuite();
    await browser.close();
  });
  return (options) => openWindow(browser, root, options);
}

export const strikes = encodeURIComponent('/home/me/Drydock/Bird strikes');

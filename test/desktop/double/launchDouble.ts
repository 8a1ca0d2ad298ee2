// Runs the real built main script in this process, with the double in place of `electron`.
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { bundleScript, repositoryRoot } from '../../support/bundleScript.ts';
import { findBrowser } from '../../tooling/findBrowser.mjs';
import type { DesktopApp } from '../fixture.ts';
import { createElectronDouble, type ElectronDouble } from './electronDouble.ts';

const names = [
  'app',
  'BrowserWindow',
  'Menu',
  'MessageChannelMain',
  'Notification',
  'dialog',
  'ipcMain',
  'protocol',
  'screen',
  'session',
  'shell',
  'utilityProcess',
];
const key = 'drydock.electronDouble';

// Hooks live in a thread of their own and know the launch only by the query of the importing script.
const electronSource = `const m = globalThis[Symbol.for('${key}')]; ${names.map((name) => `export const ${name} = m.${name};`).join(' ')}`;
const hooks = `export async function resolve(specifier, context, next) {
  if (specifier !== 'electron') return next(specifier, context);
  const launch = new URL(context.parentURL).search;
  return { url: 'data:text/javascript,' + encodeURIComponent('/*' + launch + '*/' + ${JSON.stringify(electronSource)}), shortCircuit: true };
}`;

// Past the test runner's own module loader, which would take the script for a source file.
function nativeImport(url: string): Promise<unknown> {
  const helper = join(repositoryRoot, 'node_modules/.cache/drydock-test', String(process.pid), 'nativeImport.cjs');
  writeFileSync(helper, 'module.exports = (url) => import(url);');
  return (createRequire(import.meta.url)(helper) as (url: string) => Promise<unknown>)(url);
}

let launches = 0;
let browser: Browser | undefined;

export interface LaunchDouble {
  home: string;
  files?: string[];
  /** The main script of a package, laid out as installed; without it, the one built in the checkout. */
  packaged?: string;
}

export async function launchDouble(options: LaunchDouble): Promise<DesktopApp & { electron: ElectronDouble }> {
  const script = options.packaged ?? join(repositoryRoot, 'dist/desktop/main.js');
  if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
  if (launches === 0) register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  browser ??= await chromium.launch({
    executablePath: findBrowser(),
    // Electron documents a close event of message ports in pages; Chromium has it behind a switch.
    args: ['--no-sandbox', '--disable-gpu', '--enable-blink-features=MessagePortCloseEvent'],
  });
  const context = await browser.newContext();
  const program = options.packaged === undefined ? ['electron', repositoryRoot] : ['drydock'];
  const argv = [...program, ...(options.files ?? [])];
  const electron = createElectronDouble({
    context,
    utilityPrelude: await bundleScript('test/desktop/double/utilityChild.ts'),
    folder: options.home,
    isPackaged: options.packaged !== undefined,
  });
  (globalThis as Record<symbol, unknown>)[Symbol.for(key)] = electron.module;
  process.env['DRYDOCK_HOME'] = options.home;
  const argvBefore = process.argv;
  process.argv = argv;
  await nativeImport(`${pathToFileURL(script).href}?launch=${String(launches++)}`);
  const page = await electron.firstPage;
  process.argv = argvBefore;
  return {
    page,
    electron,
    choose: async (...path) => electron.choose(...path),
    isOn: async (...path) => electron.findItem(path)?.enabled ?? null,
    startAgain: async (files) => electron.secondInstance([...program, ...files]),
    killEngine: () => electron.killEngine(),
    async close() {
      await electron.quit();
      await context.close();
    },
  };
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

// Finds a browser for the end-to-end tests, or installs one where it can; fails loudly otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { searchBrowser } from './findBrowser.mjs';

function run(command, args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

function installBrowser() {
  console.log('No browser found; installing one for the end-to-end tests.');
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation']);
  } else {
    run(process.execPath, [join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  }
}

/** The executable of a browser. Throws when there is none and none could be installed. */
export function ensureBrowser() {
  let browser = searchBrowser();
  if (!browser) {
    installBrowser();
    browser = searchBrowser() ?? playwrightBrowser();
  }
  if (!browser)
    throw new Error('The end-to-end tests need Chromium, Chrome or Edge. Install one, or name it in DRYDOCK_BROWSER.');
  console.log(`browser: ${browser}`);
  return browser;
}

function playwrightBrowser() {
  const { stdout } = spawnSync(process.execPath, ['-e', "console.log(require('playwright-core').chromium.executablePath())"], {
    encoding: 'utf8',
  });
  const path = stdout?.trim();
  return path && existsSync(path) ? path : undefined;
}

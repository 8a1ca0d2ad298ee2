// Finds a browser for the end-to-end tests, or installs one where it can; fails loudly otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installWays } from './installWays.mjs';
import { headlessShell, searchBrowser } from './findBrowser.mjs';

/** @param seconds after which it is given up; 0 = never */
function run(command, args, seconds) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, { stdio: 'inherit', timeout: seconds * 1000 }).status === 0;
}

function works(command, args, seconds) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: seconds * 1000 }).status === 0;
}

/** On Linux a file is no proof: Ubuntu's `chromium` only points at a snap, and a downloaded one may lack libraries. */
function starts(browser) {
  return process.platform !== 'linux' || works(browser, ['--version'], 30);
}

function present() {
  if (process.env.DRYDOCK_BROWSER) return searchBrowser();
  return [searchBrowser(), playwrightBrowser()].find((path) => path !== undefined && starts(path));
}

/** Whether the machine is there for the tests alone (`.ci/run` says so): then the quickest browser is worth its download. */
const isForTests = process.env.DRYDOCK_MACHINE_FOR_TESTS === '1';

function mayBeQuicker(browser) {
  return isForTests && !process.env.DRYDOCK_BROWSER && !browser.endsWith(headlessShell);
}

/** The executable of a browser. Throws when there is none and none could be installed. */
export function ensureBrowser() {
  let browser = present();
  if (!browser || mayBeQuicker(browser)) {
    console.log(`${browser ?? 'No browser found'}; installing one for the end-to-end tests.`);
    const isRoot = process.getuid?.() === 0;
    const hasApt = process.platform === 'linux' && existsSync('/usr/bin/apt-get');
    const all = installWays({
      isRoot,
      hasApt,
      maySudo: Boolean(process.env.CI) && works('sudo', ['-n', 'true'], 10),
      playwright: [process.execPath, join('node_modules', 'playwright-core', 'cli.js')],
    });
    // Where there is one, only the package of the system is worth a try, and no longer than it saves.
    const ways = browser ? all.slice(0, isRoot && hasApt ? 1 : 0) : all;
    const seconds = browser ? 120 : 0;
    for (const commands of ways) {
      for (const [command, ...args] of commands) run(command, args, seconds);
      browser = present();
      if (browser) break;
    }
  }
  if (!browser)
    throw new Error(
      'The end-to-end tests need Chromium, Chrome or Edge, and none could be installed. Install one (Debian: sudo apt-get install chromium), or name it in DRYDOCK_BROWSER.',
    );
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

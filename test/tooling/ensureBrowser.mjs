// Finds a browser for the end-to-end tests, or installs one where it can; fails loudly otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge', 'msedge'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export function findBrowser() {
  const told = process.env.DRYDOCK_BROWSER;
  if (told) {
    if (!existsSync(told)) throw new Error(`DRYDOCK_BROWSER names ${told}, which does not exist.`);
    return told;
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) =>
    folders.map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name)),
  );
  return [...onPath, ...usualPlaces].find((path) => existsSync(path));
}

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
  let browser = findBrowser();
  if (!browser) {
    installBrowser();
    browser = findBrowser() ?? playwrightBrowser();
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

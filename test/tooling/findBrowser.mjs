// Where a Chromium browser is on this machine: for the tests themselves and for the runner that installs one for them.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Chromium without a frame of its own: a test takes about two thirds of the processor with it. Debian's name of it. */
export const headlessShell = 'chromium-headless-shell';

const names = [
  headlessShell,
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The executable of a browser: DRYDOCK_BROWSER, else one on the PATH, else one in the usual places, else undefined. */
export function searchBrowser(env = process.env) {
  const told = env.DRYDOCK_BROWSER;
  if (told) {
    if (!existsSync(told)) throw new Error(`DRYDOCK_BROWSER names ${told}, which does not exist.`);
    return told;
  }
  const extension = process.platform === 'win32' ? '.exe' : '';
  const folders = (env.PATH ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + extension)));
  return [...onPath, ...usualPlaces].find((path) => existsSync(path));
}

/** The same, for tests: without a browser they fail. */
export function findBrowser(env = process.env) {
  const found = searchBrowser(env);
  if (found) return found;
  throw new Error('These tests need Chromium, Chrome or Edge. Install one, or name it in DRYDOCK_BROWSER.');
}

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

/** The executable of a Chromium browser: DRYDOCK_BROWSER, else one on the PATH, else one in the usual places. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string {
  const told = env['DRYDOCK_BROWSER'];
  if (told) {
    if (existsSync(told)) return told;
    throw new Error(`DRYDOCK_BROWSER names ${told}, which does not exist.`);
  }
  const extension = process.platform === 'win32' ? '.exe' : '';
  const folders = (env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + extension)));
  const found = [...onPath, ...usualPlaces].find((path) => existsSync(path));
  if (found) return found;
  throw new Error('These tests need Chromium, Chrome or Edge. Install one, or name it in DRYDOCK_BROWSER.');
}

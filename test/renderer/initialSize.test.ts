import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildWindow, closeSuite, launchBrowser, openWindow } from './openWindow.ts';

const mostBytes = 600_000;

it(
  'what Home loads before it can be used is less than 600 kB of JavaScript, gzipped; other pages come when they are opened',
  { timeout: 180_000 },
  async () => {
    const [root, browser] = await Promise.all([buildWindow(), launchBrowser()]);
    const open = await openWindow(browser, root);
    const loaded = async (): Promise<number> => {
      const names = await open.page.evaluate(() =>
        performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
      );
      const scripts = names.filter((name) => name.endsWith('.js'));
      const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(root, name))).length));
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    try {
      await open.go('#/home');
      await open.page.getByRole('button', { name: 'Try the bird-strikes example' }).waitFor();
      const atHome = await loaded();
      expect(atHome).toBeGreaterThan(50_000);
      expect(atHome).toBeLessThan(mostBytes);
      await open.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Help' }).click();
      await open.page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
      expect(await loaded()).toBeGreaterThan(atHome);
    } finally {
      await open.close();
      await closeSuite();
      await browser.close();
    }
  },
);

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page, within: string, tags: string[] | null): Promise<string[]> {
  await settled(page);
  await page.evaluate(await source);
  return page.evaluate(
    async ([place, runOnly]) => {
      // What is fine is not described: of a large table that takes longer than to look at it.
      const { violations: found } = await (window as unknown as { axe: typeof axe }).axe.run(place, {
        resultTypes: ['violations'],
        selectors: false,
        ...(runOnly && { runOnly }),
      });
      return found.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    },
    [within, tags] as const,
  );
}

/** All charts are there, and the colours that one element hands on to the next: they change in the frames after the theme did. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.chart [aria-busy="true"]') === null);
  await page.evaluate(async () => {
    for (let frame = 0; frame < 12; frame++) await new Promise(requestAnimationFrame);
  });
}

/** What is wrong in the page (or another part of the window: the frame around the page is left out), for people who cannot see or tell colours: everything in the light theme, colours again in the dark one. */
export async function violationsInBothThemes(page: Page, within = '#page'): Promise<string[]> {
  // Nothing fades while it is looked at.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const light = await violations(page, within, null);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  const dark = await violations(page, within, ['color-contrast', 'link-in-text-block']);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
  return [...light, ...dark.map((text) => `dark: ${text}`)];
}

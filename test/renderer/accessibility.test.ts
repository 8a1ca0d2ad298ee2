import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildWindow, closeSuite, launchBrowser, openWindow, strikes } from './openWindow.ts';

let browser: Browser;
let root: string;
let axeSource: string;

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [root, browser] = await Promise.all([buildWindow(), launchBrowser()]);
});
afterAll(async () => {
  await closeSuite();
  await browser.close();
});

/** `colours` = only what a theme can change: the rest has been looked at in the other one. */
async function violations(page: Page, what: 'all' | 'colours'): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    async (tags) => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(tags ? { runOnly: tags } : {});
      return violations.map(({ id, nodes }) => ({ id, where: nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)) }));
    },
    what === 'all' ? null : ['color-contrast', 'link-in-text-block'],
  );
  return found.map(({ id, where }) => `${id}: ${where.join(' | ')}`);
}

const speeds = encodeURIComponent('/home/me/Drydock/Speeds');

const places: [name: string, hash: string, ready: (page: Page) => Promise<unknown>][] = [
  ['Home', '#/home', (page) => page.getByText('Recent projects').waitFor()],
  ['Home of a project', `#/home?project=${strikes}`, (page) => page.getByText('This project').waitFor()],
  ['Model', `#/model?project=${strikes}`, (page) => page.getByText('What it predicts').waitFor()],
  [
    'Data, mapping',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByText('Model inputs').waitFor();
      await page.getByText('What each label means').click();
      await page.getByRole('combobox', { name: 'Class for the label C' }).waitFor();
    },
  ],
  [
    'Data, columns',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByRole('tab', { name: 'Columns' }).click();
      await page.getByRole('table', { name: 'Columns' }).getByText('Origin State').waitFor();
    },
  ],
  [
    'Data, rows',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByRole('tab', { name: 'Rows', exact: true }).click();
      await page.getByRole('table', { name: 'Rows of the dataset' }).getByText('B-737-200').first().waitFor();
    },
  ],
  [
    'Validate with rows',
    `#/validate?project=${strikes}`,
    async (page) => {
      await page.locator('.confusion-cell').first().click();
      await page.getByRole('complementary').getByText('No damage', { exact: true }).first().waitFor();
    },
  ],
  [
    'Over time with a window',
    `#/time?project=${strikes}`,
    async (page) => {
      await page.locator('.timeline-focus').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByText('All rows', { exact: true }).waitFor();
    },
  ],
  [
    'Over time as a table',
    `#/time?project=${speeds}`,
    async (page) => {
      await page.getByText('Table', { exact: true }).click();
      await page.getByRole('region', { name: 'Windows as a table' }).waitFor();
    },
  ],
  [
    'Validate a regression, settings open',
    `#/validate?project=${speeds}`,
    async (page) => {
      await page.getByRole('heading', { name: 'Residuals' }).waitFor();
      await page.getByRole('button', { name: /^Settings of the next run/ }).click();
      await page.getByText('libcudart.so.12 was not found.').waitFor();
    },
  ],
  ['Bundle', `#/bundle?project=${strikes}`, (page) => page.getByText('What will be inside').waitFor()],
  [
    'Runs, compared',
    `#/runs?project=${strikes}`,
    async (page) => {
      for (const number of [1, 2]) await page.getByRole('checkbox', { name: `Compare Validation ${String(number)}` }).check();
      await page.getByText('Settings that differ').waitFor();
    },
  ],
  [
    'An empty page',
    `#/data?project=${encodeURIComponent('/home/me/Drydock/Empty')}`,
    (page) => page.getByRole('heading', { name: 'No data yet' }).waitFor(),
  ],
];

it('has no accessibility violation on any page, in either theme', async () => {
  const open = await openWindow(browser, root);
  const found: Record<string, string[]> = {};
  await open.go('#/home');
  for (const [name, hash, ready] of places) {
    await open.page.keyboard.press('Escape');
    await open.page.evaluate((next) => (location.hash = next), hash);
    await ready(open.page);
    found[`${name}, light`] = await violations(open.page, 'all');
    await open.page.emulateMedia({ colorScheme: 'dark' });
    await open.page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    found[`${name}, dark`] = await violations(open.page, 'colours');
    await open.page.emulateMedia({ colorScheme: 'light' });
    await open.page.locator('html[data-mantine-color-scheme="light"]').waitFor();
  }
  await open.close();
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((place) => [place, []])));
  expect(Object.keys(found)).toHaveLength(2 * places.length);
});

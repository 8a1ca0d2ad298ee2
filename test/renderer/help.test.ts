// The page of help, as a person uses it.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandList } from '../../app/api/commands.ts';
import { errorCodes } from '../../app/base/errors.ts';
import { shippedPackages } from '../../renderer/plugins/shippedPackages.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

beforeEach(async () => {
  open = await openWindow();
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const inSight = (id: string): Promise<boolean> =>
  open.page.locator(id).evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  });

const place = (): unknown => Object.fromEntries(new URLSearchParams(open.page.url().split('?').at(-1)));

it('the guide has its chapters at the side; a chapter has an address, which a reload and a link between chapters keep', async () => {
  const { page } = open;
  await open.go(`#/help?project=${strikes}`);
  await page.getByRole('navigation', { name: 'Contents of the guide' }).getByRole('button', { name: 'Command line' }).click();
  await expect.poll(() => inSight('#guide-command-line')).toBe(true);
  expect(place()).toEqual({ project: decodeURIComponent(strikes), at: 'guide/command-line' });
  await page.reload();
  await page.getByRole('heading', { name: 'Command line' }).waitFor();
  await expect.poll(() => inSight('#guide-command-line')).toBe(true);
  await page.getByRole('link', { name: 'What each figure means and how its interval is made' }).click();
  await expect.poll(() => inSight('#guide-metrics')).toBe(true);
  expect(place()).toEqual({ project: decodeURIComponent(strikes), at: 'guide/metrics' });
});

it('the search of the guide counts, marks and steps through what it finds', async () => {
  const { page } = open;
  await open.go('#/help');
  const field = page.getByRole('searchbox', { name: 'Search the guide' });
  const status = page.getByRole('navigation', { name: 'Contents of the guide' }).getByRole('status');
  const marked = (): Promise<string[]> =>
    page.evaluate(() => [...(CSS.highlights.get('guide-found') ?? [])].map((range) => (range as Range).toString()));
  await field.fill('rejected rows');
  await expect.poll(() => status.innerText()).toMatch(/^1 of \d+ places?$/);
  expect(new Set((await marked()).map((text) => text.toLowerCase()))).toEqual(new Set(['rejected rows']));
  await field.fill('bundle');
  await field.press('Enter');
  await expect.poll(() => status.innerText()).toMatch(/^2 of /);
  await field.press('Shift+Enter');
  await field.press('Shift+Enter');
  const [, last, all] = /^(\d+) of (\d+)/.exec(await status.innerText()) ?? [];
  expect(last).toBe(all);
  await field.fill('no such words');
  await expect.poll(() => status.innerText()).toBe('Not found');
  await field.press('Escape');
  expect(await field.inputValue()).toBe('');
  expect(await marked()).toEqual([]);
});

it('the shortcuts are those of the command table', async () => {
  const { page } = open;
  await open.go('#/help?at=shortcuts');
  for (const { title } of commandList.filter(({ keys }) => keys)) {
    await page.getByRole('tabpanel').getByRole('rowheader', { name: title }).first().waitFor();
  }
});

it('every error code has its entry, and an error leads to it', async () => {
  const { page } = open;
  await page.goto(`${open.server.url}#/validate?project=${encodeURIComponent('/home/me/gone')}`);
  await page.getByRole('alert').getByRole('link', { name: 'What this means' }).click();
  const entry = page.getByRole('row', { name: /^NOT_FOUND/ });
  await entry.waitFor();
  expect(await entry.evaluate((row) => row === document.activeElement && row.className === 'is-chosen')).toBe(true);
  const rows = await page.getByRole('region', { name: 'Error codes' }).getByRole('rowheader').allInnerTexts();
  expect(rows).toEqual(Object.keys(errorCodes));
});

it('every package that goes out is listed with its licence, and its text comes when it is asked for', async () => {
  const { page } = open;
  await open.go('#/help?at=licences');
  const region = page.getByRole('region', { name: 'Packages and their licences' });
  await region.waitFor();
  const packages = shippedPackages(new URL('../..', import.meta.url).pathname);
  expect(await region.getByRole('rowheader').allInnerTexts()).toEqual(packages.map(({ name }) => name));
  await page.getByRole('searchbox', { name: 'Search the packages' }).fill('duckdb/node-api');
  await page.getByRole('button', { name: /^Read the licence of @duckdb\/node-api/ }).click();
  await page.getByRole('dialog').getByText('Permission is hereby granted').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search the packages' }).fill('nothing like it');
  await page.getByText('No package is called that.').waitFor();
});

it('about says which versions run and where the log is', async () => {
  const { page } = open;
  await open.go('#/help?at=about');
  for (const text of ['1.30.0', '1.5.6', '20.20.0', '/home/me/.cache/drydock/logs/drydock.log'])
    await page.getByText(text).waitFor();
});

it('has no accessibility violation on any tab, in either theme', async () => {
  const { page } = open;
  await open.go('#/help');
  await page.getByRole('searchbox', { name: 'Search the guide' }).fill('interval');
  const found: Record<string, string[]> = { guide: await violationsInBothThemes(page) };
  for (const name of ['Shortcuts', 'Errors', 'Licences', 'About']) {
    await page.getByRole('tab', { name }).click();
    await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
    found[name] = await violationsInBothThemes(page);
  }
  expect(found).toEqual({ guide: [], Shortcuts: [], Errors: [], Licences: [], About: [] });
});

// What a person does again and again, by role and name.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { PageId } from '../../../app/api/pages.ts';
import { pages } from '../../../app/api/pages.ts';
import { until } from './until.ts';

const titles = new Map(pages.map(({ id, title }) => [id, title]));

export async function goTo(page: Page, id: PageId): Promise<void> {
  const title = titles.get(id) ?? id;
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: new RegExp(`^${title}(,|$)`) })
    .click();
  await page.getByRole('main', { name: title }).getByRole('heading', { level: 1 }).waitFor();
}

/** From the menu of the project: the same in every host. */
export async function fromProjectMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Projects and files' }).click();
  // A recent project below may be called the same.
  await page
    .getByRole('menuitem', { name: new RegExp(`^${item}`) })
    .first()
    .click();
}

export async function newProject(page: Page): Promise<void> {
  const before = page.url();
  await fromProjectMenu(page, 'New project');
  await page.waitForURL((url) => url.href !== before);
  await page
    .getByRole('region', { name: 'This project' })
    .or(page.getByRole('heading', { name: 'This project' }))
    .first()
    .waitFor();
}

export async function openExample(page: Page): Promise<void> {
  await fromProjectMenu(page, 'Open the bird-strikes example');
  await readyToRun(page).waitFor();
}

export function readyToRun(page: Page): Locator {
  return page.getByText('Every input is fed: ready to run.');
}

export function runButton(page: Page): Locator {
  return page.getByRole('banner').getByRole('button', { name: 'Run', exact: true });
}

/** How many runs of the project that the window shows have come to their end. */
async function completeRuns(page: Page): Promise<number> {
  const runs = join(openProjectFolder(page), 'runs');
  const names = await readdir(runs).catch(() => []);
  const states = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(runs, name, 'run.json'), 'utf8').catch(() => '{}');
      return (JSON.parse(text) as { state?: string }).state;
    }),
  );
  return states.filter((state) => state === 'complete').length;
}

/** Starts a run and stays until its figures over all rows are there: an earlier one that is still shown is not taken for it. */
export async function runToTheEnd(page: Page): Promise<void> {
  const before = await completeRuns(page);
  await runButton(page).click();
  await until(async () => (await completeRuns(page)) > before);
  await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
}

export function drawer(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Rows behind the mark' });
}

export async function closeDrawer(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
}

export function notices(page: Page): Locator {
  return page.getByRole('log', { name: 'Notices' });
}

export async function dismissNotices(page: Page): Promise<void> {
  const dismiss = notices(page).getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0)
    await dismiss
      .first()
      .click({ timeout: 1_000 })
      .catch(() => undefined);
}

/** Where the project lies that the window shows: it is in the address. */
export function openProjectFolder(page: Page): string {
  return new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('project') ?? '';
}

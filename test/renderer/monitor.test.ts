// What a deployed bundle answers, read in the window: the form, what came of it, the chart continued, reading on and on.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const project = decodeURIComponent(strikes);
const validation = '2026-11-22T10-00-00-validate';
const monitored = `${project}/monitor/${validation}`;
const bundle = `#/bundle?project=${strikes}`;
const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

beforeEach(async () => {
  open = await openWindow();
  ({ page } = open);
  page.setDefaultTimeout(20_000);
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const folder = () => page.getByRole('textbox', { name: 'Folder of the log, or files of it' });
const readButton = () => page.getByRole('button', { name: 'Read the log' });
const lastRead = () => page.getByText(/^Last read /);
const keepReading = () => page.getByRole('switch', { name: 'Keep reading' });
const imports = () => open.workbench.calls.filter(({ name }) => name === 'monitor.import').map(({ input }) => input);

async function readOnce(): Promise<void> {
  await open.go(bundle);
  await folder().fill('/srv/strikes/logs');
  await readButton().click();
  await lastRead().waitFor();
}

it('is read as told: folder, a table of labels with its columns, windows', async () => {
  await open.go(bundle);
  expect(await readButton().isDisabled()).toBe(true);
  await folder().fill('/srv/strikes/logs\n/srv/strikes/older.jsonl');
  const id = page.getByRole('combobox', { name: 'Its column with the id' });
  expect(await id.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Table of labels that came later' }).fill('/srv/labels.csv');
  await id.fill('Airport');
  await page.getByRole('option', { name: 'Airport Name' }).click();
  await page.getByRole('combobox', { name: 'Windows' }).click();
  await page.getByRole('option', { name: 'months' }).click();
  await page.getByRole('switch', { name: 'Hold it against what was validated' }).uncheck();
  await readButton().click();
  await lastRead().waitFor();
  expect(await page.getByText('Drift', { exact: true }).count()).toBe(0);
  expect(imports()).toEqual([
    {
      project,
      runId: validation,
      paths: ['/srv/strikes/logs', '/srv/strikes/older.jsonl'],
      labels: '/srv/labels.csv',
      id: 'Airport Name',
      window: 'month',
      drift: null,
    },
  ]);
});

it('tells how far it is, and can be cancelled', async () => {
  await open.close();
  open = await openWindow({ stepMs: 600 });
  ({ page } = open);
  await open.go(bundle);
  await folder().fill('/srv/strikes/logs');
  await readButton().click();
  await page.getByRole('progressbar', { name: 'Progress of the reading' }).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Log of Validation 2: cancelled. The next reading goes on from where this one ended.').waitFor();
});

it('tells what came of it: rows, labels, their delay, latency, and each refused line with its reason', async () => {
  await readOnce();
  await page.getByText('420 in 2 files').waitFor();
  await page.getByText('4 Nov 2002 to 28 Dec 2004').waitFor();
  await page.getByText('1 h 30 min (median), 90 % within 24 h 0 min, the longest 5 days').waitFor();
  await page.getByText('2.1 ms (p50), 4.8 ms (p95), 12 ms (p99)').waitFor();
  await page.getByText('1 by feedback').waitFor();
  const verdict = page.getByRole('link', { name: 'Cells are missing' });
  expect(await verdict.getAttribute('href')).toBe(
    `#/time?${new URLSearchParams({ project: monitored, at: 'drift' }).toString()}`,
  );
  const refused = page.getByRole('region', { name: 'Lines refused by the last reading' });
  await refused.getByRole('row', { name: /predictions-20260131T120000Z-1\.jsonl 412 it is not JSON/ }).waitFor();
  await page.getByText('the last line of 1 file; it counts once it has an end').waitFor();
  await lastRead()
    .getByText(/420 new answers, 5 new labels, 1 line refused\./)
    .waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

it('the log is a project that says what it is; its chart goes on from that of the validation', async () => {
  await readOnce();
  await page.getByRole('button', { name: 'Show it over time' }).click();
  await page
    .getByRole('figure', { name: /^Accuracy before and after deployment\. 31 windows validated, 9 windows deployed/ })
    .waitFor();
  expect(new URL(page.url()).hash).toContain(encodeURIComponent(monitored).replaceAll('%20', '+'));
  const chart = page.getByRole('figure', { name: /before and after deployment/ });
  await chart.getByText('deployed', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('deployed bundle of Validation 2').count()).toBe(1);
  expect(open.workbench.calls.filter(({ name }) => name === 'runs.timeline').at(-1)?.input).toMatchObject({
    project,
    runId: validation,
    unit: 'auto',
  });
  // Of both, gaps as gaps.
  await page.getByRole('button', { name: 'Accuracy before and after deployment: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  const table = page.getByRole('region', { name: 'Accuracy before and after deployment as a table' });
  await table.getByRole('row', { name: /^validation Q1 1995/ }).waitFor();
  await table.getByRole('row', { name: /^deployed Q4 2003 .* 0 0/ }).waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  // The metric is chosen once for both charts.
  await page.getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option', { name: 'F1', exact: true }).click();
  await page.getByRole('button', { name: 'F1 before and after deployment: menu' }).waitFor();
  await page.getByRole('link', { name: 'Validation 2' }).click();
  await expect.poll(() => new URL(page.url()).hash).toContain(`run=${validation}`);
  await page.getByRole('button', { name: /Accuracy over time: menu/ }).waitFor();
});

it('drift of a log is held against what was validated unless told otherwise', async () => {
  await readOnce();
  await page.evaluate((hash) => (location.hash = hash), `#/time?project=${encodeURIComponent(monitored)}&at=drift`);
  await page.getByText('against Bird strikes').waitFor();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('region', { name: 'Verdict' }).waitFor();
  expect(open.workbench.calls.find(({ name }) => name === 'drift.start')?.input).toMatchObject({
    project: monitored,
    settings: { reference: { from: 'project', path: project, runId: validation } },
  });
});

it('keeps reading at its interval, in place of the run before, on any page, and stops with its project', async () => {
  await page.clock.install();
  await readOnce();
  await page.getByRole('combobox', { name: 'How often the log is read' }).click();
  await page.getByRole('option', { name: 'every 10 s' }).click();
  await keepReading().check();
  await page.clock.runFor(10_500);
  await lastRead()
    .getByText(/20 new answers, 5 new labels/)
    .waitFor();
  expect(imports().at(-1)).toMatchObject({ paths: ['/srv/strikes/logs'], replaces: '2026-11-25T10-00-00-420', again: true });
  await page.getByRole('button', { name: 'Show it over time' }).click();
  await page.getByRole('figure', { name: /before and after deployment/ }).waitFor();
  expect(await keepReading().isChecked()).toBe(true);
  const before = imports().length;
  await page.clock.runFor(10_500);
  await expect.poll(() => imports().length, { timeout: 10_000 }).toBeGreaterThan(before);
  await page.evaluate((hash) => (location.hash = hash), `#/bundle?project=${encodeURIComponent('/home/me/Drydock/Speeds')}`);
  await page.getByText('what the bundle of Validation 2 answers').waitFor();
  await page.evaluate((hash) => (location.hash = hash), bundle);
  await lastRead().waitFor();
  expect(await keepReading().isChecked()).toBe(false);
  const after = imports().length;
  await page.clock.runFor(30_000);
  expect(imports()).toHaveLength(after);
});

it('a reading that fails says so and is tried again; one notice for the same trouble', async () => {
  await page.clock.install();
  await readOnce();
  await keepReading().check();
  const { handlers } = open.workbench;
  const read = handlers['monitor.import'];
  const elsewhere: typeof read = (given, options) => read({ ...given, paths: ['/srv/nowhere'] }, options);
  Object.assign(handlers, { 'monitor.import': elsewhere });
  for (let time = 0; time < 2; time++) {
    const before = imports().length;
    await page.clock.runFor(60_500);
    await expect.poll(() => imports().length, { timeout: 10_000 }).toBeGreaterThan(before);
    await page.getByText(/^The reading of .* failed; the next one tries again\.$/).waitFor();
  }
  expect(
    await page.getByRole('log', { name: 'Notices' }).getByText('There is no prediction log here: /srv/nowhere').count(),
  ).toBe(1);
  expect(await keepReading().isChecked()).toBe(true);
  Object.assign(handlers, { 'monitor.import': read });
  await page.clock.runFor(60_500);
  await page.getByText(/^The reading of .* failed/).waitFor({ state: 'detached' });
});

it('a log that is given to the window, or asked for by its command, leads to the form', async () => {
  await open.go(`#/model?project=${strikes}`);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles({ name: 'predictions.jsonl', mimeType: 'application/json', buffer: Buffer.from('{}\n') });
  await page.getByText('Found the log of a deployed bundle.').waitFor();
  await expect.poll(() => folder().inputValue()).toBe('/uploads/predictions.jsonl');
  await page.evaluate((hash) => (location.hash = hash), `#/model?project=${strikes}`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('prediction log');
  await page.getByRole('option', { name: /^Read a prediction log/ }).click();
  await expect.poll(() => folder().evaluate((element) => element === document.activeElement)).toBe(true);
});

it.each([1024, 640, 512])('nothing of it is lost in a window of %i px', async (width) => {
  await readOnce();
  await page.setViewportSize({ width, height: 640 });
  const isWide = (): Promise<boolean> =>
    page.evaluate(() => [...document.querySelectorAll('.page-scroll')].some((part) => part.scrollWidth > part.clientWidth + 1));
  await page.getByRole('button', { name: 'How it is read' }).click();
  await folder().waitFor();
  await expect.poll(isWide).toBe(false);
  await page.getByRole('button', { name: 'Show it over time' }).click();
  await page.getByRole('figure', { name: /before and after deployment/ }).waitFor();
  await expect.poll(isWide).toBe(false);
});

it('a running server is asked by its address, again and again, until it is told to stop', async () => {
  await open.go(bundle);
  const address = page.getByRole('textbox', { name: 'Address of a running server' });
  await address.fill('http://nowhere:8080');
  await page.getByRole('button', { name: 'Ask it' }).click();
  await page.getByText('Nothing answers at http://nowhere:8080.').waitFor();
  await address.fill('http://127.0.0.1:8080');
  await address.press('Enter');
  await page.getByText('100 with 1,000 rows, since its start').waitFor();
  await page.getByText('0.85 (0.8 to 0.9), of the last of 200 labels').waitFor();
  const rows = page.getByRole('region', { name: 'Columns of the last rows' }).getByRole('row');
  // What moved furthest comes first.
  expect(await rows.nth(1).innerText()).toMatch(
    /^Speed IAS in knots\s+0[.]61\s+0[.]12\s+20[.]0 %\s+35[.]0 %\s+–\s+37\s+further than ever$/,
  );
  expect(await rows.nth(2).innerText()).toMatch(/^Airport Name.*as validated$/s);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByText('200 with 2,000 rows, since its start').waitFor();
  // What it said before is kept: lines with their limits, one moment at a time, and a table.
  const figure = page.getByRole('figure', { name: /^Figures since it is asked/ });
  await figure
    .getByRole('img', { name: 'Accuracy by labels: 0.85 now, 0.85 to 0.85 since it is asked, validated 0.91' })
    .waitFor();
  await figure.getByRole('img', { name: /^PSI of Speed IAS in knots: 0[.]61 now, .* limit 0[.]12$/ }).waitFor();
  await figure.getByRole('img', { name: /^Requests a second: / }).waitFor();
  const moments = figure.getByRole('slider', { name: 'Moments: arrow keys move' });
  await moments.focus();
  await page.keyboard.press('Home');
  expect(await moments.getAttribute('aria-valuenow')).toBe('1');
  expect(await moments.getAttribute('aria-valuetext')).toContain('Accuracy by labels 0.85');
  await page.keyboard.press('ArrowRight');
  expect(await moments.getAttribute('aria-valuenow')).toBe('2');
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: 'Figures since it is asked: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  const table = page.getByRole('region', { name: 'Figures since it is asked as a table' });
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(
    expect.arrayContaining(['Time', 'Requests a second', 'Accuracy by labels', 'PSI of the predictions']),
  );
  expect(await table.getByRole('row').count()).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Stop asking' }).click();
  await expect.poll(() => page.getByText(/rows, since its start/).count()).toBe(0);
  const asked = open.workbench.calls.filter(({ name }) => name === 'monitor.live').length;
  await page.waitForTimeout(6_000);
  expect(open.workbench.calls.filter(({ name }) => name === 'monitor.live').length).toBe(asked);
});

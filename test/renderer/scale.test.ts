// The Scale tab of the page “Bundle”, as a person uses it: choose the bundle and the goal, run, read, ask what else it would take.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const tab = `#/bundle?project=${strikes}&at=scale`;
const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

async function start(hash: string, options?: Parameters<typeof openWindow>[0]): Promise<void> {
  open = await openWindow(options);
  ({ page } = open);
  page.setDefaultTimeout(20_000);
  await open.go(hash);
}

const target = () => page.getByRole('textbox', { name: 'Bundle, or address of a server' });
const run = () => page.getByRole('button', { name: 'Run the load test' });
const chart = () => page.getByRole('figure', { name: /^Latency by rate/ });
const started = () => open.workbench.calls.filter(({ name }) => name === 'bundles.loadtest').map(({ input }) => input);

async function measure(path: string, rate?: string): Promise<void> {
  await target().fill(path);
  if (rate !== undefined) await page.getByRole('textbox', { name: 'Wanted requests a second' }).fill(rate);
  await run().click();
  await chart().waitFor();
}

describe('how much a bundle carries', () => {
  it('begins with what to export or name, and takes the bundle that was exported last', async () => {
    await start(tab);
    await page.getByText('Export a bundle first, or name one.').waitFor();
    expect(await run().isDisabled()).toBe(true);
    await page.getByRole('tab', { name: 'Export' }).click();
    await page.getByRole('button', { name: 'Export bundle' }).click();
    await page.getByText('/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Scale' }).click();
    expect(await target().inputValue()).toBe('/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip');
    // What was exported is still there when one comes back.
    await page.getByRole('tab', { name: 'Export' }).click();
    await page.getByText('/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip', { exact: true }).waitFor();
  });

  it('asks for what was set, and says what it takes in a sentence and in figures', async () => {
    await start(tab);
    await page.getByRole('checkbox', { name: 'Quick, a first look' }).check();
    await measure('/srv/strikes.zip', '1,000');
    expect(started()).toEqual([
      {
        project: decodeURIComponent(strikes),
        target: '/srv/strikes.zip',
        settings: { ratePerSecond: 1000, p99Ms: 50, rowsPerRequest: 1, tensors: false, tune: false, quick: true, seed: 1 },
      },
    ]);
    // ln(100) / 50 ms below the capacity of 500: 408.
    await page.getByText(/^One replica carries 4\d\d requests\/s .* at p99 ≤ 50 ms on this machine \(2 cores\)/).waitFor();
    await page.getByText(/; for 1,000\/s: 3 replicas \(4 for one to fail\)\.$/).waitFor();
    await page.getByText('268 MB at most, all processes').waitFor();
    await page.getByText(/The next export of this run carries this plan/).waitFor();
    await page.getByText(/Load generator and server shared the 2 cores/).waitFor();
    // It is kept: another visit shows it at once, set up as it was.
    await page.getByRole('tab', { name: 'Export' }).click();
    await page.getByRole('tab', { name: 'Scale' }).click();
    await chart().waitFor();
    expect(await page.getByRole('textbox', { name: 'Wanted requests a second' }).inputValue()).toMatch(/1,?000/);
  });

  it('draws the measured rates, and has their numbers as a table and as CSV', async () => {
    await start(tab);
    await measure('/srv/strikes.zip');
    await expect.poll(() => chart().locator('.recharts-errorBar').count()).toBe(4);
    expect(await chart().locator('.recharts-reference-line').count()).toBe(3);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Latency by rate: menu' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'Save as CSV' }).click()),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^load,offered\/s,answered\/s,p50 ms/);
    expect(lines.at(-1)).toMatch(/^at a rate,450,450,.*,no$/);
    // What the host took from one of the steps, in words and in the columns of p99 with all moments and of seconds left out.
    await page
      .getByText(/^The host of this virtual machine took up to 3.4 % .* 2.50 s in 1 of 9 steps were left out\.$/)
      .waitFor();
    expect(lines[0]).toContain(',p99 ms with all moments,seconds left out,');
    expect(lines.at(-2)).toContain(',87,2.5,');
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('cell', { name: '16 at a time' }).waitFor();
  });

  it('says at once what another rate would take', async () => {
    await start(tab);
    await measure('/srv/strikes.zip', '1000');
    const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: 'What if' }) });
    await panel.getByText('3 replicas', { exact: true }).waitFor();
    await panel.getByRole('textbox', { name: 'Requests a second' }).fill('4000');
    await page.keyboard.press('Enter');
    await panel
      .getByText(/^1\d replicas$/)
      .first()
      .waitFor();
    await panel.getByRole('slider', { name: 'Requests a second' }).focus();
    await page.keyboard.press('Home');
    await panel.getByText('1 replica', { exact: true }).waitFor();
    await panel.getByRole('textbox', { name: '99 of 100 within, ms' }).fill('3');
    await page.keyboard.press('Enter');
    await panel.getByText(/replicas do not make one request faster/).waitFor();
    expect(started()).toHaveLength(1);
  });

  it('says where no replicas meet the goal, and that answers were wrong', async () => {
    await start(tab);
    await page.getByRole('textbox', { name: '99 of 100 within, ms' }).fill('5');
    await measure('/srv/wrong.zip');
    await page.getByText(/replicas do not make that less than 5 ms/).waitFor();
    await page
      .getByRole('alert')
      .getByText('3 of 212 answers compared are not the validated ones: golden row 4 predicts "yes" instead of "no".')
      .waitFor();
    expect(await page.getByRole('heading', { name: 'What if' }).count()).toBe(0);
  });

  it('shows an address while its job is there, without what only a bundle has', async () => {
    await start(tab);
    await measure('http://10.0.0.7:8080');
    await page
      .getByText(/at http:\/\/10\.0\.0\.7:8080/)
      .first()
      .waitFor();
    await page.getByText('none: the validated ones are not known').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Try workers, threads and batches first' }).isDisabled()).toBe(true);
    expect(await page.getByText('all processes').count()).toBe(0);
  });

  it('can be cancelled, and is copied as the command that does the same', async () => {
    await start(tab, { stepMs: 4_000 });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await target().fill("/srv/it's here.zip");
    await page.getByRole('button', { name: 'Copy as command' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      "npx --no-install drydock loadtest '/srv/it'\\''s here.zip' --p99 50 --project '/home/me/Drydock/Bird strikes'",
    );
    await run().click();
    await page.getByRole('progressbar', { name: 'Progress of the load test' }).waitFor();
    expect(await run().isDisabled()).toBe(true);
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText(/: cancelled\./).waitFor();
    expect(open.workbench.calls.map(({ name }) => name)).toContain('jobs.cancel');
  });

  it('has nothing wrong for people who cannot see or tell colours, and fits narrow windows', { timeout: 60_000 }, async () => {
    await start(tab);
    await measure('/srv/strikes.zip', '1000');
    expect(await violationsInBothThemes(page)).toEqual([]);
    for (const width of [1280, 640, 512]) {
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(150);
      expect(await page.locator('.page-scroll').evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    }
  });
});

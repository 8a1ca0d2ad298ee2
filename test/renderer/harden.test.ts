// The harden panel of the messy-data page, as a person uses it: search, look at the proof, accept, take back.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

beforeEach(async () => {
  open = await openWindow({ stepMs: 20 });
  ({ page } = open);
  page.setDefaultTimeout(20_000);
  await open.go(`#/messy?project=${strikes}&at=harden`);
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const callsOf = (name: string) => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);

it('offers what is proved, one of a group; accepting and taking back change the project', async () => {
  await page.getByRole('button', { name: 'Search repairs' }).click();
  await page.getByRole('checkbox', { name: 'Accept Speed: 999 is read as missing' }).waitFor();
  // A threshold and a gate are of one group: the first of it is chosen, and either takes the place of the other.
  const box = (name: string) => page.getByRole('checkbox', { name });
  expect(await box('Accept Decision threshold 0.3').isChecked()).toBe(true);
  expect(await box('Accept Answers below 0.6 are marked as unsure').isChecked()).toBe(false);
  await box('Accept Answers are marked unless one class alone is possible').check();
  await expect.poll(() => box('Accept Decision threshold 0.3').isChecked()).toBe(false);
  await page.getByText('one of them can be accepted at a time').waitFor();
  await page.getByRole('button', { name: 'Before and after' }).first().click();
  await page.getByRole('region', { name: 'Before and after: Scores: temperature scaling' }).waitFor();
  await page.getByText('Calibration after').waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: 'Accept 3 repairs' }).click();
  await page.getByRole('heading', { name: 'Accepted' }).waitFor();
  expect(callsOf('harden.accept')).toMatchObject([
    { hardenId: 'harden-1', offers: ['calibration', 'sentinels:Speed', 'abstain:conformal'] },
  ]);
  await page.getByText('3 repairs are part of the mapping now.').waitFor();
  // Nothing can be accepted twice, and nothing that was proved without what was accepted.
  for (const name of ['Accept Scores', 'Accept Speed: 999', 'Accept Decision threshold', 'Accept Answers below']) {
    expect(await box(name).isDisabled()).toBe(true);
  }
  expect(await page.getByRole('button', { name: 'Nothing chosen to accept' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Take back what was accepted last' }).click();
  await page.getByRole('heading', { name: 'Accepted' }).waitFor({ state: 'detached' });
  await page.getByText('What was accepted last is taken back.').waitFor();
  expect(await page.getByText('3 repairs are part of the mapping now.').count()).toBe(0);
  expect(await box('Accept Speed: 999').isEnabled()).toBe(true);
});

it('the notice of what was accepted takes it back', async () => {
  await page.getByRole('button', { name: 'Search repairs' }).click();
  await page.getByRole('button', { name: 'Accept 3 repairs' }).click();
  await page.getByRole('log', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'Accepted' }).waitFor({ state: 'detached' });
  expect(callsOf('harden.undo')).toHaveLength(1);
});

it('before and after open below their row under its name, and what a repair does has room in a narrow window', async () => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.getByRole('button', { name: 'Search repairs' }).click();
  await page.getByRole('checkbox', { name: 'Accept Speed: 999 is read as missing' }).waitFor();
  const more = page.getByRole('button', { name: 'Before and after' });
  await more.nth(1).click();
  const rows = page.getByRole('region', { name: 'Repairs that are proved to help' }).locator('.offers > tbody > tr');
  await expect
    .poll(() => rows.nth(2).getByRole('heading').textContent())
    .toBe('Decision threshold 0.3 (by Matthews correlation)');
  expect((await page.getByRole('columnheader', { name: 'What', exact: true }).boundingBox())?.width).toBeGreaterThan(200);
  const region = page.getByRole('region', { name: 'Repairs that are proved to help' });
  expect(await region.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  // The interval of a gain stays on one line.
  expect(await rows.first().locator('td.num').textContent()).toMatch(/\([+−]?[\d.]+\u00a0to\u00a0[+−]?[\d.]+\)/);
  const isCut = await more.first().evaluate((button) => {
    const label = button.querySelector('.mantine-Button-label');
    return label !== null && label.scrollWidth > label.clientWidth;
  });
  expect(isCut).toBe(false);
});

it('says honestly that nothing helps', async () => {
  for (const name of [
    'Calibration of scores',
    'Decision threshold',
    'Gate for unsure answers',
    'What stands for missing cells',
    'Disguised missing cells',
    'Numbers in another unit',
    'Spelling of categories',
  ])
    await page.getByRole('checkbox', { name }).uncheck();
  await page.getByRole('button', { name: 'Search repairs' }).click();
  await page.getByText('Nothing helps: of 1 thing tried').waitFor();
  expect(callsOf('harden.start')).toMatchObject([{ settings: { kinds: ['clip'] } }]);
});

// The page of messy data, as a person uses it: start, watch, look at what breaks, see the rows.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

beforeEach(async () => {
  open = await openWindow({ stepMs: 40 });
  ({ page } = open);
  page.setDefaultTimeout(20_000);
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const start = () => page.getByRole('button', { name: 'Start', exact: true });
const done = () => page.getByRole('img', { name: 'Grade C, 71 of 100' });
const callsOf = (name: string) => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);

it('says what it does before it is started, and is started as set', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await page.getByText('Your files stay as they are.').waitFor();
  await page.getByRole('checkbox', { name: 'Labels (1)' }).uncheck();
  await page.getByLabel('Rows, at most').fill('5000');
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Time', exact: true }).click();
  await page.getByRole('option', { name: 'at most 5 min' }).click();
  await start().click();
  await done().waitFor();
  expect(callsOf('stress.start')).toEqual([
    expect.objectContaining({
      settings: expect.objectContaining({
        maxRows: 5000,
        budgetMinutes: 5,
        corruptions: ['missing', 'unit-error', 'noise', 'unseen-category'],
      }) as unknown,
    }),
  ]);
});

it('fills in while it runs, and what is done is kept when it is stopped', async () => {
  await open.close();
  open = await openWindow({ stepMs: 400 });
  ({ page } = open);
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await page.getByRole('button', { name: /^Unit error 0\.780 → / }).waitFor();
  await page.getByRole('button', { name: 'Stop, keep what is done' }).click();
  await page.getByText('Ended early: cancelled. What was finished is below.').waitFor();
  await page.getByRole('button', { name: /^Unit error .* at severity 2$/ }).waitFor();
});

it('the worst damage comes first; a severity leads to its rows before and after, changed cells marked', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await done().waitFor();
  const curves = page.getByRole('group', { name: 'Curves of all kinds of damage, worst first' }).getByRole('button');
  const titles = () => curves.evaluateAll((all) => all.map((one) => one.querySelector('.minicurve-title')?.textContent));
  await expect.poll(titles).toEqual(['Unit error', 'Missing at random', 'Unseen category', 'Label noise', 'Noise']);
  for (const width of [1440, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const left = (): Promise<number[]> =>
      curves.evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect().width - (one.querySelector('svg')?.getBoundingClientRect().width ?? 0)),
      );
    // The border and the padding of a card, and nothing else, is beside its curve.
    await expect.poll(async () => (await left()).map(Math.round), { message: String(width) }).toEqual([22, 22, 22, 22, 22]);
  }
  await curves.nth(1).click();
  const severities = page.getByRole('region', { name: 'Missing at random: severities' });
  await severities.getByRole('button', { name: 'Rows of severity 3, before and after' }).click();
  const rows = page.getByRole('dialog', { name: 'Missing at random' });
  await rows.getByText('→ missing').first().waitFor();
  await rows.getByText('→ Some damage (0.550)').first().waitFor();
  await rows.getByText('Damaged (500)').click();
  await rows.getByRole('status').getByText('1 to 50 of 500').waitFor();
  await rows.getByRole('button', { name: 'Later rows' }).click();
  await rows.getByRole('status').getByText('51 to 100 of 500').waitFor();
  await page.keyboard.press('Escape');
  await rows.waitFor({ state: 'detached' });
});

it('columns are sorted by damage, a cell leads to its rows, and breaking points are in words', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await done().waitFor();
  await page.getByRole('tab', { name: 'Column by column' }).click();
  const map = page.getByRole('region', { name: 'Damage by column and kind' });
  expect(await map.getByRole('rowheader').allInnerTexts()).toEqual(['Speed', 'Origin State', 'Wildlife Size']);
  await map.getByRole('button', { name: /^Speed, Unit error: 0\.100 worse/ }).click();
  await page.getByRole('dialog', { name: 'Unit error in Speed' }).getByText('Flipped (120)').waitFor();
  expect(callsOf('stress.rows').at(-1)).toMatchObject({
    corruption: 'unit-error',
    column: 'Speed',
    severity: 3,
    kind: 'flipped',
  });
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Breaking points (3)' }).click();
  await page.getByText('ROC AUC stays above 0.65 up to 40 % missing in Speed').waitFor();
});

it('unstable rows and rows behind damage lead to their cells; where it is weak shows slices and rows of the newest run', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await done().waitFor();
  await page.getByRole('tab', { name: 'Unstable rows (310)' }).click();
  const rows = page.getByRole('table', { name: 'Most unstable rows' });
  await rows
    .getByRole('row', { name: /^Row 41: what if Some damage \(0\.510\) No damage 9 of 12 Noise, Missing at random$/ })
    .waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await rows.getByRole('button', { name: 'Row 42: what if' }).click();
  const drawer = page.getByRole('complementary', { name: 'What if' });
  await drawer.getByRole('heading', { name: 'What if: row 42' }).waitFor();
  await drawer.getByRole('button', { name: 'Close the rows' }).click();
  await page.getByRole('tab', { name: 'Column by column' }).click();
  await page.getByRole('button', { name: /^Speed, Unit error: 0\.100 worse/ }).click();
  await page.getByRole('dialog', { name: 'Unit error in Speed' }).getByRole('button', { name: 'Row 3: what if' }).click();
  await drawer.getByRole('heading', { name: 'What if: row 3' }).waitFor();
  await page.getByRole('tab', { name: 'Where it is weak' }).click();
  await page.getByRole('table', { name: 'Weak slices' }).waitFor();
  await page.getByRole('table', { name: 'Highest loss' }).waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

it('a stress run is archived and comes back by undo', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await done().waitFor();
  await page.getByRole('button', { name: 'Archive this stress run' }).click();
  await done().waitFor({ state: 'detached' });
  await page.getByText(/^“.+” was archived\.$/).waitFor();
  await page.getByRole('heading', { level: 1, name: 'Messy data' }).click();
  await page.keyboard.press('Control+z');
  await done().waitFor();
  await page.getByText(/^Undid: archiving of /).waitFor();
  expect(await page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0);
});

it('has no accessibility violation, in either theme', async () => {
  await open.go(`#/messy?project=${strikes}`);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await start().click();
  await done().waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Column by column' }).click();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: /^Speed, Unit error/ }).click();
  await page.getByRole('dialog').getByText('→ missing').first().waitFor();
  expect(await violationsInBothThemes(page, '[role=dialog]')).toEqual([]);
});

it('the report of a stress run is saved', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await start().click();
  await done().waitFor();
  await page.getByRole('button', { name: 'Save report of this stress run' }).click();
  await expect.poll(() => callsOf('stress.report')).toEqual([expect.objectContaining({ stressId: 'stress-1' })]);
});

it('what mends the model is the other half of the page', async () => {
  await open.go(`#/messy?project=${strikes}`);
  await page.getByRole('tab', { name: 'What mends it' }).click();
  await page.getByRole('heading', { name: 'Harden' }).waitFor();
});

it('without model and data it says what to drop', async () => {
  await open.go(`#/messy?project=${encodeURIComponent('/home/me/Drydock/Empty')}`);
  await page.getByRole('heading', { name: 'Nothing to test yet' }).waitFor();
});

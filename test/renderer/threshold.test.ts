import type { Locator } from 'playwright-core';
import { beforeEach, afterEach, expect, it } from 'vitest';
import type { Mapping } from '../../app/api/schemas/mapping.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let opened: OpenWindow;

beforeEach(async () => {
  opened = await openWindow();
  opened.page.setDefaultTimeout(20_000);
  await opened.go(`#/validate?project=${strikes}`);
});
afterEach(async () => {
  const { troubles } = opened;
  await opened.close();
  expect(troubles).toEqual([]);
});

const project = '/home/me/Drydock/Bird strikes';
const mapping = (): Mapping | null => opened.workbench.projects.get(project)?.mapping ?? null;
const slider = (): Locator => opened.page.getByRole('slider', { name: 'Decision threshold' });
const field = (name: string): Locator => opened.page.getByRole('textbox', { name, exact: true });
async function lookAt(threshold: string): Promise<void> {
  await field('Threshold').fill(threshold);
  await field('Threshold').press('Enter');
}
/** The figures of one decision, by the name of the line. */
async function figure(line: string, column: 'this run' | 'looked at' | 'recommended'): Promise<string> {
  const row = opened.page
    .getByRole('region', { name: 'Figures of the threshold' })
    .getByRole('row', { name: new RegExp(`^${line}`) });
  return row.getByRole('cell').nth({ 'this run': 0, 'looked at': 1, recommended: 2 }[column]).innerText();
}

it('the slider goes by keys in thousandths, and figures, matrix and marks follow without asking the engine', async () => {
  const { page, workbench } = opened;
  await slider().focus();
  expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0\.500: precision 0\.522, recall 0\.308$/);
  const asked = workbench.calls.length;
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await slider().getAttribute('aria-valuetext')).toMatch(/^0\.498: /);
  expect(await field('Threshold').inputValue()).toBe('0.498');
  await lookAt('0.25');
  await expect.poll(() => figure('Recall', 'looked at')).toBe('0.613');
  expect(await figure('False alarms', 'looked at')).toMatch(/^1,555\s+23\.7 %$/);
  expect(await figure('Precision', 'this run')).toBe('0.521');
  await page.getByRole('heading', { name: 'At 0.250' }).waitFor();
  const preview = page.getByRole('region', { name: 'At the threshold' });
  await preview.getByRole('button', { name: /^at 0\.250: actual No damage, predicted Some damage: 1,555 rows/ }).waitFor();
  await page.getByText(/^at 0\.2\d\d: finds 0\.6\d\d, false alarms 0\.2\d\d$/).waitFor();
  await page.getByText('looked at: 0.250').waitFor();
  expect(workbench.calls.slice(asked).filter(({ name }) => name.startsWith('runs.'))).toEqual([]);
});

it('the costs move the recommended threshold, and the rows of a cell of the preview are shown', async () => {
  const { page, workbench } = opened;
  await page.getByText('recommended: 0.615').waitFor();
  await field('Cost of a missed row').fill('10');
  await field('Cost of a missed row').press('Enter');
  const recommended = page.getByText(/^recommended: 0\.[1-4]\d\d$/);
  await recommended.waitFor();
  expect(Number((await figure('Cost', 'recommended')).replaceAll(',', ''))).toBeLessThan(
    Number((await figure('Cost', 'this run')).replaceAll(',', '')),
  );
  await page.getByRole('button', { name: 'Use recommended' }).click();
  expect(`recommended: ${await field('Threshold').inputValue()}`).toBe(await recommended.innerText());

  await lookAt('0.3');
  await page
    .getByRole('region', { name: 'At the threshold' })
    .getByRole('button', { name: /^at 0\.300: actual Some damage, predicted No damage/ })
    .click();
  await page.getByRole('table', { name: 'Actual Some damage, predicted No damage at 0.300' }).waitFor();
  expect(workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input).toMatchObject({
    selection: {
      filters: [
        { column: 'actual', op: 'eq', value: 'Some damage' },
        { column: 'score_Some damage', op: 'lt', value: 0.3 },
      ],
    },
  });
});

it('a click on a curve sets the one threshold of the page', async () => {
  const { page } = opened;
  const plot = page.getByRole('figure', { name: /^ROC/ }).locator('.recharts-cartesian-grid');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.4, (box?.y ?? 0) + 60);
  await page.getByRole('table', { name: /^Predicted Some damage at threshold 0\.1/ }).waitFor();
  await expect.poll(() => field('Threshold').inputValue()).toMatch(/^0\.1/);
});

it('is saved in the mapping, undone and done again, and the run that it takes is one click away', async () => {
  const { page, workbench } = opened;
  await lookAt('0.25');
  await page.getByRole('button', { name: 'Save threshold' }).click();
  await page.getByText('Saved with the project: 0.250.').waitFor();
  expect(mapping()?.decision).toEqual({ threshold: 0.25, falsePositiveCost: 1, falseNegativeCost: 1 });
  expect(await page.getByRole('button', { name: 'Save threshold' }).isDisabled()).toBe(true);

  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await page.getByText('Undid: decision threshold').waitFor();
  expect(mapping()).not.toHaveProperty('decision');
  await page.keyboard.press('Control+Shift+z');
  await page.getByText('Redid: decision threshold').waitFor();
  expect(mapping()?.decision?.threshold).toBe(0.25);

  await page.getByRole('button', { name: 'Run again with it' }).click();
  await expect.poll(() => workbench.calls.filter(({ name }) => name === 'runs.start').length).toBe(1);
  await page.getByText('predicted Some damage where its score is at least 0.25').waitFor();
  await page.getByText('This run was made with the saved threshold.').waitFor();

  await page.getByRole('button', { name: 'Decide as the model says' }).click();
  await page.getByText('The project decides as the model says.').waitFor();
  expect(mapping()).not.toHaveProperty('decision');
});

it('what is moved can be taken back, a drag in one step', async () => {
  const { page } = opened;
  await slider().focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => field('Threshold').inputValue()).toBe('0.505');
  await page.keyboard.press('Control+z');
  await page.getByText('Undid: threshold looked at').waitFor();
  await expect.poll(() => field('Threshold').inputValue()).toBe('0.5');
});

it('choosing the other positive class drops the threshold, says so, and undoing brings both back', async () => {
  const { page } = opened;
  await lookAt('0.25');
  await page.getByRole('button', { name: 'Save threshold' }).click();
  await page.getByText('Saved with the project: 0.250.').waitFor();
  await opened.go(`#/data?project=${strikes}`);
  await page.getByRole('tab', { name: 'Mapping' }).click();
  await page.getByRole('combobox', { name: 'Positive class' }).click();
  await page.getByRole('option', { name: 'No damage' }).click();
  await page.getByText('The decision threshold was for Some damage: it is gone.').waitFor();
  await expect.poll(mapping).toMatchObject({ positive: 'No damage' });
  expect(mapping()).not.toHaveProperty('decision');
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await expect.poll(mapping).toMatchObject({ positive: 'Some damage', decision: { threshold: 0.25 } });
});

it('a model of several classes has none, and the page says why', async () => {
  await opened.go(`#/validate?project=${encodeURIComponent('/home/me/Drydock/Species')}`);
  await opened.page.getByText(/^There is no threshold to set: the model is read as one of 6 classes/).waitFor();
  expect(await slider().count()).toBe(0);
});

it('has no violations, with a saved threshold in sight', async () => {
  const { page } = opened;
  await lookAt('0.25');
  await page.getByRole('button', { name: 'Save threshold' }).click();
  await page.getByText('Saved with the project: 0.250.').waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

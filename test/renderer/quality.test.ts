// The Quality tab of the Data page.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let opened: OpenWindow;
beforeEach(async () => {
  opened = await openWindow();
  await opened.go(`#/data?project=${strikes}&at=quality`);
});
afterEach(async () => {
  expect(opened.troubles).toEqual([]);
  await opened.close();
});

const sentTo = (name: string): unknown[] => opened.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);
const missing = '"Speed IAS in knots" is missing in 32.7 % of the rows (2,277 rows).';

async function run(): Promise<void> {
  await opened.page.getByRole('button', { name: 'Run checks' }).click();
  await opened.page.getByRole('button', { name: 'Run again' }).waitFor();
}

it('shows at once what the profile tells, says what a run will do, and starts nothing by itself', async () => {
  const { page } = opened;
  await page.getByRole('heading', { name: 'Not checked yet' }).waitFor();
  await page.getByText(missing, { exact: true }).waitFor();
  await page.getByText('24 of 24 checks over 6,965 rows and 15 columns.').waitFor();
  expect(sentTo('quality.start')).toEqual([]);
});

it('a run shows how far it is and what it found, by severity, with what to do', async () => {
  const { page } = opened;
  await run();
  expect(sentTo('quality.start')).toMatchObject([{ again: false }]);
  await page.getByRole('heading', { name: 'Warnings (2)' }).waitFor();
  await page.getByText('Correct these labels, or say in the mapping which class is meant.').waitFor();
  await page.getByText('0 failures, 2 warnings, 1 note.').waitFor();
  await page.getByRole('region', { name: 'Expected of each column' }).getByRole('cell', { name: '340' }).waitFor();
});

it('a code for "no value" is read as missing with one click, and as a value again with another', async () => {
  const { page } = opened;
  await run();
  await page.getByRole('button', { name: /^Read “99999” as missing: "Feet above ground" is 99,999/ }).click();
  await page.getByRole('button', { name: 'Read “99999” as a value again' }).click();
  await page.getByRole('group', { name: 'Read as missing' }).waitFor({ state: 'detached' });
  expect(sentTo('projects.setData')).toMatchObject([{ options: { missing: ['99999'] } }, { options: { missing: [] } }]);
  expect(await page.getByText('--missing').count()).toBe(0);
});

it('a finding leads to its rows', async () => {
  const { page } = opened;
  await run();
  await page.getByRole('button', { name: /^Show rows: The label "C"/ }).click();
  await page.getByRole('complementary', { name: 'Rows behind the mark' }).getByText('8 rows', { exact: true }).waitFor();
  expect(sentTo('quality.rows')).toMatchObject([{ findingId: 'stray-labels:C' }]);
});

it('a threshold is edited in place, grades at once, and can be undone', async () => {
  const { page } = opened;
  await run();
  await page.getByRole('button', { name: `Thresholds of Missing values: ${missing}` }).click();
  const field = page.getByRole('textbox', { name: 'Warn above' });
  expect(await field.inputValue()).toBe('5 %');
  await field.fill('40');
  await field.press('Enter');
  await page.getByRole('heading', { name: 'Notes (2)' }).waitFor();
  expect(sentTo('quality.setChecks')).toMatchObject([{ settings: { checks: { missing: { thresholds: { warn: 0.4 } } } } }]);
  await page.locator('h1').click();
  await page.keyboard.press('Control+z');
  await page.getByText('Undid: threshold of missing values').waitFor();
  await page.getByRole('heading', { name: 'Warnings (2)' }).waitFor();
  expect(sentTo('quality.start')).toHaveLength(1);
});

it('a range is declared by the keyboard alone, shown at once, refused where it is empty, and taken back', async () => {
  const { page } = opened;
  const column = 'Speed IAS in knots';
  const sent = (): unknown => sentTo('quality.setChecks').at(-1);
  const cells = (): Promise<string[]> =>
    page
      .getByRole('row', { name: new RegExp(`^${column}`) })
      .getByRole('cell')
      .allInnerTexts();
  await page.getByRole('button', { name: `Edit range: ${column}` }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const lowest = page.getByRole('textbox', { name: 'Lowest allowed' });
  await expect.poll(() => lowest.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('-20.5');
  await page.keyboard.press('Tab');
  await page.keyboard.type('350');
  await page.keyboard.press('Enter');
  await expect.poll(sent).toMatchObject({ settings: { columns: { [column]: { min: -20.5, max: 350 } } } });
  await expect.poll(cells).toEqual(['−20.5', '350', '–', '–', '–', '–', 'declared', 'Close']);

  await lowest.fill('400');
  await lowest.press('Enter');
  await page.getByRole('alert').getByText('Not saved: the lowest is above the highest.').waitFor();
  expect(sentTo('quality.setChecks')).toHaveLength(2);
  // The other end follows, and both are taken.
  const highest = page.getByRole('textbox', { name: 'Highest allowed' });
  await highest.fill('500');
  await highest.press('Enter');
  await expect.poll(sent).toMatchObject({ settings: { columns: { [column]: { min: 400, max: 500 } } } });
  await run();
  await expect.poll(cells).toEqual(['400', '500', '142.5', '45.1', '28.8 %', '–', 'declared', 'Close']);
  await page.getByRole('button', { name: 'As usual' }).click();
  await expect.poll(sent).toMatchObject({ settings: { columns: {} } });
  await expect.poll(cells).toEqual(['0', '340', '142.5', '45.1', '28.8 %', '–', 'reference', 'Close']);
});

it('what the data are held against is chosen here', async () => {
  const { page } = opened;
  await page.getByRole('combobox', { name: 'Use as reference' }).click();
  await page.getByRole('option', { name: 'Rows before a date' }).click();
  const date = page.getByLabel('Reference ends before');
  await date.fill('1997-01-01');
  await date.blur();
  await expect
    .poll(() => sentTo('quality.setChecks'))
    .toMatchObject([{ settings: { reference: { kind: 'period', end: '1997-01-01' } } }]);
});

it('has no violations in either theme, with thresholds open', async () => {
  const { page } = opened;
  await run();
  await page.getByRole('button', { name: 'Edit thresholds: Missing values', exact: true }).click();
  await page.getByRole('group', { name: 'Thresholds: Missing values', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Edit range: Speed IAS in knots' }).click();
  await page.getByRole('group', { name: 'Range of Speed IAS in knots' }).waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

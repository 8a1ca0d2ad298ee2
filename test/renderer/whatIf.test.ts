import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Dependence, ProbeResult } from '../../app/api/schemas/probe.ts';
import { answerLines, answerSentence } from '../../renderer/src/pages/messy/whatIf/answerLines.ts';
import { dependencePoints, dependenceTable, placeOfRow } from '../../renderer/src/pages/messy/whatIf/dependencePoints.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { deadlyRow } from './fakeProbe.ts';
import { strikes, windowSuite } from './openWindow.ts';

const openWindow = windowSuite();

it('a row of the data is edited, answered at once, flipped, kept as a test, and looked at by column', async () => {
  const opened = await openWindow();
  const { page, workbench } = opened;
  page.setDefaultTimeout(20_000);
  const asked = (name: string): unknown => workbench.calls.filter((call) => call.name === name).at(-1)?.input;
  await opened.go(`#/data?project=${strikes}&at=rows`);
  await page.getByRole('button', { name: 'Row 3: what if' }).click();
  const drawer = page.getByRole('complementary', { name: 'What if' });
  await drawer.getByRole('heading', { name: 'What if: row 3' }).waitFor();
  const answer = drawer.getByRole('region', { name: 'Answer' });
  await answer.getByText('The model says Some damage').waitFor();
  expect(await answer.innerText()).toContain('Label in the data: Some damage');

  const cells = drawer.getByRole('table', { name: 'Cells of the row' });
  await cells.getByRole('combobox', { name: 'Wildlife Size' }).fill('Small');
  await answer.getByText('the answer flips').waitFor();
  expect(asked('probe.predict')).toMatchObject({ row: 3, edits: { 'Wildlife Size': 'Small' } });
  const scores = answer.getByRole('table', { name: 'Scores' });
  expect(await scores.getByRole('row').count()).toBe(3);
  await cells.getByRole('button', { name: 'Speed IAS in knots: missing' }).click();
  await expect.poll(() => asked('probe.predict')).toMatchObject({ edits: { 'Speed IAS in knots': null } });
  await drawer.getByText('2 cells edited').waitFor();
  expect(await violationsInBothThemes(page, '.drawer')).toEqual([]);

  await drawer.getByRole('button', { name: 'As in the data', exact: true }).click();
  await drawer.getByText('Edit a cell to see').waitFor();
  await drawer.getByRole('button', { name: 'Find it' }).click();
  const flips = drawer.getByRole('list', { name: 'Changes that flip it' });
  await flips.getByText('Wildlife Size: “Large” → “Small”').waitFor();
  await drawer.getByText('Proven smallest: all 61 single edits were tried.').waitFor();
  expect(asked('probe.flip')).toMatchObject({ row: 3, edits: {}, toward: null });
  await flips.getByRole('button', { name: 'Test' }).first().click();
  await page.getByRole('menuitem', { name: 'These edits must not change the answer' }).click();
  await page.getByText('Saved as a test').waitFor();
  expect(asked('probe.saveTest')).toMatchObject({ row: 3, edits: { 'Wildlife Size': 'Small' }, expect: 'unchanged' });
  await flips.getByRole('button', { name: 'Apply' }).first().click();
  await answer.getByText('the answer flips').waitFor();
  // Found for the row as it was: of the edited one it would be another question.
  expect(await flips.count()).toBe(0);

  await cells.getByRole('button', { name: 'Speed IAS in knots: how the answer depends on it' }).click();
  const chart = drawer.getByRole('figure', { name: /^Dependence on Speed IAS in knots/ });
  await chart.locator('svg.recharts-surface').waitFor();
  expect(asked('probe.dependence')).toMatchObject({
    column: 'Speed IAS in knots',
    row: { row: 3, edits: { 'Wildlife Size': 'Small' } },
  });
  await drawer.getByRole('button', { name: 'Dependence on Speed IAS in knots: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  await drawer.getByRole('columnheader', { name: 'Row 3 (asked about)' }).waitFor();
  expect(await violationsInBothThemes(page, '.drawer')).toEqual([]);
  const { troubles } = opened;
  await opened.close();
  expect(troubles).toEqual([]);
}, 120_000);

it('says so when nothing flips it, and when a row ends the runtime', async () => {
  const opened = await openWindow();
  const { page } = opened;
  page.setDefaultTimeout(20_000);
  await opened.go(`#/data?project=${strikes}&at=rows`);
  const drawer = page.getByRole('complementary', { name: 'What if' });
  await page.getByRole('button', { name: 'Row 2: what if' }).click();
  await drawer.getByRole('button', { name: 'Phase of flight: missing' }).click();
  await drawer.getByText('1 cell edited').waitFor();
  await drawer.getByRole('button', { name: 'Find it' }).click();
  await drawer.getByText('No change that was tried flips it.').waitFor();
  await drawer.getByText(/No single edit does it/).waitFor();
  await page.getByRole('button', { name: `Row ${deadlyRow}: what if` }).click();
  await drawer
    .getByRole('alert')
    .getByText(/The native runtime ended/)
    .waitFor();
  await drawer.getByRole('button', { name: 'Back' }).click();
  await drawer.getByRole('heading', { name: 'What if: row 2' }).waitFor();
  await opened.close();
}, 120_000);

it('a column of the data opens its dependence, and a regression shows values', async () => {
  const opened = await openWindow();
  const { page } = opened;
  page.setDefaultTimeout(20_000);
  await opened.go(`#/data?project=${strikes}&at=columns`);
  await page.getByRole('button', { name: 'Wildlife Size: how the answer depends on it' }).click();
  const drawer = page.getByRole('complementary', { name: 'Dependence on a column' });
  await drawer.getByRole('figure', { name: /^Dependence on Wildlife Size/ }).waitFor();
  expect(await violationsInBothThemes(page, '.drawer')).toEqual([]);
  // A column that feeds no input has no such button.
  expect(await page.getByRole('button', { name: 'Cost Repair: how the answer depends on it' }).count()).toBe(0);
  await opened.go(`#/data?project=${encodeURIComponent('/home/me/Drydock/Speeds')}&at=rows`);
  await page.getByRole('button', { name: 'Row 1: what if' }).click();
  const what = page.getByRole('complementary', { name: 'What if' });
  await what.getByRole('table', { name: 'Value' }).waitFor();
  await what.getByRole('textbox', { name: 'Moves the value by more than' }).fill('12');
  await what.getByRole('textbox', { name: 'Moves the value by more than' }).press('Enter');
  await what.getByRole('button', { name: 'Find it' }).click();
  await what.getByText(/The value had to move by more than/).waitFor();
  expect(opened.workbench.calls.find(({ name }) => name === 'probe.flip')?.input).toMatchObject({ by: 12 });
  await opened.close();
}, 120_000);

it('the rows behind a mark open as what if; silent failures are looked for on the page of the model', async () => {
  const opened = await openWindow();
  const { page } = opened;
  page.setDefaultTimeout(20_000);
  await opened.go(`#/validate?project=${strikes}`);
  await page.getByRole('button', { name: 'All rows in this order' }).click();
  const rows: Locator = page.getByRole('complementary', { name: 'Rows behind the mark' });
  await rows.getByRole('button', { name: 'Row 2: what if' }).click();
  const drawer = page.getByRole('complementary', { name: 'What if' });
  await drawer.getByText('The model says Some damage').waitFor();
  await drawer.getByRole('button', { name: 'Back' }).click();
  await rows.getByRole('button', { name: 'Row 2: what if' }).waitFor();
  await rows.getByRole('button', { name: 'Close the rows' }).click();

  await opened.go(`#/model?project=${strikes}`);
  await page.getByRole('button', { name: 'Look for them' }).click();
  const findings = page.getByRole('list', { name: 'Findings' });
  await findings.getByText('NaN in the column Speed IAS in knots').waitFor();
  expect(await findings.getByRole('listitem').count()).toBe(2);
  const checks = page.getByRole('table', { name: 'Checks' });
  expect(await checks.getByRole('row').allInnerTexts()).toHaveLength(5);
  await checks.getByText('The model gives no scores.').waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await findings.getByRole('button', { name: 'Row 17: what if' }).click();
  await drawer.getByRole('heading', { name: 'What if: row 17' }).waitFor();
  const { troubles } = opened;
  await opened.close();
  expect(troubles).toEqual([]);
}, 120_000);

const result = (change: Partial<ProbeResult>): ProbeResult => ({
  row: 1,
  task: 'multiclass',
  classes: ['a', 'b', 'c'],
  positive: null,
  actual: null,
  cells: [],
  before: { prediction: 'a', scores: [0.6, 0.3, 0.1], refusal: null },
  after: { prediction: 'b', scores: [0.2, 0.7, 0.1], refusal: null },
  isFlipped: true,
  provider: 'cpu',
  elapsedMs: 1,
  ...change,
});

it('an answer in a sentence, and in lines', () => {
  expect(answerSentence(result({}), true)).toBe('a (0.600) → b (0.700): the answer flips.');
  expect(answerSentence(result({}), false)).toBe('The model says a (0.600).');
  const refused = result({ after: { prediction: null, scores: null, refusal: 'A cell is missing.' }, isFlipped: false });
  expect(answerSentence(refused, true)).toBe('a (0.600) → no answer.');
  expect(answerLines(refused)[0]).toEqual({ label: 'a', before: 0.6, after: null, change: null });
  const labels = result({
    before: { prediction: 'a', scores: null, refusal: null },
    after: { prediction: 'a', scores: null, refusal: null },
    isFlipped: false,
  });
  expect(answerLines(labels)).toEqual([]);
  expect(answerSentence(labels, true)).toBe('a → a: the answer stays.');
  const classes = Array.from({ length: 9 }, (_, k) => `k${k}`);
  const scores = classes.map((_, k) => k / 36);
  const many = answerLines({
    classes,
    before: { prediction: 'k8', scores, refusal: null },
    after: { prediction: 'k8', scores, refusal: null },
  });
  expect(many.map(({ label }) => label)).toEqual(['k3', 'k4', 'k5', 'k6', 'k7', 'k8']);
});

it('the points of a dependence: times in milliseconds, categories by place, the row where it stands', () => {
  const found: Dependence = {
    column: 'when',
    kind: 'time',
    shows: 'value',
    class: null,
    classes: [],
    grid: ['2020-01-01T00:00:00.000Z', '2020-02-01T00:00:00.000Z'],
    share: [0.5, 1],
    mean: [1, 2],
    low: [0.5, null],
    high: [1.5, null],
    missing: null,
    lines: [{ row: 7, values: [1, null] }],
    row: { row: 3, at: '2020-01-16T12:00:00.000Z', values: [1, 3], now: 2 },
    rows: 2,
    totalRows: 2,
  };
  expect(dependencePoints(found).map(({ x, label, band }) => [x, label, band])).toEqual([
    [Date.UTC(2020, 0, 1), '2020-01-01', [0.5, 1.5]],
    [Date.UTC(2020, 1, 1), '2020-02-01', null],
  ]);
  expect(placeOfRow(found)).toEqual({ x: Date.UTC(2020, 0, 16, 12), y: 2 });
  expect(placeOfRow({ ...found, kind: 'category', grid: ['a', 'b'], row: { row: 3, at: 'b', values: [1, 3], now: 3 } })).toEqual({
    x: 1,
    y: 3,
  });
  expect(placeOfRow({ ...found, row: { row: 3, at: null, values: [1, 3], now: 3 } })).toBeNull();
  const table = dependenceTable(found);
  expect(table.columns).toEqual([
    'when',
    'Mean predicted value',
    'Low (95 %)',
    'High (95 %)',
    'Share at or below',
    'Row 3 (asked about)',
    'Row 7',
  ]);
  expect(table.rows[1]).toEqual(['2020-02-01', 2, null, null, 1, 3, null]);
});

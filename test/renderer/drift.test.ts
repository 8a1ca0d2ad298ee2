// The Drift tab of the page “Over time”, as a person uses it: compare, see what to do, walk the strip, look at a cell.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { calmDriftReport, wideDriftReport } from './fakeDriftReport.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const project = decodeURIComponent(strikes);
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

const tab = `#/time?project=${strikes}&at=drift`;
const compare = () => page.getByRole('button', { name: 'Compare', exact: true });
const verdict = () => page.getByRole('region', { name: 'Verdict' });
const strip = () => page.getByRole('grid', { name: /^Drift by column and window/ });
const detail = (name: string) => page.getByRole('region', { name: `Detail: ${name}` });
const callsOf = (name: string) => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);

async function compared(): Promise<void> {
  await open.go(tab);
  await compare().click();
  await verdict().waitFor();
}

it('the page has its two tabs, each with its place in the address', async () => {
  await open.go(`#/time?project=${strikes}`);
  await page.getByRole('button', { name: 'Accuracy over time: menu' }).waitFor();
  await page.getByRole('tab', { name: 'Drift' }).click();
  await compare().waitFor();
  expect(page.url()).toContain('at=drift');
  await page.getByRole('tab', { name: 'Accuracy' }).click();
  expect(page.url()).toContain('at=accuracy');
});

it('data alone are enough: drift comes first, accuracy says what it takes', async () => {
  const view = open.workbench.projects.get(project);
  if (!view) throw new Error('the fake workbench has this project');
  open.workbench.projects.set(project, { ...view, model: null, mapping: null, check: null, runs: [] });
  await open.go(`#/time?project=${strikes}`);
  await compare().click();
  await verdict().waitFor();
  expect(await page.getByRole('button', { name: 'Rows of this window' }).count()).toBe(0);
  await page.getByRole('tab', { name: 'Accuracy' }).click();
  await page.getByRole('heading', { name: 'Nothing over time yet' }).waitFor();
});

it('is started as set: rules, a file as reference, windows of rows', async () => {
  await open.go(tab);
  await page.getByRole('combobox', { name: 'Rules' }).click();
  await page.getByRole('option', { name: /^NannyML Its defaults/ }).click();
  await page.getByRole('combobox', { name: 'Windows' }).click();
  await page.getByRole('option', { name: 'months' }).click();
  await page.getByRole('textbox', { name: 'False alarms a month' }).fill('0.5');
  await page.getByRole('combobox', { name: 'Reference' }).click();
  expect(await page.getByRole('option', { name: 'The reference period of the project' }).count()).toBe(0);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('option', { name: 'Another file…' }).click(),
  ]);
  await page.getByText('Choose the file that holds the reference.').waitFor();
  await chooser.setFiles({ name: 'training.csv', mimeType: 'text/csv', buffer: Buffer.from('a\n1\n') });
  await page.getByRole('button', { name: 'Choose another than training.csv…' }).waitFor();
  await compare().click();
  await verdict().waitFor();
  expect(callsOf('drift.start')).toEqual([
    expect.objectContaining({
      settings: expect.objectContaining({
        preset: 'nannyml',
        window: 'month',
        falseAlarmsAMonth: 0.5,
        reference: { from: 'files', paths: ['/uploads/training.csv'], options: {} },
      }) as unknown,
    }),
  ]);
});

it('offers the reference period where the project has one', async () => {
  const view = open.workbench.projects.get(project);
  if (!view) throw new Error('the fake workbench has this project');
  const reference = { start: '1995-01-01T00:00:00Z', end: '1996-01-01T00:00:00Z' };
  open.workbench.projects.set(project, { ...view, settings: { ...view.settings, reference } });
  await open.go(tab);
  await page.getByRole('combobox', { name: 'Reference' }).click();
  await page.getByRole('option', { name: 'The reference period of the project' }).click();
  await page.getByText('1 Jan 1995 to before 1 Jan 1996', { exact: true }).waitFor();
  await compare().click();
  await verdict().waitFor();
  expect(callsOf('drift.start')).toMatchObject([{ settings: { reference: { from: 'period', ...reference } } }]);
});

it('tells how far it is, can be cancelled, and can be gone away from', async () => {
  await open.close();
  open = await openWindow({ stepMs: 400 });
  ({ page } = open);
  await open.go(tab);
  await compare().click();
  const progress = page.getByRole('progressbar', { name: 'Progress of the comparison' });
  await progress.waitFor();
  await page
    .getByRole('main')
    .getByText(/comparing columns · \d+ of 10 columns · .* columns\/s · .* left/)
    .waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText(/^Drift of .*: cancelled\. Nothing of it is kept\.$/).waitFor();
  await compare().click();
  await progress.waitFor();
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await verdict().waitFor();
});

it('says what to do, why and since when; an alert leads to its column and window', async () => {
  await compared();
  await verdict().getByText('Fix the data').waitFor();
  await verdict().getByRole('heading', { name: 'The data are broken' }).waitFor();
  await verdict().getByText('since Q3 1996').waitFor();
  expect(await verdict().getByRole('listitem').count()).toBe(2);
  const alerts = page.getByRole('list', { name: 'Alerts' }).getByRole('button');
  expect(await alerts.count()).toBe(4);
  await page.getByText('3 active, 1 over').waitFor();
  await alerts.nth(1).click();
  await detail('Aircraft Airline Operator, Q4 1997').waitFor();
  // One that is about no column leaves the column as it is.
  await page.getByRole('button', { name: /^Warning Inputs drift .* Q3 1996 – Q4 1996 over$/ }).click();
  await detail('Aircraft Airline Operator, Q4 1996').waitFor();
});

it('the strip has the worst columns first, gaps where there is nothing, and is walked by arrow keys', async () => {
  await compared();
  expect((await strip().locator('tbody').getByRole('rowheader').allInnerTexts()).slice(0, 4)).toEqual([
    'Speed IAS in knots',
    'Aircraft Airline Operator',
    'score of Some damage',
    'prediction',
  ]);
  await strip().getByRole('gridcell', { name: 'Speed IAS in knots, Q1 1997: no rows', exact: true }).waitFor();
  await strip().getByRole('gridcell', { name: 'When: Time (HHMM), Q4 1997: no values: every cell is missing' }).waitFor();
  await strip().getByRole('columnheader', { name: 'Q1 1995, reference' }).waitFor();
  // One cell of all is reached by Tab: the one that is chosen.
  expect(await strip().locator('[tabindex="0"]').count()).toBe(1);
  await strip().locator('[tabindex="0"]').focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'ArrowLeft']) {
    await page.keyboard.press(key);
  }
  const focused = strip().getByRole('gridcell', {
    name: 'Aircraft Airline Operator, Q3 1997: drift, score 0.178, limit 0.1, p < 0.001, adjusted < 0.001, n 570',
  });
  await expect.poll(() => focused.evaluate((element) => element === document.activeElement)).toBe(true);
  await page
    .getByText(/^Aircraft Airline Operator, Q3 1997: drift, score 0\.178/)
    .last()
    .waitFor();
  await page.keyboard.press('Enter');
  await detail('Aircraft Airline Operator, Q3 1997').waitFor();
  expect(await focused.getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press(' ');
  await detail('Speed IAS in knots, Q1 1995').waitFor();
  await page.getByText('this window is part of the reference').waitFor();
});

it('a cell has its figures, its distribution as chart and table, its neighbours in time and its rows', async () => {
  await compared();
  await strip()
    .getByRole('gridcell', { name: /^Aircraft Airline Operator, Q3 1996/ })
    .click();
  const cell = detail('Aircraft Airline Operator, Q3 1996');
  await cell.getByText('possible drift', { exact: true }).waitFor();
  await cell.getByText('categories, feeds the model').waitFor();
  await cell.getByText('Jensen-Shannon distance, base 2 (Drydock)').waitFor();
  await cell.getByText('“MILITARY” 8.1 %, before 19.7 %').waitFor();
  await page.getByRole('figure', { name: /^Distribution of Aircraft Airline Operator/ }).waitFor();
  await page.getByRole('button', { name: 'Distribution of Aircraft Airline Operator: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  const table = page.getByRole('region', { name: 'Distribution of Aircraft Airline Operator as a table' });
  await table.getByRole('row', { name: /^MILITARY / }).waitFor();
  await page.getByRole('button', { name: 'Next window' }).click();
  await detail('Aircraft Airline Operator, Q4 1996').waitFor();
  await page.getByRole('button', { name: 'Next window' }).click();
  await page.getByText('This window has no rows: there is nothing to draw.').waitFor();
  await page.getByRole('button', { name: 'Previous window' }).click();
  await page.getByRole('button', { name: 'Rows of this window' }).click();
  await page.getByRole('complementary').getByRole('heading', { name: 'Q4 1996' }).waitFor();
  expect(callsOf('runs.rows').at(-1)).toMatchObject({
    selection: { time: { start: '1996-10-01T00:00:00.000Z', end: '1997-01-01T00:00:00.000Z' } },
  });
});

it('columns are found by name, and those that changed alone; what was left out is told', async () => {
  await compared();
  const rows = strip().locator('tbody').getByRole('rowheader');
  await page.getByRole('switch', { name: 'only those that changed' }).click();
  await page.getByText('5 of 10 columns, 12 windows').waitFor();
  await page.getByRole('textbox', { name: 'Find a column by name' }).fill('oper');
  await expect.poll(() => rows.allInnerTexts()).toEqual(['Aircraft Airline Operator']);
  await page.getByRole('textbox', { name: 'Find a column by name' }).fill('nobody');
  await page.getByText('No column has such a name.').waitFor();
  await page.getByText('2 columns left out').click();
  await page.getByText('the time that makes the windows').waitFor();
  await page.getByText('strikes.csv, Q4 1995 to Q4 1997: 4,200 of 4,900 rows compared').waitFor();
  await page.getByText('12 rows have no time and lie in no window.').waitFor();
});

it('where nothing drifts it says so', async () => {
  open.workbench.findDrift(calmDriftReport());
  await compared();
  await verdict().getByText('Wait').waitFor();
  await verdict().getByText('Nothing has changed that matters').waitFor();
  expect(await page.getByRole('list', { name: 'Alerts' }).count()).toBe(0);
  await page.getByRole('switch', { name: 'only those that changed' }).click();
  await page.getByText('No column changed in any window.').waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

it('earlier comparisons can be chosen, renamed and archived; both can be undone', async () => {
  await compared();
  await compare().click();
  const picker = page.getByRole('combobox', { name: 'Comparison' });
  await expect.poll(() => picker.inputValue()).toMatch(/^Drift 2 · /);
  await page.getByRole('button', { name: 'Rename this comparison' }).click();
  await page.getByRole('textbox', { name: 'Name of this comparison' }).fill('after the new supplier');
  await page.keyboard.press('Enter');
  await expect.poll(() => picker.inputValue()).toMatch(/^after the new supplier · /);
  await page.locator('#page').focus();
  await page.keyboard.press('Control+z');
  await expect.poll(() => picker.inputValue()).toMatch(/^Drift 2 · /);
  await page.getByRole('button', { name: 'Archive this comparison' }).click();
  await expect.poll(() => picker.inputValue()).toMatch(/^Drift 1 · /);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => picker.inputValue()).toMatch(/^Drift 2 · /);
});

it('a comparison that cannot be read says why, and is read again', async () => {
  await compared();
  const { handlers } = open.workbench;
  const get = handlers['drift.get'];
  Object.assign(handlers, { 'drift.get': async () => Promise.reject(new Error('the disk is gone')) });
  await compare().click();
  const again = page.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  Object.assign(handlers, { 'drift.get': get });
  await again.click();
  await verdict().waitFor();
});

it('of two thousand columns by sixty windows only those in view exist; keys reach the last, an alert any', async () => {
  // The carrier checks 120,000 cells against the contract, here and there: on a busy machine that takes its time.
  page.setDefaultTimeout(60_000);
  open.workbench.findDrift(wideDriftReport(2000, 60));
  await compared();
  const rows = strip().locator('tbody tr:not([aria-hidden])');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  expect(await rows.count()).toBeLessThan(60);
  expect(await strip().getAttribute('aria-rowcount')).toBe('2002');
  await strip().locator('[tabindex="0"]').focus();
  await page.keyboard.press('Control+End');
  const last = strip().getByRole('gridcell', { name: /^c1999, Dec 1999/ });
  await expect.poll(() => last.evaluate((element) => element === document.activeElement)).toBe(true);
  await expect.poll(() => rows.count()).toBeLessThan(60);
  // The focus stays where it is while another part is looked at.
  await page.locator('.drift-scroller').evaluate((element) => element.scrollTo(0, 0));
  await strip().getByRole('rowheader', { name: 'c0000' }).waitFor();
  expect(await last.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('ArrowUp');
  await strip()
    .getByRole('gridcell', { name: /^c1998, Dec 1999/ })
    .waitFor();
  await page.getByRole('list', { name: 'Alerts' }).getByRole('button').click();
  await detail('c1000, Dec 1999').waitFor();
  await expect.poll(() => strip().getByRole('rowheader', { name: 'c1000' }).isVisible()).toBe(true);
  await page.getByRole('switch', { name: 'only those that changed' }).click();
  await page.getByText('200 of 2,000 columns, 60 windows').waitFor();
});

it('has no accessibility violation in either theme, wide, narrow and at 200 %, and loses nothing', async () => {
  await open.go(tab);
  expect(await violationsInBothThemes(page)).toEqual([]);
  await compare().click();
  await verdict().waitFor();
  for (const width of [1440, 700, 640]) {
    await page.setViewportSize({ width, height: width === 640 ? 400 : 900 });
    expect(await violationsInBothThemes(page), String(width)).toEqual([]);
    const beside = await page.locator('.page-scroll').evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(beside, String(width)).toBeLessThanOrEqual(1);
  }
});

it('the report of a comparison is saved', async () => {
  await compared();
  await page.getByRole('button', { name: 'Save report of this comparison' }).click();
  await expect.poll(() => callsOf('drift.report')).toEqual([expect.objectContaining({ driftId: 'drift-1' })]);
});

it('the reference of a comparison is saved, and a copy of it is asked for', async () => {
  await compared();
  const [copy] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the reference of this comparison' }).click(),
  ]);
  expect(new URL(copy.url()).searchParams.get('path')).toBe(`${project}/runs/drift-1/training.reference`);
  expect(callsOf('drift.keepReference')).toMatchObject([{ driftId: 'drift-1' }]);
});

it('times below the estimates are evenly spaced and inside of the panel; a detector is named in two lines at most', async () => {
  await compared();
  const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'Estimated without labels' }) });
  const times = panel.locator('.recharts-xAxis-tick-labels text');
  await times.nth(2).waitFor();
  for (const width of [1280, 1024, 700]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(
        async () => {
          const frame = await panel.boundingBox();
          const boxes = await times.evaluateAll((all) =>
            all.map((one) => one.getBoundingClientRect()).map(({ x, right }) => ({ middle: (x + right) / 2, right })),
          );
          const steps = boxes.slice(1).map(({ middle }, at) => middle - (boxes[at]?.middle ?? 0));
          const isEven = Math.max(...steps) - Math.min(...steps) < 2;
          return isEven && (boxes.at(-1)?.right ?? Infinity) < (frame ? frame.x + frame.width - 2 : 0);
        },
        { message: String(width) },
      )
      .toBe(true);
  }
  const first = page.getByRole('region', { name: 'Change detectors' }).getByRole('cell').first();
  expect((await first.boundingBox())?.width).toBeGreaterThanOrEqual(208);
});

it('figures estimated without labels stand beside the true ones, and detectors beside their false alarms', async () => {
  await compared();
  const panel = page.locator('section.panel', { has: page.getByRole('heading', { name: 'Estimated without labels' }) });
  await panel.getByText('CBPE, with three sampling errors').waitFor();
  await panel.getByText('weighted reference, with 95 % interval').waitFor();
  await panel.getByText('stress replay, with 95 % interval').waitFor();
  await panel.getByRole('button', { name: 'Estimated without labels: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  const replays = panel.getByRole('row', { name: /Speed IAS in knots: a unit error ×1[.]852/ });
  expect(await replays.count()).toBe(6);
  await panel.getByRole('button', { name: 'Estimated without labels: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as chart' }).click();
  await panel.getByRole('combobox', { name: 'Estimated figure' }).click();
  await page.getByRole('option', { name: 'Accuracy' }).click();
  await panel.getByRole('button', { name: 'Estimated without labels: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  const rows = panel.getByRole('row');
  // The head, and twelve windows; the last of them has no truth yet.
  expect(await rows.count()).toBe(13);
  expect(await rows.nth(1).innerText()).toMatch(/0[.]91.*0[.]9/s);
  const together = page.getByRole('region', { name: 'All columns together' });
  const classifier = together.getByRole('row', { name: /^Domain classifier/ });
  expect(await classifier.getByRole('listitem').count()).toBe(12);
  expect(await classifier.getByRole('listitem').nth(6).innerText()).toMatch(/0[.]78 \(0[.]75 to 0[.]81\), drift/);
  const detectors = page.getByRole('region', { name: 'Change detectors' });
  expect(await detectors.getByRole('row', { name: /^ADWIN/ }).innerText()).toMatch(/ADWIN\s+1\s+0[.]02\s+0[.]004\s+412\s+.*1996/);
  await page.getByText('The change: errors in 15 % of the rows, before in 10 %').waitFor();
});

it('alerts are marks on the accuracy chart, in words below it and in its table; one leads to its window', async () => {
  await compared();
  await page.getByRole('tab', { name: 'Accuracy' }).click();
  const marks = page.getByRole('list', { name: 'Alerts on the chart' });
  await marks.waitFor();
  expect(await marks.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/Values in another unit: Speed IAS in knots$/),
    expect.stringMatching(/Inputs drift$/),
    expect.stringMatching(/Categories never seen before: Aircraft Airline Operator$/),
  ]);
  expect(await page.locator('svg text', { hasText: '▼' }).count()).toBe(2);
  await page.getByRole('button', { name: 'Accuracy over time: menu' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const [head, ...lines] = Buffer.concat(chunks).toString('utf8').trim().split('\n');
  expect(head).toMatch(/Alerts\r?$/);
  expect(lines.filter((line) => line.includes('Values in another unit: Speed IAS in knots')).length).toBeGreaterThan(0);
  await marks.getByRole('button').first().click();
  await page.getByRole('region', { name: 'Window: Q3 1996' }).waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByRole('button', { name: /^“Drift 1”$/ }).click();
  await verdict().waitFor();
});

const segmentMap = () => page.getByRole('grid', { name: /^Figures by segment and window/ });

async function segmentsOf(column: string): Promise<void> {
  await open.go(`#/time?project=${strikes}&at=accuracy`);
  await page
    .getByRole('textbox', { name: 'Column whose segments are drawn' })
    .or(page.getByRole('combobox', { name: 'Column whose segments are drawn' }))
    .fill(column);
  await page.getByRole('option', { name: column }).click();
  await segmentMap().waitFor();
}

it('segments of a column go through the windows of the chart: figures, what is worse than in the reference, rows of a cell', async () => {
  await segmentsOf('Origin State');
  expect(callsOf('runs.segments').at(-1)).toMatchObject({
    unit: 'quarter',
    metric: 'accuracy',
    column: 'Origin State',
    reference: { start: '1995-01-01T00:00:00Z', end: '1996-01-01T00:00:00Z' },
  });
  await page.getByText('4 segments · 3 rarer groups not shown').waitFor();
  const worse = segmentMap().getByRole('gridcell', {
    name: /^Ohio, Q1 1998: 0\.700 .* rows, .* labelled; 0\.200 worse than in the reference$/,
  });
  expect(await worse.textContent()).toBe('▼');
  // No label there, and no row.
  await segmentMap()
    .getByRole('gridcell', { name: /^Texas, Q3 2002: \d+ rows, none labelled$/ })
    .waitFor();
  expect(await segmentMap().getByRole('gridcell', { name: 'Ohio, Q2 1997: no rows' }).textContent()).toBe('');
  await worse.click();
  await page.getByRole('heading', { name: 'Ohio, Q1 1998' }).waitFor();
  expect(callsOf('runs.rows').at(-1)).toMatchObject({
    selection: {
      time: { start: '1998-01-01T00:00:00.000Z', end: '1998-04-01T00:00:00.000Z' },
      filters: [{ column: 'Origin State', op: 'eq', value: 'Ohio' }],
    },
  });
  await page.keyboard.press('Escape');
  // The same by keyboard, and as a table.
  await worse.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Guam, Q1 1998' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Accuracy by segment: menu' }).click();
  expect(await page.getByRole('menuitem', { name: 'Save as PNG' }).count()).toBe(0);
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  await page
    .getByRole('region', { name: 'Accuracy by segment as a table' })
    .getByRole('button', { name: 'Ohio: show its rows' })
    .first()
    .click();
  await page.getByRole('heading', { name: 'Ohio, Q1 1995' }).waitFor();
});

it('a comparison tells its figure by the groups of a column, with the rows of a cell, as a map and as a table', async () => {
  await open.go(tab);
  const choice = page.getByRole('textbox', { name: 'By segment' }).or(page.getByRole('combobox', { name: 'By segment' }));
  await choice.fill('Origin State');
  await page.getByRole('option', { name: 'Origin State' }).click();
  await compare().click();
  await verdict().waitFor();
  expect(callsOf('drift.start')).toMatchObject([{ settings: { segments: 'Origin State' } }]);
  await page.getByRole('heading', { name: 'Accuracy by Origin State' }).waitFor();
  const worse = segmentMap().getByRole('gridcell', { name: /^Ohio, Q3 1996: 0\.700 .* 0\.200 worse than in the reference$/ });
  expect(await worse.textContent()).toContain('▼');
  await worse.hover();
  await expect.poll(() => strip().locator('th.is-pointed').textContent()).toMatch(/^Q3 1996/);
  await worse.click();
  await page.getByRole('heading', { name: 'Ohio, Q3 1996' }).waitFor();
  expect(callsOf('runs.rows').at(-1)).toMatchObject({
    selection: { filters: [{ column: 'Origin State', op: 'eq', value: 'Ohio' }] },
  });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Accuracy by Origin State: menu' }).click();
  await page.getByRole('menuitem', { name: 'View as table' }).click();
  await page.getByRole('region', { name: 'Accuracy by Origin State as a table' }).getByText('Ohio').first().waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

it('one time cursor: a window pointed at in one chart is marked in the others, and opened in one it is where drift begins', async () => {
  await segmentsOf('Origin State');
  const words = page.locator('.timeline-keys .timeline-words');
  await segmentMap()
    .getByRole('gridcell', { name: /^Ohio, Q1 1998/ })
    .hover();
  expect(await words.textContent()).toMatch(/^Q1 1998: /);
  expect(await segmentMap().locator('th.is-pointed').textContent()).toMatch(/^Q1 1998/);
  await page.getByRole('heading', { name: 'Accuracy by segment' }).hover();
  await expect.poll(() => words.textContent()).toMatch(/^Click a window/);
  await page.getByRole('slider', { name: /^Windows: arrow keys move/ }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => segmentMap().locator('th.is-pointed').textContent()).toMatch(/^Q2 1995/);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Window: Q2 1995' }).waitFor();
  await page.getByRole('tab', { name: 'Drift' }).click();
  await compare().click();
  await verdict().waitFor();
  await page.getByRole('region', { name: /^Detail: .*, Q2 1995/ }).waitFor();
  const estimates = page.getByRole('figure', { name: /^Estimated without labels/ });
  await strip()
    .getByRole('gridcell', { name: /^Speed IAS in knots, Q4 1995/ })
    .hover();
  await expect.poll(() => strip().locator('th.is-pointed').textContent()).toMatch(/^Q4 1995/);
  await estimates.locator('.recharts-reference-line-line[stroke="var(--accent)"]').waitFor({ state: 'attached' });
});

it('segments have no accessibility violation in either theme', async () => {
  await segmentsOf('Origin State');
  await page.getByRole('heading', { name: 'Accuracy by segment' }).scrollIntoViewIfNeeded();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

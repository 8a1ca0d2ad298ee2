import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import type { RunRecord, RunReport } from '../../app/api/schemas/runs.ts';
import { hardestColumns, hardestKinds } from '../../renderer/src/pages/validate/hardestKinds.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite } from './openWindow.ts';

const openWindow = windowSuite();

it('lists the rows in the order chosen, with what the model saw, and opens all of them in that order', async () => {
  const opened = await openWindow();
  const { page, workbench } = opened;
  page.setDefaultTimeout(20_000);
  await opened.go(`#/validate?project=${strikes}`);
  const asked = (): unknown => workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input;
  const list = (name: string): Locator => page.getByRole('table', { name, exact: true });
  await list('Highest loss').waitFor();
  const heads = await list('Highest loss').getByRole('columnheader').allInnerTexts();
  expect(heads.slice(0, 5)).toEqual(['Row', 'actual', 'predicted', 'score_Some damage', 'loss']);
  expect(heads).toContain('Wildlife Size');
  expect(heads).not.toContain('Cost Repair');
  expect(await list('Highest loss').getByRole('row').count()).toBe(11);
  expect(asked()).toMatchObject({ page: { limit: 10, sort: { column: 'loss', descending: true } } });

  await page.getByRole('radiogroup', { name: 'Order of the hardest rows' }).getByText('Confident errors').click();
  await list('Confident errors').waitFor();
  await expect.poll(asked).toMatchObject({
    selection: { filters: [{ column: 'correct', op: 'eq', value: false }] },
    page: { sort: { column: 'confidence', descending: true } },
  });
  await page.getByRole('radiogroup', { name: 'Order of the hardest rows' }).getByText('Likely mislabelled').click();
  const likely = await list('Likely mislabelled').getByRole('columnheader').allInnerTexts();
  expect(likely.slice(0, 5)).toEqual(['Row', 'actual', 'predicted', 'likely label', 'label quality']);
  expect(await list('Likely mislabelled').getByRole('row').count()).toBe(11);
  await page.getByRole('button', { name: 'All of these rows' }).click();
  await expect.poll(asked).toMatchObject({ selection: { filters: [{ column: 'row', op: 'in' }] } });

  await page.getByRole('radiogroup', { name: 'Order of the hardest rows' }).getByText('Nearest the decision').click();
  await list('Nearest the decision').waitFor();
  await expect.poll(asked).toMatchObject({ page: { sort: { column: 'margin', descending: false } } });
  expect(await violationsInBothThemes(page)).toEqual([]);

  await page.getByRole('button', { name: 'All rows in this order' }).click();
  const drawer = page.getByRole('complementary', { name: 'Rows behind the mark' });
  await drawer.getByRole('table', { name: 'Nearest the decision' }).waitFor();
  expect(asked()).toMatchObject({ page: { limit: 200, sort: { column: 'margin', descending: false } } });
  await drawer.getByRole('columnheader', { name: 'margin' }).and(page.locator('[aria-sort="ascending"]')).waitFor();
  await list('Nearest the decision').last().waitFor();

  await page.getByRole('button', { name: 'Row 3: show it' }).click();
  await drawer.getByRole('heading', { name: 'Row 3' }).waitFor();
  expect(asked()).toMatchObject({ selection: { rows: { first: 3, last: 3 } } });
  const { troubles } = opened;
  await opened.close();
  expect(troubles).toEqual([]);
});

it('of a regression the largest errors are the hardest', async () => {
  const opened = await openWindow();
  opened.page.setDefaultTimeout(20_000);
  await opened.go(`#/validate?project=${encodeURIComponent('/home/me/Drydock/Speeds')}`);
  await opened.page.getByRole('table', { name: 'Largest errors' }).waitFor();
  expect(opened.workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input).toMatchObject({
    selection: { filters: [{ column: 'absoluteError', op: 'present' }] },
    page: { sort: { column: 'absoluteError', descending: true } },
  });
  await opened.close();
});

const record = (change: Partial<RunRecord['plan']> = {}): RunRecord =>
  ({
    plan: {
      inputs: [{ features: [{ column: 'size' }, { column: 'actual' }, { column: 'size' }] }],
      reading: { task: 'binary', classes: ['no', 'yes'], scores: { output: 'p', form: 'probabilities' } },
      ...change,
    },
  }) as unknown as RunRecord;
const report = (change: Partial<RunReport> = {}): RunReport =>
  ({ task: 'binary', labelled: 9, positive: 'yes', ...change }) as RunReport;

it('without labels only the nearness to the decision is left, about the threshold where there is one', () => {
  expect(hardestKinds(record(), report()).map(({ name }) => name)).toEqual([
    'Highest loss',
    'Confident errors',
    'Likely mislabelled',
    'Nearest the decision',
  ]);
  const [kind, ...others] = hardestKinds(record({ threshold: 0.3 }), report({ labelled: 0 }));
  expect(others).toEqual([]);
  expect(kind).toMatchObject({ name: 'Nearest the decision', explained: expect.stringMatching(/threshold 0\.3/) as string });
});

it('a model of labels only, or a regression without labels, has no such order', () => {
  expect(hardestKinds(record({ reading: { task: 'binary', classes: ['no', 'yes'], label: { output: 'y' } } }), report())).toEqual(
    [],
  );
  expect(hardestKinds(record(), report({ task: 'regression', labelled: 0 }))).toEqual([]);
});

it('a data column that is called as a prediction is shown under its own name there', () => {
  const names = ['actual', 'predicted', 'score_no', 'score_yes', 'loss', 'size', 'actual (data)', 'other'];
  const [kind] = hardestKinds(record(), report());
  expect(hardestColumns(names, record(), report(), kind!).map((index) => names[index])).toEqual([
    'actual',
    'predicted',
    'score_yes',
    'loss',
    'size',
    'actual (data)',
  ]);
});

import { expect, it } from 'vitest';
import { fakeClassCurves } from './fakeData.ts';
import { windowSuite } from './openWindow.ts';

const openWindow = windowSuite();

it('several classes: the curves of the largest, those of any other when it is chosen, and the rows of a point', async () => {
  const opened = await openWindow();
  const { page, workbench } = opened;
  page.setDefaultTimeout(20_000);
  await opened.go(`#/validate?project=${encodeURIComponent('/home/me/Drydock/Species')}`);
  const roc = page.getByRole('figure', { name: /^ROC/ });
  const largest = fakeClassCurves(['auk', 'coot', 'dove', 'egret', 'finch']).reduce((a, b) => (b.share > a.share ? b : a)).label;
  await page.getByText(`${largest} against the rest`).first().waitFor();
  await page.getByText('AUC 0.900 (0.880 to 0.920)').waitFor();
  await expect.poll(() => roc.locator('path.recharts-line-curve').count()).toBe(5);

  await page.getByRole('combobox', { name: 'Class of the curves' }).fill('gull');
  await page.getByRole('option', { name: 'gull' }).click();
  await page.getByText('gull against the rest').first().waitFor();
  await expect.poll(() => workbench.calls.find(({ name }) => name === 'runs.curves')?.input).toMatchObject({ classes: ['gull'] });
  await expect.poll(() => roc.locator('path.recharts-line-curve').count()).toBe(6);

  const plot = roc.locator('.recharts-cartesian-grid');
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 60);
  await page.getByRole('table', { name: /^Predicted gull at threshold/ }).waitFor();
  const asked = workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input;
  expect(asked).toMatchObject({ selection: { filters: [{ column: 'score_gull', op: 'ge' }] } });
  const { troubles } = opened;
  await opened.close();
  expect(troubles).toEqual([]);
});

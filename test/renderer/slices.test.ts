import { expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite } from './openWindow.ts';

const openWindow = windowSuite();

it('a weak slice leads to its rows and is saved by name, undone and removed; groups of a column stand beside each other', async () => {
  const opened = await openWindow();
  const { page, workbench, troubles } = opened;
  page.setDefaultTimeout(30_000);
  await opened.go(`#/validate?project=${strikes}`);
  const rule = 'Speed IAS in knots > 200 and Origin State is Texas';
  const weak = page.getByRole('table', { name: 'Weak slices' }).getByRole('row').filter({ hasText: rule });
  // As many digits in each of them.
  expect(await weak.innerText()).toMatch(/\b0\.\d{3}\s+0\.\d{3} to 0\.\d{3}\b/);
  const slices = (): string[] => [...workbench.projects.values()].flatMap((project) => project.slices.map(({ name }) => name));
  await page.getByRole('button', { name: `Save as slice: ${rule}` }).click();
  await page.getByRole('table', { name: 'Named slices' }).waitFor();
  expect(slices()).toEqual([rule]);
  await page.getByRole('button', { name: `Remove slice: ${rule}` }).click();
  await expect.poll(slices).toEqual([]);
  await page
    .getByRole('log')
    .getByText(/^Done: .*remov/i)
    .waitFor();
  await page.keyboard.press('Control+z');
  await expect.poll(slices).toEqual([rule]);

  await page.getByRole('button', { name: `Rename slice: ${rule}` }).click();
  await page.getByRole('textbox', { name: 'Name of the slice' }).fill('Fast over Texas');
  await page.keyboard.press('Enter');
  await expect.poll(slices).toEqual(['Fast over Texas']);
  await page.getByRole('table', { name: 'Named slices' }).getByRole('button', { name: 'Fast over Texas', exact: true }).waitFor();

  await page.getByRole('combobox', { name: 'Column to group by' }).click();
  await page.getByRole('option').first().click();
  await page.getByText('not judged: under 20 rows').waitFor();
  await page.getByText('Demographic parity difference').waitFor();
  expect(await violationsInBothThemes(page)).toEqual([]);

  await page.getByRole('table', { name: 'Weak slices' }).getByRole('button', { name: rule, exact: true }).click();
  await page.getByRole('complementary', { name: 'Rows behind the mark' }).waitFor();
  const asked = workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input;
  expect(asked).toMatchObject({ selection: { filters: [{ column: 'Speed IAS in knots', op: 'gt', value: 200 }, {}] } });

  // The chart over time draws the rows of a slice alone, too.
  await opened.go(`#/time?project=${strikes}`);
  await page.getByRole('combobox', { name: 'Rows drawn' }).click();
  await page.getByRole('option', { name: 'slice “Fast over Texas”' }).click();
  const drawn = () => workbench.calls.filter(({ name }) => name === 'runs.timeline').at(-1)?.input;
  await expect
    .poll(drawn)
    .toMatchObject({ selection: { filters: [{ column: 'Speed IAS in knots', op: 'gt', value: 200 }, {}] } });
  expect(await violationsInBothThemes(page)).toEqual([]);
  await opened.close();
  expect(troubles).toEqual([]);
}, 240_000);

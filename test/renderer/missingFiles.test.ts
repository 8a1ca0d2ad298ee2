import { afterEach, expect, it } from 'vitest';
import { fakeModel } from './fakeData.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const project = decodeURIComponent(strikes);
const model = { role: 'model' as const, path: '/gone/model.onnx', sha256: 'a'.repeat(64) };
const data = { role: 'data' as const, path: '/gone/strikes.csv', sha256: 'b'.repeat(64) };
const openWindow = windowSuite();
let open: OpenWindow;

afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});

/** A project with runs, whose model and data are gone. */
async function start(hash: string): Promise<OpenWindow> {
  open = await openWindow();
  open.page.setDefaultTimeout(20_000);
  const { projects } = open.workbench;
  const view = projects.get(project);
  if (!view) throw new Error('the fake workbench has this project');
  projects.set(project, { ...view, model: null, data: null, mapping: null, check: null, missing: [model, data] });
  await open.go(hash);
  return open;
}

it('a project whose files are gone shows its runs, figures, time and rows, and names the files on every page', async () => {
  const { page } = await start(`#/runs?project=${strikes}`);
  await page.getByText('/gone/model.onnx').waitFor();
  await page.getByText('/gone/strikes.csv').waitFor();
  await page.getByText('Select 2 to 8 runs').waitFor();
  await page.getByRole('link', { name: 'Model not found' }).click();
  await page.getByRole('heading', { name: 'The model is not there' }).waitFor();
  await page.getByRole('link', { name: 'Data not found' }).click();
  await page.getByRole('heading', { name: 'The data are not there' }).waitFor();
  await page.getByRole('link', { name: 'Over time', exact: true }).click();
  await page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' }).waitFor();
  await page.getByRole('link', { name: 'Validate', exact: true }).click();
  await page.getByRole('region', { name: 'ROC AUC' }).waitFor();
  expect(await page.getByText('/gone/model.onnx').count()).toBe(1);
  await page.getByRole('button', { name: /^actual Some damage, predicted No damage: / }).click();
  await page.getByRole('table', { name: 'Actual Some damage, predicted No damage' }).getByRole('cell').first().waitFor();
});

it('the Bundle page says which files an export needs', async () => {
  const { page } = await start(`#/bundle?project=${strikes}`);
  await page.getByText('the model and the data are no longer there').waitFor();
  expect(await page.getByText('Nothing to export yet').count()).toBe(0);
});

it('the Bundle page of a project without runs says what is missing for the first one', async () => {
  const { page, workbench } = await start(`#/bundle?project=${strikes}`);
  const view = workbench.projects.get(project);
  if (!view) throw new Error('the fake workbench has this project');
  workbench.projects.set(project, { ...view, runs: [] });
  await page.reload();
  await page.getByText('the model and the data are no longer there (/gone/model.onnx, /gone/strikes.csv)').waitFor();
  expect(await page.getByText('Nothing to export yet').count()).toBe(0);
  workbench.projects.set(project, { ...view, runs: [], missing: [], model: fakeModel });
  await page.reload();
  await page.getByText('The model is here: drop a table to validate it on, and run.').waitFor();
});

it('a missing file is taken from where it is chosen', async () => {
  const { page, workbench } = await start(`#/validate?project=${strikes}`);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Locate…' }).click();
  await (
    await chooser
  ).setFiles([
    { name: 'model.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from('x') },
    { name: 'strikes.csv', mimeType: 'text/csv', buffer: Buffer.from('x') },
  ]);
  await expect.poll(() => workbench.calls.map(({ name }) => name)).toContain('projects.setData');
  expect(workbench.calls.filter(({ name }) => /set(Model|Data)/.test(name)).map(({ input }) => input)).toMatchObject([
    { project, path: '/uploads/model.onnx' },
    { project, paths: ['/uploads/strikes.csv'] },
  ]);
});

it('a recent project opens on its last figures', async () => {
  const { page } = await start('#/home');
  await page.getByRole('button', { name: /^Bird strikes/ }).click();
  await page.getByRole('region', { name: 'ROC AUC' }).waitFor();
  expect(await page.getByRole('link', { name: 'Validate', exact: true }).getAttribute('aria-current')).toBe('page');
});

import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeTimeline } from './fakeData.ts';
import { buildWindow, closeSuite, launchBrowser, openWindow, strikes, type OpenWindow } from './openWindow.ts';

let browser: Browser;
let root: string;
let open: OpenWindow;

beforeAll(async () => {
  [root, browser] = await Promise.all([buildWindow(), launchBrowser()]);
});
afterAll(async () => {
  await closeSuite();
  await browser.close();
});

async function start(hash: string, options?: Parameters<typeof openWindow>[2]): Promise<OpenWindow> {
  open = await openWindow(browser, root, options);
  open.page.setDefaultTimeout(8_000);
  await open.go(hash);
  return open;
}

afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});

describe('the main job by mouse', () => {
  it('takes one click from the example to figures, and another from a figure to its rows', async () => {
    const { page } = await start('#/home');
    await page.getByRole('button', { name: 'Try the bird-strikes example' }).click();
    await page.getByRole('heading', { name: 'Model inputs' }).waitFor();
    await page.getByText('same name, but for spaces and case').first().waitFor();
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
    const tile = page.getByRole('region', { name: 'ROC AUC' });
    await tile.getByText('baseline 0.500').waitFor();
    expect(await tile.innerText()).toContain('95 %: 0.761 to 0.783');
    expect(await page.getByRole('region', { name: 'Accuracy', exact: true }).innerText()).toContain('not clearly beaten');
    await page.getByRole('button', { name: /actual Some damage, predicted No damage: 556 rows/ }).click();
    const rows = page.getByRole('table', { name: 'Actual Some damage, predicted No damage' });
    await rows.getByRole('cell', { name: 'No damage' }).first().waitFor();
    expect(await rows.getAttribute('aria-rowcount')).toBe('311');
    await page.getByRole('button', { name: 'Remove filter: predicted = No damage' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary').count()).toBe(0);
  });

  it('sorts dropped files by content and says what was found and what cannot be used', async () => {
    const { page, workbench } = await start('#/home');
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      for (const name of ['model.onnx', 'strikes.csv', 'labels.txt', 'old.pkl']) transfer.items.add(new File(['x'], name));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.getByText('Found a model, 1 table and labels.txt.').waitFor();
    await page.getByText('Convert the model with skl2onnx').waitFor();
    await page.getByRole('heading', { name: 'Model inputs' }).waitFor();
    expect(workbench.calls.find(({ name }) => name === 'projects.setData')?.input).toMatchObject({
      paths: ['/uploads/strikes.csv'],
    });
  });

  it('cancels a run from the status line', async () => {
    const { page, workbench } = await start(`#/validate?project=${strikes}`, { stepMs: 500 });
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page
      .getByRole('contentinfo')
      .getByText(/of 7,312 rows · .*rows\/s · .* left/)
      .waitFor();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled. What was finished is kept.').waitFor();
    expect(workbench.calls.map(({ name }) => name)).toContain('jobs.cancel');
    await page.getByText('A partial run: 4,096 of 7,312 rows.').waitFor();
  });

  it('asks for the order of day and month and reads the file again with the answer', async () => {
    const { page, workbench } = await start(`#/data?project=${encodeURIComponent('/home/me/Drydock/Asking')}`);
    await page.getByRole('button', { name: /Day first/ }).click();
    await page.getByText('1 Jan 1995 to 30 Sept 2002').first().waitFor();
    expect(workbench.calls.find(({ name }) => name === 'projects.setData')?.input).toMatchObject({
      options: { times: { 'Flight Date': 'day-month-year' } },
    });
  });

  it('exports a bundle, downloads it by its path and lists the checks of its verification', async () => {
    const { page, workbench } = await start(`#/bundle?project=${strikes}`);
    await page.getByRole('button', { name: 'Export bundle' }).click();
    await page.getByText('/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip').waitFor();
    expect(workbench.calls.find(({ name }) => name === 'bundles.export')?.input).toMatchObject({ name: 'bird-strikes' });
    await page.getByRole('button', { name: 'Verify the bundle' }).click();
    await page.getByText('50 of 50 rows answered the same').waitFor();
  });
});

describe('the mapping', () => {
  it('changes a role by keyboard, and undoes and redoes it', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    const role = () =>
      workbench.projects.get('/home/me/Drydock/Bird strikes')?.mapping?.columns.find(({ name }) => name === 'Airport Name')?.role;
    await page.getByRole('button', { name: 'Role of Airport Name: ignored; change' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /id names the row/ }).waitFor();
    await page.getByRole('menuitem', { name: /id names the row/ }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(role).toBe('id');
    await page.getByRole('button', { name: 'Role of Airport Name: id; change' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(role).toBe('ignored');
    await page.keyboard.press('Control+Shift+Z');
    await expect.poll(role).toBe('id');
  });

  it('shows an input that nothing feeds and mends it with one click', async () => {
    const { page } = await start(`#/data?project=${strikes}`);
    await page.getByRole('button', { name: 'Column for Wildlife_Size: Wildlife Size; change' }).click();
    await page.getByRole('option', { name: '(none)' }).click();
    await page.getByText('Nothing feeds the input “Wildlife_Size”.').first().waitFor();
    expect(await page.getByRole('banner').getByRole('button', { name: 'Run' }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Use “Wildlife Size”' }).click();
    await page.getByText('Every input is fed: ready to run.').waitFor();
  });

  it('sets what happens to missing cells', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    await page.getByRole('button', { name: /Missing cells of Speed_IAS_in_knots: NaN goes in/ }).click();
    await page.getByRole('radio', { name: 'goes in as this value:' }).check();
    await page.getByRole('textbox', { name: 'Value for missing cells' }).fill('138.5');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: /Missing cells of Speed_IAS_in_knots: 138.5 goes in/ }).waitFor();
    const speed = workbench.projects.get('/home/me/Drydock/Bird strikes')?.mapping?.inputs.at(-1)?.feeds[0];
    expect(speed?.missing).toEqual({ kind: 'constant', value: 138.5, from: 'chosen by you' });
  });
});

describe('over time', () => {
  it('is walked by arrow keys, heard as words, and opens a window with Enter', async () => {
    const { page } = await start(`#/time?project=${strikes}`);
    const walker = page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' });
    await walker.focus();
    await page.keyboard.press('End');
    const last = fakeTimeline('quarter').windows.at(-1);
    const value = last?.metrics.rocAuc?.value?.toFixed(3) ?? '';
    expect(await walker.getAttribute('aria-valuetext')).toContain(`Q3 2002: ${value}`);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Window: Q3 2002' }).getByText('All rows', { exact: true }).waitFor();
    await page.getByRole('button', { name: `Show its ${String(last?.rows)} rows` }).click();
    await page.getByRole('table', { name: 'Q3 2002' }).waitFor();
  });

  it('changes its windows in place, and shows and saves the same numbers as a table', async () => {
    const { page, workbench } = await start(`#/time?project=${strikes}`);
    await page.getByRole('combobox', { name: 'Windows' }).click();
    await page.getByRole('option', { name: 'years' }).click();
    await page.getByText('by year · 8 windows').waitFor();
    expect(workbench.calls.filter(({ name }) => name === 'runs.timeline').at(-1)?.input).toMatchObject({ unit: 'year' });
    await page.getByRole('button', { name: 'ROC AUC over time: menu' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    const windows = fakeTimeline('year').windows;
    expect(lines).toHaveLength(windows.length + 1);
    expect(Number(lines[1]?.split(',')[5])).toBe(windows[0]?.metrics.rocAuc?.value);
    await page.getByRole('button', { name: 'ROC AUC over time: menu' }).click();
    await page.getByRole('menuitem', { name: 'View as table' }).click();
    const row = page.getByRole('region', { name: 'Windows as a table' }).getByRole('row', { name: /1995/ });
    expect(await row.innerText()).toContain(windows[0]?.metrics.rocAuc?.value?.toFixed(3));
  });

  it('saves a chart as SVG and PNG that need nothing of the window', async () => {
    const { page } = await start(`#/time?project=${strikes}`);
    const save = async (item: string) => {
      await page.getByRole('button', { name: 'ROC AUC over time: menu' }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
      return readFile(await download.path());
    };
    const svg = (await save('Save as SVG')).toString();
    expect(svg).toMatch(/^<svg/);
    expect(svg).not.toContain('var(--');
    expect((await save('Save as PNG')).subarray(1, 4).toString()).toBe('PNG');
  });
});

describe('runs', () => {
  it('compares two by what differs, pins, renames, and archives with a way back', async () => {
    const { page, workbench } = await start(`#/runs?project=${strikes}`);
    await page.getByRole('checkbox', { name: 'Compare Validation 1' }).check();
    await page.getByRole('checkbox', { name: 'Compare Validation 2' }).check();
    const differing = page.getByRole('region', { name: 'Settings that differ' });
    expect((await differing.getByRole('row').allInnerTexts()).map((row) => row.split('\t')[0])).toEqual([
      'Setting',
      'Batch size asked for',
      'Batch size',
      'Positive class',
    ]);
    await page.getByRole('button', { name: 'Actions for Validation 1' }).click();
    await page.getByRole('menuitem', { name: 'Pin as baseline' }).click();
    await page.getByRole('region', { name: 'Runs' }).getByText('baseline', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Actions for Validation 1' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('First try');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Actions for First try' }).click();
    await page.getByRole('menuitem', { name: 'Archive', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'First try' }).waitFor();
    const changes = workbench.calls.filter(({ name }) => name === 'runs.update').map(({ input }) => input);
    expect(changes).toMatchObject([{ name: 'First try' }, { archived: true }, { archived: false }]);
  });
});

describe('never lost', () => {
  it('comes back to the same page of the same project after a reload', async () => {
    const { page } = await start(`#/model?project=${strikes}`);
    await page.reload();
    await page.getByRole('heading', { name: 'What it predicts' }).waitFor();
    expect(await page.getByRole('link', { name: 'Model', exact: true }).getAttribute('aria-current')).toBe('page');
  });

  it('says that the engine is gone, and goes on by itself when it is back', async () => {
    const { page, server } = await start(`#/validate?project=${strikes}`);
    await page.getByRole('region', { name: 'ROC AUC' }).waitFor();
    server.dropConnections();
    await page.getByText('The engine stopped answering.').waitFor({ state: 'hidden' });
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
  });

  it('shows an error with what to do and where, and leaves the rest alone', async () => {
    const { page } = await start('#/home');
    await page.evaluate(() => (location.hash = '#/model?project=%2Fnowhere'));
    const alert = page.getByRole('alert');
    await alert.getByText('There is no project at /nowhere.').waitFor();
    expect(await alert.innerText()).toContain('Where: /nowhere');
    await page.getByRole('button', { name: 'Go to Home' }).click();
    await page.getByRole('heading', { name: 'Drop a model, data, or both' }).waitFor();
  });

  it('goes from page to page by keyboard and lists its shortcuts', async () => {
    const { page } = await start(`#/home?project=${strikes}`);
    await page.keyboard.press('Control+5');
    await page.getByRole('heading', { name: 'Over time', level: 1 }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Undo a change of the mapping').waitFor();
  });

  it('shows names and texts out of files as text', async () => {
    const { page } = await start(`#/model?project=${strikes}`);
    await page.getByText('<b>not bold</b>').waitFor();
  });
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { fakeEvaluation, fakeTimeline } from './fakeData.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

async function start(hash: string, options?: Parameters<typeof openWindow>[0]): Promise<OpenWindow> {
  open = await openWindow(options);
  open.page.setDefaultTimeout(20_000);
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
    const { page } = await start('#/home', { stepMs: 100 });
    await page.getByRole('button', { name: 'Try the bird-strikes example' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
    const found = page.locator('.panel', { hasText: 'What was found' });
    await found.getByText('7,312 rows').first().waitFor();
    await found.getByText(/fed by columns · target: Damage · time: Flight Date/).waitFor();
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
    const code = page.getByRole('log', { name: 'Notices' }).getByLabel('Code');
    expect(await code.textContent()).toBe('from skl2onnx import to_onnx\nto_onnx(model, X[:1])');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent());
    await page.getByText('The classes are called as “labels.txt” says: No damage, Some damage.').waitFor();
    await page.getByRole('heading', { name: 'Model inputs' }).waitFor();
    expect(workbench.calls.find(({ name }) => name === 'projects.setModel')?.input).toMatchObject({
      path: '/uploads/model.onnx',
      labels: '/uploads/labels.txt',
    });
    expect(workbench.calls.find(({ name }) => name === 'projects.setData')?.input).toMatchObject({
      paths: ['/uploads/strikes.csv'],
    });
  });

  it('takes the files of a dropped folder in the order of their names, into a project with the name of the folder', async () => {
    const { page, workbench } = await start('#/home');
    const above = await mkdtemp(join(tmpdir(), 'drydock-parts-'));
    const folder = join(above, 'Strikes 2024.01');
    await mkdir(folder);
    const names = Array.from({ length: 30 }, (_, index) => `part-${String(index + 1)}.csv`);
    for (const name of names) await writeFile(join(folder, name), 'a\n1\n');
    const devtools = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const data = { items: [], files: [folder], dragOperationsMask: 1 };
      await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    }
    await page.getByText('Found 30 tables.').waitFor();
    const { input } = workbench.calls.find(({ name }) => name === 'files.identify')!;
    expect((input as { paths: string[] }).paths.map((path) => basename(path))).toEqual(names);
    // It bears the name of the folder, not that of its first file.
    await page.getByRole('button', { name: 'Project: Strikes 2024.01; rename' }).waitFor();
    await rm(above, { recursive: true });
  });

  it('gives the model of the project the names in a dropped labels file, or says why not', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    await page.getByRole('banner').waitFor();
    const drop = (...names: string[]): Promise<void> =>
      page.evaluate((given) => {
        const transfer = new DataTransfer();
        for (const name of given) transfer.items.add(new File(['x'], name));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, names);
    const given = () => workbench.calls.filter(({ name }) => name === 'projects.setModel').map(({ input }) => input);
    const { path } = workbench.projects.get('/home/me/Drydock/Bird strikes')?.model ?? {};
    await drop('labels.txt');
    await page.getByText('The classes are called as “labels.txt” says: No damage, Some damage.').waitFor();
    expect(given()).toMatchObject([{ path, labels: '/uploads/labels.txt' }]);
    await drop('three-labels.txt', 'model.onnx');
    await page.getByText('three-labels.txt names 3 classes, but the model has 2').waitFor();
    expect(given().at(-1)).toEqual({ project: '/home/me/Drydock/Bird strikes', path: '/uploads/model.onnx' });
  });

  it('says that a labels file needs a model', async () => {
    const { page, workbench } = await start('#/home');
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'labels.txt'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.getByText('“labels.txt” names classes: it needs a model first.').waitFor();
    expect(workbench.calls.map(({ name }) => name)).not.toContain('projects.setModel');
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

  it('reads the data again as told: what hangs on the delimiter is found out anew, with the first rows to look at', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    const inputs = (name: string) => workbench.calls.filter((call) => call.name === name).map(({ input }) => input);
    await page.getByRole('button', { name: 'Reading options' }).click();
    const form = page.getByRole('dialog', { name: /^Reading options of/ });
    await form.getByRole('combobox', { name: 'Delimiter' }).click();
    await page.getByRole('option', { name: 'Semicolon ;' }).click();
    await form.getByText('The columns may come out under other names').waitFor();
    await form.getByRole('combobox', { name: 'Read as missing, besides empty cells' }).fill('N.N.');
    await page.keyboard.press('Enter');
    const wanted = { delimiter: ';', encoding: 'utf-8', missing: ['N.N.'] };
    await expect.poll(() => inputs('data.preview').at(-1)).toMatchObject({ options: wanted });
    await form.getByText('First rows').waitFor();
    expect(await violationsInBothThemes(page, '[role=dialog]')).toEqual([]);
    await form.getByRole('button', { name: 'Read it like this' }).click();
    await form.waitFor({ state: 'detached' });
    expect(inputs('projects.setData')).toMatchObject([{ options: wanted }]);
    expect((inputs('projects.setData')[0] as { options: object }).options).toEqual(wanted);
  });

  it('exports a bundle, downloads it by its path and lists the checks of its verification', async () => {
    const { page, workbench } = await start(`#/bundle?project=${strikes}`);
    await page.getByRole('button', { name: 'Export bundle' }).click();
    await page.getByText('/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip', { exact: true }).waitFor();
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

  it('reads the answer for another task, and undoes it', async () => {
    const speeds = '/home/me/Drydock/Speeds';
    const { page, workbench } = await start(`#/data?project=${encodeURIComponent(speeds)}`);
    const task = () => workbench.projects.get(speeds)?.mapping?.reading.task;
    await page.getByRole('combobox', { name: 'The answer is' }).click();
    await page.getByRole('option', { name: 'one of two classes' }).click();
    await expect.poll(task).toBe('binary');
    await page.getByRole('combobox', { name: 'Positive class' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(task).toBe('regression');
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

  it('says notes alike once, in one line, with the rest on demand', async () => {
    const { page } = await start(`#/data?project=${strikes}`);
    const notes = page.getByRole('region', { name: 'Notes on the mapping' });
    await notes.getByText('and 2 more like it').waitFor();
    expect(await notes.getByText('“Origin State” is missing in 122 rows').isVisible()).toBe(false);
    await notes.getByText('“Wildlife Size” is missing').click();
    await notes.getByText('“Origin State” is missing in 122 rows').waitFor();
  });

  it('asks for the true answer by name, and gives it a role by one choice', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    const target = () =>
      workbench.projects
        .get('/home/me/Drydock/Bird strikes')
        ?.mapping?.columns.filter(({ role }) => role === 'target')
        .map(({ name }) => name);
    await page.getByRole('combobox', { name: 'True answer' }).click();
    await page.getByRole('option', { name: 'Effect Amount of damage' }).click();
    await expect.poll(target).toEqual(['Effect Amount of damage']);
    await page.getByRole('combobox', { name: 'True answer' }).click();
    await page.getByRole('option', { name: 'none: predict only' }).click();
    await expect.poll(target).toEqual([]);
  });

  it('says which class a label of the data means, and undoes it', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    const labels = () => workbench.projects.get('/home/me/Drydock/Bird strikes')?.mapping?.labels;
    await page.getByText('1 label the model does not know').click();
    await page.getByRole('combobox', { name: 'Class for the label C' }).click();
    await page.getByRole('option', { name: 'Some damage' }).click();
    await expect.poll(labels).toEqual({ C: 'Some damage' });
    await page.getByText('every label is a class of the model, 1 written differently').waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(labels).toEqual({});
  });

  it('goes to a file and comes back from one, chosen or dropped', async () => {
    const { page, workbench } = await start(`#/data?project=${strikes}`);
    const labels = () => workbench.projects.get('/home/me/Drydock/Bird strikes')?.mapping?.labels;
    await page.getByRole('button', { name: 'Mapping file' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save mapping as file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('bird-strikes.mapping.json');
    const saved: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(saved).toEqual(workbench.projects.get('/home/me/Drydock/Bird strikes')?.mapping);
    await page.getByRole('button', { name: 'Mapping file' }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: 'Use a mapping file…' }).click(),
    ]);
    await chooser.setFiles({ name: 'bird-strikes.mapping.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await expect.poll(labels).toEqual({ C: 'No damage' });
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(labels).toEqual({});
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['{}'], 'other.mapping.json'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    });
    await page.getByText('The mapping of “other.mapping.json” was taken over.').waitFor();
    expect(labels()).toEqual({ C: 'No damage' });
    expect(workbench.calls.filter(({ name }) => name === 'projects.loadMapping').at(-1)?.input).toMatchObject({
      path: '/uploads/other.mapping.json',
    });
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

describe('marks lead to their rows', () => {
  const lastSelection = (workbench: OpenWindow['workbench']): unknown =>
    (workbench.calls.filter(({ name }) => name === 'runs.rows').at(-1)?.input as { selection?: unknown } | undefined)?.selection;
  const clickPlot = async ({ page }: OpenWindow, title: RegExp, share: number): Promise<void> => {
    const plot = page.getByRole('figure', { name: title }).locator('.recharts-cartesian-grid');
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the chart has no plot');
    await page.mouse.click(box.x + box.width * share, box.y + box.height * 0.4);
  };

  it('a point of a curve: its threshold, marked on both curves, and the rows it calls positive', async () => {
    const opened = await start(`#/validate?project=${strikes}`);
    await clickPlot(opened, /^ROC/, 0.5);
    const curve = fakeEvaluation(10).curves?.roc ?? [];
    const nearest = curve.reduce((best, point) => (Math.abs(point.x - 0.5) < Math.abs(best.x - 0.5) ? point : best));
    const title = `Predicted Some damage at threshold ${nearest.threshold?.toFixed(3) ?? ''}`;
    await opened.page.getByRole('table', { name: title }).waitFor();
    expect(lastSelection(opened.workbench)).toEqual({
      filters: [{ column: 'score_Some damage', op: 'ge', value: nearest.threshold }],
    });
    await opened.page.getByText(/^at 0\.\d+: finds /).waitFor();
    await opened.page.getByText(/^at 0\.\d+: precision /).waitFor();
  });

  it('a bar of the residuals: the rows with such errors', async () => {
    const opened = await start(`#/validate?project=${encodeURIComponent('/home/me/Drydock/Speeds')}`);
    await clickPlot(opened, /^Residuals/, 12.5 / 24);
    await opened.page.getByRole('table', { name: 'Error from 0 to 4' }).waitFor();
    expect(lastSelection(opened.workbench)).toEqual({
      filters: [
        { column: 'error', op: 'ge', value: 0 },
        { column: 'error', op: 'lt', value: 4 },
      ],
    });
  });
});

describe('settings of the next run', () => {
  it('take threads and a seed, and say so', async () => {
    const { page, workbench } = await start(`#/validate?project=${strikes}`);
    const panel = page.getByRole('button', { name: /^Settings of the next run/ });
    await panel.click();
    await page.getByRole('textbox', { name: 'Inference threads' }).fill('2');
    await page.keyboard.press('Enter');
    await expect.poll(() => panel.innerText()).toContain('2 threads');
    await page.getByRole('textbox', { name: 'Seed' }).fill('7');
    await page.keyboard.press('Enter');
    await expect.poll(() => panel.innerText()).toContain('seed 7');
    expect(workbench.projects.get('/home/me/Drydock/Bird strikes')?.settings).toMatchObject({ threads: 2, seed: 7 });
    expect(await page.getByRole('contentinfo').innerText()).toContain('Ran on cpu');
  });
});

describe('over time', () => {
  it('is walked by arrow keys, heard as words, and opens a window with Enter', async () => {
    const { page } = await start(`#/time?project=${strikes}`);
    const walker = page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' });
    await walker.focus();
    await page.keyboard.press('End');
    const last = fakeTimeline('quarter').windows.at(-1);
    const value = last?.metrics.accuracy?.value?.toFixed(3) ?? '';
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
    await page.getByRole('button', { name: 'Accuracy over time: menu' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    const windows = fakeTimeline('year').windows;
    expect(lines).toHaveLength(windows.length + 1);
    expect(Number(lines[1]?.split(',')[5])).toBe(windows[0]?.metrics.accuracy?.value);
    await page.getByText('Table', { exact: true }).click();
    const row = page.getByRole('region', { name: 'Windows as a table' }).getByRole('row', { name: /1995/ });
    expect(await row.innerText()).toContain(windows[0]?.metrics.accuracy?.value?.toFixed(3));
  });

  it('opens the window that is clicked, at once and after a hover', async () => {
    const { page } = await start(`#/time?project=${strikes}`);
    const plot = page.locator('.timeline-keys .recharts-cartesian-grid');
    await plot.waitFor();
    const box = await plot.boundingBox();
    if (!box) throw new Error('the chart has no plot');
    const at = (share: number) => [box.x + box.width * share, box.y + box.height * 0.3] as const;
    // Thirty-one quarters: the third ends at about a tenth.
    await page.mouse.click(...at(2.5 / 31));
    await page.getByRole('region', { name: 'Window: Q3 1995' }).waitFor();
    await page.getByRole('button', { name: "Close the window's figures" }).click();
    await page.mouse.move(...at(20.5 / 31));
    await page.locator('.chart-tip').getByText('Q1 2000').waitFor();
    await page.mouse.click(...at(20.5 / 31));
    await page.getByRole('region', { name: 'Window: Q1 2000' }).waitFor();
    // The figures take their place beside the chart; no tip of another window comes up where the pointer rests.
    expect(await page.locator('.chart-tip').count()).toBe(0);
  });

  it('zooms by the brush, and keeps the stretch as the reference period', async () => {
    const { page, workbench } = await start(`#/time?project=${strikes}`);
    const end = await page.locator('.recharts-brush-traveller').last().boundingBox();
    const brush = await page.locator('.recharts-brush').boundingBox();
    if (!end || !brush) throw new Error('the chart has no brush');
    await page.mouse.move(end.x + 4, end.y + 10);
    await page.mouse.down();
    for (const share of [0.9, 0.7, 0.5]) await page.mouse.move(brush.x + brush.width * share, end.y + 10, { steps: 3 });
    await page.mouse.up();
    const shown = await page.getByText(/^Shown: Q1 1995 to /).innerText();
    expect(Number(shown.slice(-4))).toBeGreaterThanOrEqual(1998);
    expect(Number(shown.slice(-4))).toBeLessThanOrEqual(1999);
    // Letting go of the brush is no click on a window.
    expect(await page.getByRole('region', { name: /^Window: / }).count()).toBe(0);
    await page.getByRole('button', { name: 'Use as reference' }).click();
    await page.getByText(/^Reference, 1 Jan 1995 to before .* 199[89]: Accuracy 0\.902/).waitFor();
    const { settings } = workbench.projects.get('/home/me/Drydock/Bird strikes') ?? {};
    expect(settings?.reference?.start).toBe('1995-01-01T00:00:00.000Z');
    expect(workbench.calls.filter(({ name }) => name === 'runs.evaluate').at(-1)?.input).toMatchObject({
      selection: { time: settings?.reference },
    });
    await page.getByRole('button', { name: 'Show all windows' }).click();
    await page.getByText(/^Shown:/).waitFor({ state: 'detached' });
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
    const { page, server } = await start(`#/validate?project=${strikes}`, { stepMs: 300 });
    await page.getByRole('region', { name: 'ROC AUC' }).waitFor();
    const before = server.connections();
    server.dropConnections();
    await expect.poll(() => server.connections()).toBeGreaterThan(before);
    await page.getByText('The engine stopped answering.').waitFor({ state: 'hidden' });
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
  });

  it('hears of the end of a run after it was too busy to listen', async () => {
    const { page, workbench } = await start(`#/validate?project=${strikes}`, { stepMs: 400 });
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
    const busy = page.evaluate(() => {
      for (const end = performance.now() + 1_000; performance.now() < end;);
      location.hash = `#/runs?${location.hash.split('?')[1]}`;
    });
    workbench.flood(1_000);
    await busy;
    await page.getByRole('main', { name: 'Runs' }).waitFor();
    await page.getByRole('contentinfo').getByText('Ready').waitFor();
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
    await page.keyboard.press('Control+6');
    await page.getByRole('heading', { name: 'Over time', level: 1 }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('row', { name: 'Redo' }).getByText('Y', { exact: true }).waitFor();
  });

  it('shows names and texts out of files as text', async () => {
    const { page } = await start(`#/model?project=${strikes}`);
    await page.getByText('<b>not bold</b>').waitFor();
  });
});

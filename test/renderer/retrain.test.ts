// The Retrain tab of the page “Over time”, as a person uses it: write the command, look at the plan, run it, judge, decide.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const project = decodeURIComponent(strikes);
const tab = `#/time?project=${strikes}&at=retrain`;
const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

beforeEach(() => start());
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

async function start(options?: Parameters<typeof openWindow>[0]): Promise<void> {
  open = await openWindow(options);
  ({ page } = open);
  page.setDefaultTimeout(20_000);
}

const command = () => page.getByRole('textbox', { name: 'Training command' });
const showPlan = () => page.getByRole('button', { name: 'Show the plan' });
const startIt = () => page.getByRole('button', { name: 'Start the retraining' });
const verdict = () => page.getByRole('region', { name: 'Verdict on the new model' });
const list = () => page.getByRole('region', { name: 'Retrainings of the project' });
const output = () => page.getByRole('log', { name: 'Output of the training command' });
const callsOf = (name: string) => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);
const line = 'python train.py --data {data} --out {out}';

async function retrained(what = line): Promise<void> {
  const isFirst = (await list().count()) === 0;
  if (!isFirst) await page.getByRole('button', { name: /^Retrain again/ }).click();
  await command().fill(what);
  await showPlan().click();
  await startIt().click();
  await page.getByRole('log', { name: 'Log of the training command' }).waitFor();
}

async function wide(): Promise<number[]> {
  const found: number[] = [];
  for (const width of [1280, 1024, 640, 512]) {
    await page.setViewportSize({ width, height: width < 700 ? 400 : 800 });
    await page.waitForTimeout(150);
    found.push(await page.locator('.page-scroll').evaluate((element) => element.scrollWidth - element.clientWidth));
  }
  return found;
}

describe('what is run', () => {
  it('begins empty, says what is filled in, and offers no plan before there is a command', async () => {
    await open.go(`#/time?project=${strikes}`);
    await page.getByRole('tab', { name: 'Retrain' }).click();
    await page.getByText('None yet. A command, its output').waitFor();
    expect(page.url()).toContain('at=retrain');
    expect(await showPlan().isDisabled()).toBe(true);
    await page.getByText('the file of the training rows, train.parquet').waitFor();
    await page.getByRole('combobox', { name: 'Files for the command' }).click();
    await page.getByRole('option', { name: 'CSV' }).click();
    await page.getByText('the file of the training rows, train.csv').waitFor();
  });

  it('shows the plan first: the line, the rows with their spans, the environment on demand', async () => {
    await open.go(tab);
    await command().fill(line);
    await showPlan().click();
    await page.getByText(`python train.py --data '${project}/runs/<time>-retrain/train.parquet'`).waitFor();
    const held = page.getByRole('region', { name: 'Rows of the plan' }).getByRole('row', { name: /held out/ });
    expect(await held.innerText()).toMatch(/1,166\s+2001-08-12\s+2002-12-30/);
    expect(await page.getByText('12 labelled rows without a time').count()).toBe(1);
    expect(await page.getByText('••••••').isVisible()).toBe(false);
    await page.getByText('The command sees 3 variables').click();
    await page.getByText('••••••').waitFor();
    expect(callsOf('retrain.start')).toEqual([]);
    // Other settings are another plan.
    await command().fill(`${line} --fast`);
    await startIt().waitFor({ state: 'detached' });
  });

  it('a period is typed or taken from the windows of the chart; one that is none is told at its field', async () => {
    await open.go(tab);
    await command().fill(line);
    await page.getByRole('combobox', { name: 'Fresh rows' }).click();
    await page.getByRole('option', { name: 'Those of a period' }).click();
    await page.getByRole('textbox', { name: 'From', exact: true }).fill('1996-13-01');
    await page.getByText('“1996-13-01” is no date.').waitFor();
    expect(await showPlan().isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'From', exact: true }).fill('1996-02-01');
    await page.getByRole('combobox', { name: 'Last window' }).click();
    await page.getByRole('option', { name: 'Q4 1996' }).click();
    expect(await page.getByRole('textbox', { name: 'To before' }).inputValue()).toBe('1997-01-01');
    await page.getByRole('combobox', { name: 'First window' }).click();
    await page.getByRole('option', { name: 'Q2 1996' }).click();
    await page.getByRole('textbox', { name: 'Share held out, the last by time' }).fill('0.25');
    await page.getByRole('textbox', { name: 'Seed, told as DRYDOCK_SEED' }).fill('7');
    await page.getByRole('textbox', { name: 'Folder to run in' }).fill('/home/me/training');
    await showPlan().click();
    await startIt().waitFor();
    expect(callsOf('retrain.plan')).toEqual([
      {
        project,
        settings: {
          command: line,
          cwd: '/home/me/training',
          fresh: { start: '1996-04-01T00:00:00.000Z', end: '1997-01-01T00:00:00.000Z' },
          holdOut: 0.25,
          format: 'parquet',
          seed: 7,
        },
      },
    ]);
    await page.getByRole('textbox', { name: 'To before' }).fill('1996-01-01');
    await page.getByText('The period ends before it begins.').waitFor();
    // What is typed is still there after a look elsewhere.
    await page.getByRole('tab', { name: 'Drift' }).click();
    await page.getByRole('tab', { name: 'Retrain' }).click();
    expect(await command().inputValue()).toBe(line);
  });

  it('a plan that is refused says why and cannot be started, a line that is wrong is an error', async () => {
    await open.go(tab);
    await command().fill('python train.py {data}');
    await showPlan().click();
    await page.getByRole('alert').getByText('The training command does not say {out}.').waitFor();
    await command().fill(line);
    await page.getByRole('combobox', { name: 'Fresh rows' }).click();
    await page.getByRole('option', { name: 'Those of a period' }).click();
    await page.getByRole('textbox', { name: 'From', exact: true }).fill('1996-01-01');
    await page.getByRole('textbox', { name: 'To before' }).fill('1996-01-08');
    await showPlan().click();
    await page.getByRole('alert').getByText('It would not start: Of 21 fresh labelled rows').waitFor();
    expect(await startIt().count()).toBe(0);
  });

  it('without a target it says what it takes', async () => {
    const view = open.workbench.projects.get(project);
    if (!view?.mapping) throw new Error('the fake workbench has this project');
    const columns = view.mapping.columns.filter(({ role }) => role !== 'target');
    open.workbench.projects.set(project, { ...view, mapping: { ...view.mapping, columns } });
    await open.go(tab);
    await page.getByText('Name the column with the true answers as target').waitFor();
    await command().fill(line);
    expect(await showPlan().isDisabled()).toBe(true);
  });
});

describe('while it runs', () => {
  it('the output comes line by line and goes on when one leaves and comes back; its end is told elsewhere', async () => {
    await open.close();
    await start({ stepMs: 250 });
    await open.go(tab);
    await command().fill(line);
    await showPlan().click();
    await startIt().click();
    await output().getByText('epoch 12: loss').waitFor();
    await page.getByText(/^for (< 1|\d+) s$/).waitFor();
    const isAtEnd = () => output().evaluate((box) => box.scrollTop + box.clientHeight >= box.scrollHeight - 4);
    await output().getByText('epoch 46: loss').waitFor();
    expect(await isAtEnd()).toBe(true);
    await page.getByRole('link', { name: 'Model', exact: true }).click();
    await page
      .getByRole('contentinfo')
      .getByText(/^Retrain .* training/)
      .waitFor();
    await page.evaluate((hash) => (location.hash = hash), tab);
    await output().getByText('epoch 80: loss').waitFor();
    await page.getByRole('link', { name: 'Model', exact: true }).click();
    await page.getByRole('log', { name: 'Notices' }).getByRole('button', { name: 'Show' }).click();
    await verdict().waitFor();
  });

  it('it is cancelled, and kept as cancelled', async () => {
    await open.close();
    await start({ stepMs: 300 });
    await open.go(tab);
    await command().fill(line);
    await showPlan().click();
    await startIt().click();
    await output().waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('This retraining was cancelled.').waitFor();
    await list().getByText('cancelled').waitFor();
  });
});

describe('what came of it', () => {
  it('the verdict stands as the command line says it, with the ways to both runs and their comparison', async () => {
    await open.go(tab);
    await retrained();
    await verdict()
      .getByRole('heading', { name: /^ROC AUC better by \+0\.0200, 95 % \+0\.0050 to \+0\.0350: promote$/ })
      .waitFor();
    expect(await verdict().innerText()).toContain('7,290 held-out rows: 210 wrong before and right now, 96 the other way round');
    const challenger = verdict().getByRole('link', { name: /^Challenger/ });
    expect(await challenger.getAttribute('href')).toContain('2026-11-22T10-00-00-validate');
    await page.getByRole('log', { name: 'Log of the training command' }).getByText('epoch 230: loss').waitFor();
    await verdict().getByRole('button', { name: 'Compare both models' }).click();
    await page.getByRole('region', { name: 'B against A, row by row' }).waitFor();
  });

  it('it is promoted with a reason, and rejected: the model before comes back in every view', async () => {
    await open.go(tab);
    await retrained();
    await page.getByText('nobody has decided yet').waitFor();
    await page.getByRole('textbox', { name: 'Reason' }).fill('better on fresh rows');
    await page.getByRole('button', { name: 'Promote the new model' }).click();
    await page.getByText(/^Promoted on .*: better on fresh rows$/).waitFor();
    await page.getByText('Rejected, the model before comes back: model.onnx.').waitFor();
    await page.getByRole('banner').getByText('retrained.onnx').waitFor();
    expect(await page.getByRole('button', { name: 'Promote the new model' }).isDisabled()).toBe(true);
    await list().getByRole('cell', { name: 'promoted' }).waitFor();
    await page.getByRole('textbox', { name: 'Reason' }).fill('on second thought');
    await page.getByRole('button', { name: 'Reject it' }).click();
    await page.getByText(/^Rejected on .*: on second thought$/).waitFor();
    await page.getByRole('banner').getByText('model.onnx').waitFor();
    await page
      .getByRole('list', { name: 'Earlier decisions' })
      .getByText(/better on fresh rows$/)
      .waitFor();
    expect(callsOf('retrain.decide')).toEqual([
      { project, retrainId: 'retrain-1', promote: true, reason: 'better on fresh rows' },
      { project, retrainId: 'retrain-1', promote: false, reason: 'on second thought' },
    ]);
  });

  it('a failed one says why, earlier ones are opened again, and the newest gives the next its settings', async () => {
    await open.go(tab);
    await retrained(`${line} --worse`);
    await verdict()
      .getByText(/worse by .*: keep the champion$/)
      .waitFor();
    await retrained(`${line} --fails`);
    await page.getByText('No model came of this retraining.').waitFor();
    await page.getByText('The command ended with exit code 3. It said last:').waitFor();
    const rows = list().getByRole('row');
    expect(await rows.nth(1).innerText()).toContain('failed');
    await rows.nth(2).getByRole('button').click();
    await verdict().waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Retrain again/ }).click();
    expect(await command().inputValue()).toBe(`${line} --fails`);
  });

  it('those that cannot be read are named', async () => {
    open.workbench.damageRetrain(`${project}/runs/x-retrain/retrain.json`, 'The retraining file is damaged: x.');
    await open.go(tab);
    const notes = page.getByRole('region', { name: 'Retrainings that cannot be read' });
    await notes.getByText('The retraining file is damaged: x.').click();
    await notes.getByText(`${project}/runs/x-retrain/retrain.json`).waitFor();
  });

  it('all of it is for people who cannot see, in both themes, and nothing is lost in a small window', async () => {
    await open.go(tab);
    await retrained();
    await retrained(`${line} --reference {reference} --fails`);
    expect(await violationsInBothThemes(page)).toEqual([]);
    expect(await wide()).toEqual([0, 0, 0, 0]);
    await list().getByRole('row').nth(2).getByRole('button').click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('good');
    await page.getByRole('button', { name: 'Promote the new model' }).click();
    await page.getByText(/^Promoted on .*: good$/).waitFor();
    await page.getByRole('button', { name: /^Retrain again/ }).click();
    await page.getByRole('combobox', { name: 'Fresh rows' }).click();
    await page.getByRole('option', { name: 'Those of a period' }).click();
    expect(await wide()).toEqual([0, 0, 0, 0]);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await violationsInBothThemes(page)).toEqual([]);
  });
});

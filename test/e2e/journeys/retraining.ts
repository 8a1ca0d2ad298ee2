import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { root } from '../../support/drydock.ts';
import { logisticRegression } from '../../support/tinyModels.ts';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { goTo, newProject, openProjectFolder, readyToRun } from './steps.ts';
import { until } from './until.ts';

/** Node alone; what it does is said in the file. */
const train = `"${process.execPath}" "${join(root, 'test/fixtures/retrain/train.mjs')}"`;

const command = (page: Page) => page.getByRole('textbox', { name: 'Training command' });
const list = (page: Page) => page.getByRole('region', { name: 'Retrainings of the project' });
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict on the new model' });

/** A new model from fresh rows: planned, trained, judged, promoted and taken back. */
export function describeRetraining(host: JourneyHost): void {
  describe('retraining', () => {
    let copy = '';

    beforeAll(async () => {
      const page = host.page();
      await newProject(page);
      const champion = await given(host, 'champion.onnx', logisticRegression({ weights: [1, -0.2] }));
      const better = await given(host, 'better.onnx', logisticRegression({ weights: [3, 3] }));
      copy = `${train} copy {data} {out} "${better}" "${better}"`;
      await host.drop([champion, await given(host, 'points.csv', points())]);
      await readyToRun(page).waitFor();
      await openTab(page);
    });

    it('the plan is seen before anything runs', async () => {
      const page = host.page();
      await command(page).fill(copy);
      await page.getByRole('combobox', { name: 'Files for the command' }).click();
      await page.getByRole('option', { name: 'CSV' }).click();
      await page.getByRole('button', { name: 'Show the plan' }).click();
      const plan = page.getByRole('region', { name: 'The plan' });
      await plan
        .getByText(join(openProjectFolder(page), 'runs', '<time>-retrain', 'train.csv'))
        .first()
        .waitFor();
      expect(await plan.getByRole('row', { name: /of them held out/ }).innerText()).toMatch(/145\s+2020-/);
      await plan.getByText(/^The command sees \d+ variables/).click();
      await plan.getByText('DRYDOCK_TARGET').waitFor();
      expect(existsSync(join(openProjectFolder(page), 'runs'))).toBe(false);
    });

    it.runIf(host.takesAll)(
      'the command runs, and the new model is held against the old one over rows that it never got',
      async () => {
        const page = host.page();
        await page.getByRole('button', { name: 'Start the retraining' }).click();
        await verdict(page)
          .getByText(/^ROC AUC better by \+0\.\d+, 95 % \+.* to \+.*: promote$/)
          .waitFor();
        const log = page.getByRole('log', { name: 'Log of the training command' });
        await log.getByText(/ rows, columns id,t,f0,f1,label$/).waitFor();
        await verdict(page).getByRole('button', { name: 'Compare both models' }).click();
        await page
          .getByRole('region', { name: 'B against A, row by row' })
          .getByText(/McNemar's/)
          .waitFor();
        await page.goBack();
        await verdict(page)
          .getByRole('link', { name: /^Challenger/ })
          .click();
        await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
        await page.goBack();
      },
    );

    it.runIf(host.takesAll)(
      'it is promoted with a reason, stays so after a restart, and is taken back: the model before is there again',
      async () => {
        let page = host.page();
        const before = await modelHash(page);
        await page.getByRole('textbox', { name: 'Reason' }).fill('better on fresh rows');
        await page.getByRole('button', { name: 'Promote the new model' }).click();
        await page.getByText(/^Promoted on .*: better on fresh rows$/).waitFor();
        await expect.poll(() => modelHash(page)).not.toBe(before);
        await host.restart();
        page = host.page();
        await openTab(page);
        await page.getByText('Rejected, the model before comes back: champion.onnx.').waitFor();
        await page.getByRole('button', { name: /^Retrain again/ }).click();
        expect(await command(page).inputValue()).toBe(copy);
        await page.getByRole('button', { name: 'Reject it' }).click();
        await page.getByText(/^Rejected on .*, without a reason\.$/).waitFor();
        await expect.poll(() => modelHash(page)).toBe(before);
        await page
          .getByRole('list', { name: 'Earlier decisions' })
          .getByText(/better on fresh rows$/)
          .waitFor();
      },
    );

    it('one that runs is there again for who comes back, is cancelled with all that it started, and is kept', async () => {
      let page = host.page();
      const pids = join(host.home, 'given', 'pids.json');
      await command(page).fill(`${train} sleep "${pids}" {data} {out}`);
      await page.getByRole('button', { name: 'Show the plan' }).click();
      await page.getByRole('button', { name: 'Start the retraining' }).click();
      const output = () => page.getByRole('log', { name: 'Output of the training command' });
      await output().getByText('waiting').waitFor();
      await goTo(page, 'model');
      await openTab(page);
      await output().getByText('waiting').waitFor();
      await host.leaveAndComeBack();
      page = host.page();
      await openTab(page);
      if (host.kind === 'browser') {
        // The program went on without the window; on the desktop it ended with it.
        await output().getByText('waiting').waitFor();
        await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
      }
      await page.getByText('This retraining was cancelled.').waitFor();
      expect(await list(page).getByRole('row').nth(1).innerText()).toContain('cancelled');
      const started = JSON.parse(await readFile(pids, 'utf8')) as number[];
      await until(() => started.every((pid) => !isAlive(pid)));
    });
  });
}

async function openTab(page: Page): Promise<void> {
  await goTo(page, 'time');
  await page.getByRole('tab', { name: 'Retrain' }).click();
}

/** Of the model of the project, as every page shows it. */
async function modelHash(page: Page): Promise<string | undefined> {
  return /\b[0-9a-f]{8}\b/.exec(await page.getByRole('banner').innerText())?.[0];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Labels follow the sum of f0 and f1, of which the first model knows half. */
function points(): string {
  const rows = Array.from({ length: 1000 }, (_, i) => {
    const [f0, f1] = [((i * 37) % 101) / 50 - 1, ((i * 59) % 97) / 48 - 1];
    const label = i % 11 === 5 ? '' : String(Number(f0 + f1 + (i % 7) / 20 > 0.15));
    return `${i},${new Date(Date.UTC(2020, 0, 1, i)).toISOString()},${f0.toFixed(4)},${f1.toFixed(4)},${label}`;
  });
  return `id,t,f0,f1,label\n${rows.join('\n')}\n`;
}

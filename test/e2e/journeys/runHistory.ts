import { beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { wine } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { goTo, newProject, notices, readyToRun, runToTheEnd } from './steps.ts';

const first = 'sklearnColumns on wine.parquet';

/** Runs are kept as they were: named, noted, put away and set beside one another. */
export function describeRunHistory(host: JourneyHost): void {
  describe.runIf(host.takesAll)('the history of the runs', () => {
    beforeAll(async () => {
      const page = host.page();
      await newProject(page);
      await host.drop([wine.model, wine.data]);
      await readyToRun(page).waitFor();
      await runToTheEnd(page);
      await goTo(page, 'data');
      // Something else in the place of one column: the second run is another one.
      await page.getByRole('button', { name: 'Column for malic_acid: malic_acid; change' }).click();
      await page.getByRole('option', { name: /^hue/ }).click();
      await page.getByRole('button', { name: 'Column for malic_acid: hue; change' }).waitFor();
      await readyToRun(page).waitFor();
      await runToTheEnd(page);
    });

    it('B2 history: a run is renamed, noted, starred and pinned, and is so after a restart', async () => {
      let page = host.page();
      await goTo(page, 'runs');
      await runAction(page, `${first} (2)`, 'Rename');
      await page.getByRole('textbox', { name: 'Name of the run' }).fill('Hue for acid');
      await page.keyboard.press('Enter');
      await runAction(page, 'Hue for acid', 'Add a note');
      await page.getByRole('textbox', { name: 'Note on the run' }).fill('the acid was never measured');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Star Hue for acid' }).click();
      await runAction(page, first, 'Pin as baseline');
      await lineOf(page, first).getByText('baseline').waitFor();
      await page.getByRole('button', { name: 'Take the star from Hue for acid' }).waitFor();
      await host.restart();
      page = host.page();
      await lineOf(page, 'Hue for acid').getByText('the acid was never measured').waitFor();
      await page.getByRole('button', { name: 'Take the star from Hue for acid' }).waitFor();
      await lineOf(page, first).getByText('baseline').waitFor();
    });

    it('a run is archived and comes back by undo; it is never gone', async () => {
      const page = host.page();
      await runAction(page, 'Hue for acid', 'Archive');
      await lineOf(page, 'Hue for acid').waitFor({ state: 'detached' });
      await notices(page).getByRole('button', { name: 'Undo' }).click();
      await lineOf(page, 'Hue for acid').waitFor();
    });

    it('B2 compare: two runs show only the settings that differ, whether the difference can be chance, and the flipped rows', async () => {
      const page = host.page();
      await page.getByRole('checkbox', { name: `Compare ${first}`, exact: true }).check();
      await page.getByRole('checkbox', { name: 'Compare Hue for acid' }).check();
      const figures = page.getByRole('region', { name: 'Figures side by side' });
      await figures
        .getByRole('row', { name: /^Accuracy/ })
        .getByText(/▼ worse|≈ no clear difference|▲ better/)
        .first()
        .waitFor();
      const settings = page.getByRole('region', { name: 'Settings that differ' });
      await settings.getByText(/hue/).first().waitFor();
      expect(await settings.getByRole('row').count()).toBeLessThan(5);
      const rows = page.getByRole('region', { name: 'B against A, row by row' });
      expect(await rows.innerText()).toMatch(/McNemar's (exact )?test, p/);
      const changed = rows.getByRole('button', { name: /changed/ });
      const count = Number(/≠ (\d+)/.exec(await changed.innerText())?.[1]);
      expect(count).toBeGreaterThan(0);
      await changed.click();
      const flipped = page.getByRole('region', { name: 'Rows changed: predictions differ' });
      await flipped
        .getByRole('status')
        .getByText(new RegExp(`^${count} rows?$`))
        .waitFor();
      await flipped.getByRole('table').getByRole('row').nth(1).waitFor();
      await flipped.getByRole('button', { name: 'Close the flipped rows' }).click();
    });
  });
}

async function runAction(page: Page, run: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${run}`, exact: true }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

function lineOf(page: Page, run: string): Locator {
  return page
    .getByRole('region', { name: 'Runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: run, exact: true }) });
}

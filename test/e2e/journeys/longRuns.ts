import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { JourneyHost } from './journeyHost.ts';
import { manyRows, slowFiles } from './slowProject.ts';
import { withinSeconds } from './patience.ts';
import { goTo, newProject, notices, readyToRun, runButton } from './steps.ts';
import { until } from './until.ts';

/** A run that takes long: looked at, left alone, cancelled, broken; never lost. */
export function describeLongRuns(host: JourneyHost): void {
  describe('a run over a million rows', () => {
    let rowsSeen = 0;
    beforeAll(async () => {
      const { model, data } = await slowFiles(host);
      await newProject(host.page());
      await host.drop([model, data]);
      await readyToRun(host.page()).waitFor();
    });

    it.runIf(host.takesAll)(
      'B2 big data: the table of a million rows scrolls to its end, sorts and filters, and holds only what is in view',
      async () => {
        const page = host.page();
        await page.getByRole('tab', { name: 'Rows' }).click();
        const table = page.getByRole('table', { name: 'Rows of the dataset' });
        await page.getByRole('heading', { name: '1,000,000 rows' }).waitFor();
        expect(await table.getAttribute('aria-rowcount')).toBe(String(manyRows + 1));
        await table.focus();
        await page.keyboard.press('End');
        await table.getByRole('row', { name: /^Row 1,000,000: / }).waitFor();
        expect(await table.getByRole('row').count()).toBeLessThan(80);
        await table.getByRole('button', { name: 'a', exact: true }).click();
        await table.getByRole('button', { name: 'a', exact: true }).click();
        await page.keyboard.press('Home');
        await table.focus();
        await page.keyboard.press('Home');
        await table
          .getByRole('row', { name: /999,?999/ })
          .first()
          .waitFor();
        await page.keyboard.press('Control+f');
        const filter = page.getByRole('dialog', { name: 'Add filter' });
        await filter
          .getByRole('combobox', { name: 'Column' })
          .or(filter.getByRole('textbox', { name: 'Column' }))
          .first()
          .click();
        await filter.getByRole('option', { name: 'label', exact: true }).click();
        await filter.getByRole('textbox', { name: 'Value' }).fill('1');
        await filter.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByRole('heading', { name: '333,334 rows' }).waitFor();
      },
    );

    it('B2 progress: rows done of all, rows a second and what is left are said, and figures fill in live', async () => {
      const page = host.page();
      await runButton(page).click();
      rowsSeen = await liveRows(page);
      await page
        .getByRole('main', { name: 'Validate' })
        .getByText(/[\d,]+ of 1,000,000 rows.*rows\/s.*left/)
        .first()
        .waitFor();
      await until(async () => (await liveRows(page)) > rowsSeen);
    });

    it.runIf(host.takesAll)(
      'B2 status line: what runs and on what, and the memory in use, on every page; Home leads to what is running',
      async () => {
        const page = host.page();
        await goTo(page, 'settings');
        const status = page.getByRole('contentinfo', { name: 'Status' });
        await status.getByText(/rows\/s/).waitFor();
        await status.getByText(/^Memory .* of .*GB$/).waitFor();
        await goTo(page, 'home');
        const jobs = page.getByRole('list', { name: 'Jobs under way' });
        await jobs.getByText(/[\d,]+ of 1,000,000 rows.*rows\/s.*left/).waitFor();
        await jobs.getByRole('link').click();
        await page.getByText(/^So far: [\d,]+ rows/).waitFor();
        await status.getByText(/Provider: auto|Ran on cpu/).waitFor();
        await goTo(page, 'validate');
      },
    );

    it('a reload in the middle loses nothing', async () => {
      const page = host.page();
      rowsSeen = await liveRows(page);
      await page.reload();
      expect(await liveRows(page)).toBeGreaterThanOrEqual(rowsSeen);
      await until(async () => (await liveRows(page)) > rowsSeen);
    });

    it('B2 cancel: within a second, and the finished rows are kept as a partial run that says how many of how many', async () => {
      const page = host.page();
      rowsSeen = await liveRows(page);
      const asked = performance.now();
      await page.getByRole('button', { name: 'Cancel, keep finished rows' }).click();
      await notices(page)
        .getByText(/cancelled\. What was finished is kept\.$/)
        .waitFor();
      expect(performance.now() - asked, 'ms until it was cancelled').toBeLessThan(withinSeconds(1));
      const rows = await partialRows(page);
      expect(rows).toBeGreaterThanOrEqual(rowsSeen);
      expect(rows).toBeLessThan(manyRows);
      await page
        .getByRole('region', { name: /^Accuracy/ })
        .first()
        .waitFor();
      await goTo(page, 'runs');
      await page
        .getByRole('region', { name: 'Runs' })
        .getByRole('row', { name: new RegExp(`partial.* ${rows.toLocaleString('en')} `) })
        .waitFor();
    });

    it('the window closed in the middle of a run: what was finished is there when one comes back', async () => {
      await goTo(host.page(), 'validate');
      await runButton(host.page()).click();
      rowsSeen = await liveRows(host.page());
      await host.leaveAndComeBack();
      const page = host.page();
      if (host.kind === 'browser') {
        // The program went on without the window.
        expect(await liveRows(page)).toBeGreaterThanOrEqual(rowsSeen);
        await page.getByRole('button', { name: 'Cancel, keep finished rows' }).click();
      }
      expect(await partialRows(page)).toBeGreaterThanOrEqual(rowsSeen);
    });

    it('the engine breaks down in the middle of a run: a notice, never a white window, and the finished rows are kept', async () => {
      const page = host.page();
      await runButton(page).click();
      rowsSeen = await liveRows(page);
      const notice = page.getByRole('alert').filter({ hasText: 'The engine stopped answering. Saved work is intact.' });
      const told = notice.getByRole('button', { name: 'Reconnect now' }).waitFor();
      await host.killEngine();
      await told;
      await notice.waitFor({ state: 'detached' });
      // The run before was partial too, and is seen until this one is settled.
      await until(async () => (await partialRows(page)) >= rowsSeen);
      host.complaints.splice(0);
    });
  });
}

/** Rows done by the run under way, once there are any. */
function liveRows(page: Page): Promise<number> {
  return until(async () => {
    const text = await page.getByText(/^So far: [\d,]+ rows/).textContent();
    return Number(/([\d,]+) rows/.exec(text ?? '')?.[1]?.replaceAll(',', ''));
  });
}

/** Rows kept by the partial run that is shown, once it is. */
async function partialRows(page: Page): Promise<number> {
  const text = await page.getByText(/^A partial run: [\d,]+ of 1,000,000 rows\.$/).textContent();
  return Number(/([\d,]+) of/.exec(text ?? '')?.[1]?.replaceAll(',', ''));
}

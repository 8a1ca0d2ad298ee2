import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { JourneyHost } from './journeyHost.ts';
import { closeDrawer, drawer, goTo, openExample, runToTheEnd } from './steps.ts';
import { readZip } from './readZip.ts';

const slider = (page: Page) => page.getByRole('slider', { name: 'Decision threshold' });

/** Where to decide: looked at, saved, run with, exported. */
export function describeThreshold(host: JourneyHost): void {
  describe.runIf(host.takesAll)('the decision threshold', () => {
    let chosen = 0;

    it('B2 threshold: precision, recall and cost follow the slider, and a value is recommended for what errors cost', async () => {
      const page = host.page();
      await openExample(page);
      await runToTheEnd(page);
      await slider(page).focus();
      await page.keyboard.press('ArrowLeft');
      expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^0\.499: precision 0\.\d{3}, recall 0\.\d{3}$/);
      await page.getByRole('textbox', { name: 'Cost of a missed row' }).fill('8');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Use recommended' }).click();
      chosen = Number(await page.getByRole('textbox', { name: 'Threshold', exact: true }).inputValue());
      expect(chosen).toBeGreaterThan(0);
      expect(chosen).toBeLessThan(0.3);
    });

    it('it is saved, and the run made with it has the very counts that were shown before', async () => {
      const page = host.page();
      const preview = page.getByRole('region', { name: 'At the threshold' }).getByRole('button');
      const names = await preview.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('aria-label') ?? ''));
      expect(names).toHaveLength(4);
      await page.getByRole('button', { name: 'Save threshold' }).click();
      await page.getByRole('button', { name: 'Run again with it' }).click();
      await page.getByText('This run was made with the saved threshold.').waitFor();
      await page.getByText(`predicted Some damage where its score is at least ${String(chosen)}`).waitFor();
      for (const name of names) {
        const counted = name.replace(/^at [\d.]+: /, '');
        await page.getByRole('button', { name: counted, exact: true }).waitFor();
      }
    });

    it('the bundle decides by it, says so, and proves itself', async () => {
      const page = host.page();
      await goTo(page, 'bundle');
      await page.getByText(`Some damage where its score is at least ${String(chosen)}`).waitFor();
      await page.getByRole('button', { name: 'Export bundle' }).click();
      const files = await readZip(await host.saved(() => page.getByRole('button', { name: /^(Download|Save a copy)$/ }).click()));
      const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '') as { decision?: object };
      expect(manifest.decision).toEqual({ positive: 'Some damage', threshold: chosen });
      await page.getByRole('button', { name: 'Verify the bundle' }).click();
      await page.getByText('The bundle serves what was validated.').waitFor();
    });

    it('the hardest rows are listed, and all of them in that order are one click away', async () => {
      const page = host.page();
      await goTo(page, 'validate');
      await page.getByRole('table', { name: 'Highest loss' }).getByRole('row').nth(10).waitFor();
      await page.getByRole('button', { name: 'All rows in this order' }).click();
      await drawer(page).getByRole('columnheader', { name: 'loss' }).waitFor();
      await drawer(page).getByRole('table', { name: 'Highest loss' }).getByText('Some damage').first().waitFor();
      await closeDrawer(page);
    });
  });
}

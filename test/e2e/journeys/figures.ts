import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { JourneyHost } from './journeyHost.ts';
import { closeDrawer, drawer, fromProjectMenu, goTo } from './steps.ts';

/** What can be done with figures and charts: clicked, taken away, printed. */
export function describeFigures(host: JourneyHost): void {
  describe('the figures of the example', () => {
    beforeAll(async () => {
      const page = host.page();
      await goTo(page, 'home');
      await page
        .getByRole('main', { name: 'Home' })
        .getByRole('button', { name: /^Bird strikes / })
        .first()
        .click();
      await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
    });

    it.runIf(host.takesAll)('any mark leads to its rows: a bar of the predictions, a point of the calibration', async () => {
      const page = host.page();
      await page
        .getByRole('figure', { name: /^Predictions\./ })
        .locator('.recharts-bar-rectangle')
        .last()
        .click();
      await drawer(page).getByRole('heading', { name: 'Predicted Some damage' }).waitFor();
      await drawer(page).getByRole('button', { name: 'Remove filter: predicted = Some damage' }).waitFor();
      await drawer(page).getByRole('table').getByText('Some damage').first().waitFor();
      await closeDrawer(page);
      await page
        .getByRole('figure', { name: /^Calibration/ })
        .locator('.recharts-line-dot')
        .first()
        .click();
      await drawer(page)
        .getByRole('status')
        .getByText(/^[\d,]+ rows$/)
        .waitFor();
      await closeDrawer(page);
    });

    it('B2 export of charts: every chart can be seen as a table and taken away as CSV, PNG and SVG that open', async () => {
      const page = host.page();
      const save = (item: string): Promise<string> => host.saved(() => chartMenu(page, 'Predictions', item));
      await chartMenu(page, 'Predictions', 'View as table');
      const table = page.getByRole('region', { name: 'Predictions as a table' });
      await table.getByRole('row', { name: /^Some damage/ }).waitFor();
      const [label, count] = await table
        .getByRole('row', { name: /^Some damage/ })
        .getByRole('cell')
        .allInnerTexts();
      await chartMenu(page, 'Predictions', 'View as chart');

      const csv = await readFile(await save('Save as CSV'), 'utf8');
      expect(
        csv
          .trim()
          .split(/\r?\n/)
          .map((line) => line.split(',')),
      ).toContainEqual([label, count?.replaceAll(',', '')]);

      const png = await readFile(await save('Save as PNG'));
      expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
      expect(png.readUInt32BE(16)).toBeGreaterThan(400);

      const svg = await readFile(await save('Save as SVG'), 'utf8');
      const drawn = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return {
          root: parsed.documentElement.nodeName,
          texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ')),
        };
      }, svg);
      expect(drawn.root).toBe('svg');
      expect(drawn.texts).toContain('Some damage');
    });

    it.runIf(host.takesAll)(
      'every chart has its table and its menu, and a row of the table leads to the rows as its mark does',
      async () => {
        const page = host.page();
        const main = page.getByRole('main', { name: 'Validate' });
        const charts = await main
          .getByRole('figure')
          .evaluateAll((figures) => figures.map((figure) => (figure.getAttribute('aria-label') ?? '').split('.')[0] ?? ''));
        expect([...charts].sort()).toEqual([
          'Calibration',
          'Precision and recall',
          'Precision, recall and cost',
          'Predictions',
          'ROC',
        ]);
        for (const chart of charts) {
          await chartMenu(page, chart, 'View as table');
          await page
            .getByRole('region', { name: `${chart} as a table` })
            .getByRole('row')
            .nth(1)
            .waitFor();
        }
        for (const chart of ['Predictions', 'ROC', 'Precision and recall', 'Calibration']) {
          await page
            .getByRole('region', { name: `${chart} as a table` })
            .getByRole('button')
            .nth(1)
            .press('Enter');
          await drawer(page)
            .getByRole('status')
            .getByText(/^[\d,]+ rows?$/)
            .waitFor();
          await closeDrawer(page);
        }
        for (const chart of charts) await chartMenu(page, chart, 'View as chart');
        const csv = await readFile(await host.saved(() => chartMenu(page, 'Confusion', 'Save as CSV')), 'utf8');
        expect(csv.split('\r\n')[0]).toMatch(/^actual \\ predicted,No damage,Some damage,[BC],[BC]$/);
      },
    );

    it.runIf(host.takesAll)('B2 export of charts: a chart over the whole screen, and back by Escape or its menu', async () => {
      const page = host.page();
      const whole = (): Promise<string> =>
        page.evaluate(() => document.fullscreenElement?.querySelector('h2')?.textContent ?? 'none');
      await chartMenu(page, 'Calibration', 'Full screen');
      await expect.poll(whole).toBe('Calibration');
      await chartMenu(page, 'Calibration', 'Leave full screen');
      await expect.poll(whole).toBe('none');
    });

    it('B2 report: one HTML file without a script or a link outside, with the same figures, and a PDF by printing', async () => {
      const page = host.page();
      const accuracy =
        /0\.\d{3}/.exec(
          await page
            .getByRole('region', { name: /^Accuracy/ })
            .first()
            .innerText(),
        )?.[0] ?? 'none';
      const path = await host.saved(() => fromProjectMenu(page, 'Save report'));
      expect(path).toMatch(/\.html$/);
      const html = await readFile(path, 'utf8');
      expect(html).toContain(accuracy);
      expect(html).toContain('<svg');
      expect(html).not.toMatch(/<script|<link|<img|(?:src|href)="(?:https?:)?\/\//i);
      expect((await host.printed(() => fromProjectMenu(page, 'Print report'))).slice(0, 5)).toBe('%PDF-');
    });

    it.runIf(host.takesAll)('the palette jumps to a column and to a run, too', async () => {
      const page = host.page();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('speed ias');
      await page.getByRole('option', { name: /^Speed IAS in knots.*Column/ }).click();
      await page
        .getByRole('table', { name: 'Columns' })
        .getByRole('row', { name: /^Speed IAS in knots/ })
        .waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('strikes.parquet');
      await page
        .getByRole('option', { name: /Run of this project/ })
        .first()
        .click();
      await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
    });
  });
}

async function chartMenu(page: Page, chart: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `${chart}: menu` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

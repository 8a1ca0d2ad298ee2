import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { perColumn } from '../../support/tinyModels.ts';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import {
  closeDrawer,
  dismissNotices,
  drawer,
  fromProjectMenu,
  goTo,
  newProject,
  notices,
  readyToRun,
  runToTheEnd,
} from './steps.ts';

/** Each would set a mark in the page if it ever were read as HTML. */
const image = `<img src=x onerror="window.broken=1">`;
const script = `</script><script>window.broken=2</script>`;
/** The same for the name of a file, which can hold no slash. */
const inFile = `<img src=x onerror=window.broken=3>`;

const broken = (page: Page): Promise<unknown> => page.evaluate(() => (window as { broken?: number }).broken);
/** Elements that came out of a name. */
const made = (page: Page): Promise<number> => page.locator('img[src="x"]').count();

/** Names out of files that try to be more than text. */
export function describeHostileNames(host: JourneyHost): void {
  describe('names that try to be code', () => {
    it('columns, cells, classes, files, projects and runs are text on every page, in drawer, palette, notices and report @security', async () => {
      const page = host.page();
      await newProject(page);
      await dismissNotices(page);
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const rows = Array.from({ length: 60 }, (_, i) => {
        const label = i % 10 === 0 ? script : i % 2 ? 'yes' : 'no';
        return [20 + i, i % 7, i % 3 ? 'rome' : image, label, script].map((cell) => quoted(String(cell))).join(',');
      });
      const header = ['age', 'visits', 'city', 'label', image].map(quoted).join(',');
      const model = await given(host, `hostile/${inFile}.onnx`, perColumn());
      const data = await given(host, `hostile/${inFile}.csv`, `${header}\n${rows.join('\n')}\n`);
      await host.drop([model, data]);
      await readyToRun(page).waitFor();
      await page.getByText(image).filter({ visible: true }).first().waitFor();
      await page.getByRole('tab', { name: 'Columns' }).click();
      await page.getByRole('table', { name: 'Columns' }).getByText(image, { exact: true }).first().waitFor();
      await page.getByRole('tab', { name: 'Rows', exact: true }).click();
      await page.getByRole('table', { name: 'Rows of the dataset' }).getByText(script).first().waitFor();

      await page.getByRole('button', { name: /^Project: .*; rename/ }).click();
      await page.getByRole('textbox', { name: 'Project name' }).fill(image);
      await page.keyboard.press('Enter');
      await runToTheEnd(page);
      await page
        .getByRole('button', { name: /^actual <\/script>.*, predicted/ })
        .first()
        .click();
      await drawer(page).getByText(script).first().waitFor();
      await closeDrawer(page);
      for (const id of ['model', 'time', 'bundle', 'home', 'runs'] as const) await goTo(page, id);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('img src');
      await page.getByRole('option', { name: image }).first().waitFor();
      await page.keyboard.press('Escape');
      await host.drop([
        await given(host, `hostile/${inFile}.pkl`, new Uint8Array([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e])),
      ]);
      await notices(page).getByText(`${inFile}.pkl`).first().waitFor();
      await dismissNotices(page);

      const report = await readFile(await host.saved(() => fromProjectMenu(page, 'Save report')), 'utf8');
      expect(report).toContain('&lt;/script&gt;');
      expect(report).not.toMatch(/<img|<script/i);
      expect([await broken(page), await made(page)]).toEqual([undefined, 0]);
    });
  });
}

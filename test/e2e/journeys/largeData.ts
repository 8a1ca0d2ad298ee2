import { mkdir, open, readdir, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { withinSeconds } from './patience.ts';
import { newProject, notices } from './steps.ts';
import { until } from './until.ts';

const twoGigabytes = 2_000_000_000;
const line = (row: number): string =>
  `${row},${(row / 16).toFixed(4)},${['rome', 'oslo', 'bern'][row % 3]},2021-03-${10 + (row % 20)}\n`;
const lines = (from: number, count: number): string => Array.from({ length: count }, (_, index) => line(from + index)).join('');
const head = 'number,share,city,day\n';

/** Data that take their time: seen at once, given up at once. */
export function describeLargeData(host: JourneyHost): void {
  describe('large data', () => {
    const firstRows = (): Locator => host.page().getByRole('table', { name: 'First rows of the data' });

    it('a CSV file of 2 GB shows its columns and first rows within two seconds, and can be given up within one', async () => {
      const page = host.page();
      await newProject(page);
      // Its rows end after a MB: nobody reads on before it is given up.
      const path = await given(host, 'two gigabytes.csv', head + lines(0, 40_000));
      await truncate(path, twoGigabytes);
      try {
        const dropped = performance.now();
        await host.drop([path]);
        await firstRows()
          .getByRole('row', { name: /^4 3 0\.1875 rome/ })
          .waitFor();
        expect(performance.now() - dropped, 'ms until the first rows').toBeLessThan(withinSeconds(2));
        await firstRows().getByRole('columnheader', { name: 'day datetime' }).waitFor();
        await page.getByText(/two gigabytes\.csv.*the rest is (on its way|being read), types may still change/).waitFor();
        const cancelled = performance.now();
        await page.getByRole('button', { name: 'Cancel' }).first().click();
        await firstRows().waitFor({ state: 'detached' });
        expect(performance.now() - cancelled, 'ms until it was given up').toBeLessThan(withinSeconds(1));
        if (host.kind === 'desktop') {
          await notices(page).getByText('Read two gigabytes.csv: cancelled. The project is as it was before.').waitFor();
        } else await until(async () => (await leftOfUploads(host)).length === 0);
      } finally {
        await rm(path);
      }
    });

    it('a file of some MB shows its first rows while it is read, and all of them afterwards', async () => {
      const page = host.page();
      await newProject(page);
      const path = join(host.home, 'given', 'many rows.csv');
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'w');
      await file.write(head);
      for (let part = 0; part < 20; part++) await file.write(lines(part * 40_000, 40_000));
      await file.close();
      await host.drop([path]);
      await firstRows()
        .getByRole('row', { name: /^4 3 0\.1875 rome/ })
        .waitFor();
      await page.getByText(/800,000 rows × 4 columns/).waitFor();
      expect(await firstRows().count()).toBe(0);
    });
  });
}

/** Files of uploads that were begun, stand-ins included. */
async function leftOfUploads(host: JourneyHost): Promise<string[]> {
  const all = await readdir(join(host.home, 'uploads'), { recursive: true, withFileTypes: true }).catch(() => []);
  return all.filter((entry) => entry.isFile() && entry.name.includes('two gigabytes')).map(({ name }) => name);
}

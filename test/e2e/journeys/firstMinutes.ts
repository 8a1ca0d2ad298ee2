import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readZip } from './readZip.ts';
import type { JourneyHost } from './journeyHost.ts';
import { closeDrawer, drawer, goTo } from './steps.ts';

/** From a window that nobody has seen before to a bundle that proves itself. */
export function describeFirstMinutes(host: JourneyHost): void {
  describe('the first minutes with the example', () => {
    it('B2 no account, offline: the first page asks for nothing and says that nothing leaves the machine', async () => {
      const page = host.page();
      await page.getByRole('button', { name: 'Try the bird-strikes example' }).waitFor();
      await page.getByText('Nothing leaves this machine: no account, no upload, no telemetry.').waitFor();
      expect(await page.getByRole('textbox').count()).toBe(0);
    });

    it('three steps say how it goes until one has seen them; a restart does not bring them back', async () => {
      await host.page().getByRole('heading', { name: 'How it goes' }).waitFor();
      await host.page().getByRole('button', { name: 'Got it' }).click();
      await host.page().getByRole('heading', { name: 'How it goes' }).waitFor({ state: 'detached' });
      await host.restart();
      const page = host.page();
      await page.getByRole('button', { name: 'Try the bird-strikes example' }).waitFor();
      await page
        .getByRole('contentinfo', { name: 'Status' })
        .getByText(/^Memory/)
        .waitFor();
      expect(await page.getByRole('heading', { name: 'How it goes' }).count()).toBe(0);
    });

    it('one click shows what was found and figures with intervals beside the dummy baseline', async () => {
      const page = host.page();
      await page.getByRole('button', { name: 'Try the bird-strikes example' }).click();
      const main = page.getByRole('main', { name: 'Validate' });
      await main.getByRole('heading', { name: 'What was found' }).waitFor();
      await main.getByText('complete', { exact: true }).waitFor();
      await main.getByText(/input values? fed by columns · target: Damage · time: Flight Date/i).waitFor();
      const accuracy = page.getByRole('region', { name: /^Accuracy/ }).first();
      expect(await accuracy.innerText()).toMatch(/0\.88\d[\s\S]*baseline/i);
    });

    it('the mapping by which it ran has a reason for every guess', async () => {
      const page = host.page();
      await page.getByRole('link', { name: 'Look at the mapping' }).click();
      await page.getByText('ready to run').waitFor();
      await page.getByText('same name but for case, spaces and punctuation').first().waitFor();
      await goTo(page, 'validate');
    });

    it('B2 confusion click: a cell of the matrix shows the very rows behind it, a chip of the filter leads to more, and back', async () => {
      const page = host.page();
      await page.getByRole('button', { name: /^actual Some damage, predicted Some damage: 124 rows.*show them/ }).click();
      const rows = drawer(page);
      await rows.getByRole('status').getByText('124 rows').waitFor();
      await rows.getByRole('button', { name: 'Remove filter: predicted = Some damage' }).click();
      await rows.getByRole('status').getByText('773 rows').waitFor();
      await page.keyboard.press('Control+z');
      await rows.getByRole('status').getByText('124 rows').waitFor();
      await page.getByRole('button', { name: /^actual No damage, predicted Some damage.*show them/ }).click();
      await rows.getByRole('heading', { name: 'Actual No damage, predicted Some damage' }).waitFor();
      await rows.getByRole('button', { name: 'Back' }).click();
      await rows.getByRole('heading', { name: 'Actual Some damage, predicted Some damage' }).waitFor();
      await rows.getByRole('status').getByText('124 rows').waitFor();
      await closeDrawer(page);
    });

    it('accuracy over time: another unit in place, a window by keyboard, its rows', async () => {
      const page = host.page();
      await goTo(page, 'time');
      const windows = page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' });
      await windows.waitFor();
      await page
        .getByRole('combobox', { name: 'Windows' })
        .or(page.getByRole('textbox', { name: 'Windows' }))
        .first()
        .click();
      await page.getByRole('option', { name: 'year' }).click();
      await page.getByText('8 windows').waitFor();
      await windows.focus();
      await page.keyboard.press('Home');
      expect(await windows.getAttribute('aria-valuetext')).toContain('713');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Window: 1995' }).getByRole('button', { name: 'Show its 713 rows' }).click();
      await drawer(page).getByRole('status').getByText('713 rows').waitFor();
      await closeDrawer(page);
    });

    it('the bundle is exported, proves itself, and what is saved of it is whole', async () => {
      const page = host.page();
      await goTo(page, 'bundle');
      await page.getByRole('button', { name: 'Export bundle' }).click();
      const path = await host.saved(() => page.getByRole('button', { name: /^(Download|Save a copy)$/ }).click());
      const files = await readZip(path);
      const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '') as { files: { path: string; sha256: string }[] };
      expect(manifest.files.length).toBeGreaterThan(15);
      for (const file of manifest.files) {
        const content = files.get(file.path) ?? Buffer.alloc(0);
        expect(createHash('sha256').update(content).digest('hex'), file.path).toBe(file.sha256);
      }
      expect(files.get('report.html')?.toString()).toContain('Some damage');
      await page.getByRole('button', { name: 'Verify the bundle' }).click();
      await page.getByText('The bundle serves what was validated.').waitFor();
      await page.getByText(/golden rows got the validated answers from \/predict/).waitFor();
    });

    it('a reload comes back to the same page of the same project', async () => {
      const page = host.page();
      await goTo(page, 'runs');
      await page.reload();
      await page.getByRole('main', { name: 'Runs' }).getByRole('heading', { name: 'Runs' }).waitFor();
      await page.getByRole('region', { name: 'Runs' }).getByText('complete').waitFor();
    });
  });
}

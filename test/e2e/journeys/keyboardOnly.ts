import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { wine } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { drawer, notices, readyToRun } from './steps.ts';

/** The whole main job without a mouse. Nothing here clicks, and what is focused is seen to be. */
export function describeKeyboardOnly(host: JourneyHost): void {
  describe('by keyboard alone', () => {
    it('B2 command palette: Ctrl+K, a few letters and Enter do what a menu does, and say why what is off is off', async () => {
      const page = host.page();
      await fromPalette(page, 'new proj');
      await page.getByRole('heading', { name: 'This project' }).waitFor();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('export');
      const off = page.getByRole('option', { name: /^Export bundle/ });
      expect(await off.getAttribute('aria-disabled')).toBe('true');
      expect((await off.innerText()).replace(/\s+/g, ' ')).toMatch(/^Export bundle .{10,}/);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('files are opened, the mapping is changed and taken back', async () => {
      const page = host.page();
      await host.pick([wine.model, wine.data], () => page.keyboard.press('Control+o'));
      await readyToRun(page).waitFor();
      await tabTo(page, page.getByRole('button', { name: 'Column for malic_acid: malic_acid; change' }));
      await page.keyboard.press('Enter');
      await page.getByRole('option', { name: /^hue/ }).waitFor();
      await page.keyboard.type('hue');
      await page.getByRole('option', { name: /^malic_acid/ }).waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Column for malic_acid: hue; change' }).waitFor();
      await page.keyboard.press('Control+z');
      await notices(page)
        .getByText(/^Undid:/)
        .waitFor();
      await page.getByRole('button', { name: 'Column for malic_acid: malic_acid; change' }).waitFor();
      await tabTo(page, page.getByRole('button', { name: 'Role of hue: ignored; change' }));
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: /^weight/ }).waitFor();
      await page.keyboard.press('ArrowUp');
      await arrowTo(page, 'ArrowUp', page.getByRole('menuitem', { name: /^weight/ }));
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Role of hue: weight; change' }).waitFor();
      await page.keyboard.press('Control+z');
      await page.getByRole('button', { name: 'Role of hue: ignored; change' }).waitFor();
    });

    it('the model is run, a cell of the confusion matrix opened and closed, a chart saved', async () => {
      const page = host.page();
      await page.keyboard.press('Control+Enter');
      await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
      await tabTo(page, page.getByRole('button', { name: /^actual grignolino, predicted grignolino.*show them/ }));
      await page.keyboard.press('Enter');
      await drawer(page).getByRole('table').getByText('grignolino').first().waitFor();
      await page.keyboard.press('Escape');
      await drawer(page).waitFor({ state: 'detached' });
      await tabTo(page, page.getByRole('button', { name: 'Predictions: menu' }));
      await page.keyboard.press('Enter');
      const csv = page.getByRole('menuitem', { name: 'Save as CSV' });
      await csv.waitFor();
      await arrowTo(page, 'ArrowDown', csv);
      const path = await host.saved(() => page.keyboard.press('Enter'));
      expect(await readFile(path, 'utf8')).toMatch(/^Class,Rows\r?\nbarbera,\d+/);
    });

    it.runIf(host.takesAll)('a window over time is opened and its rows are looked at', async () => {
      const page = host.page();
      await page.keyboard.press('Control+6');
      await tabTo(page, page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' }));
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByRole('button', { name: /^Show its \d+ rows$/ }));
      await page.keyboard.press('Enter');
      await drawer(page)
        .getByRole('status')
        .getByText(/^\d+ rows$/)
        .waitFor();
      await page.keyboard.press('Escape');
      await drawer(page).waitFor({ state: 'detached' });
    });

    it.runIf(host.takesAll)('the bundle is exported and verified', async () => {
      const page = host.page();
      await page.keyboard.press('Control+e');
      const verify = page.getByRole('button', { name: 'Verify the bundle' });
      await verify.waitFor();
      await tabTo(page, verify);
      await page.keyboard.press('Enter');
      await page.getByText('The bundle serves what was validated.').waitFor();
    });

    it('B2 accessibility: the sheet of shortcuts and the panes are in reach, and the focus comes back', async () => {
      const page = host.page();
      await page.keyboard.press('?');
      await page
        .getByRole('dialog', { name: 'Keyboard shortcuts' })
        .getByRole('cell', { name: /Command palette/ })
        .or(page.getByRole('dialog').getByText('Command palette'))
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const panes = new Set<string>();
      for (let step = 0; step < 4; step++) {
        await page.keyboard.press('F6');
        panes.add(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''));
      }
      expect([...panes].sort()).toEqual(['1', '2', '3', '5']);
    });
  });
}

async function fromPalette(page: Page, letters: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(letters);
  await page.getByRole('listbox', { name: 'Commands and places' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Tab until it has the focus, and a ring around it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 250; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${String(target)}.`);
}

async function arrowTo(page: Page, key: 'ArrowDown' | 'ArrowUp', target: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The arrow keys never reached ${String(target)}.`);
}

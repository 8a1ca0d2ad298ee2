import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { fuzzyScore } from '../../renderer/src/commands/fuzzy.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

describe('the search of the palette', () => {
  const title = (text: string, words = '') => ({ title: text, words });
  const best = (query: string, ...titles: string[]): string | undefined =>
    titles
      .map((text) => ({ text, score: fuzzyScore(query, title(text)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)[0]?.text;

  it('puts what begins so before what has it later, and words before letters here and there', () => {
    expect(best('run', 'Star this run', 'Run', 'Runs')).toBe('Run');
    expect(best('open', 'Reopen', 'Close the open thing', 'Open a folder…')).toBe('Open a folder…');
    expect(best('opfo', 'Open files…', 'Open a folder…')).toBe('Open a folder…');
  });

  it('wants every word that was typed, in whatever order, and finds other names of a thing', () => {
    expect(fuzzyScore('folder open', title('Open a folder…'))).toBeGreaterThan(0);
    expect(fuzzyScore('folder close', title('Open a folder…'))).toBe(0);
    expect(fuzzyScore('pdf', title('Print report…', 'File pdf'))).toBeGreaterThan(0);
    expect(fuzzyScore('', title('anything'))).toBeGreaterThan(0);
  });
});

describe('the palette', () => {
  const openWindow = windowSuite();
  let open: OpenWindow;

  afterEach(async () => {
    const { troubles } = open;
    await open.close();
    expect(troubles).toEqual([]);
  });

  async function start(hash: string): Promise<Page> {
    open = await openWindow();
    open.page.setDefaultTimeout(20_000);
    await open.go(hash);
    // The commands used last are kept from test to test otherwise.
    await open.page.evaluate(() => localStorage.removeItem('drydock-recent-commands'));
    return open.page;
  }
  const field = (page: Page) => page.getByRole('combobox', { name: /^Search commands/ });
  const marked = (page: Page) => page.getByRole('option', { selected: true });

  it('is walked by keys, heard as a list, and gives the focus back', async () => {
    const page = await start(`#/validate?project=${strikes}`);
    const button = page.getByRole('button', { name: 'Commands' });
    await button.focus();
    await page.keyboard.press('Enter');
    await field(page).and(page.locator(':focus')).waitFor();
    expect(await marked(page).innerText()).toContain('New project');
    await page.keyboard.press('ArrowDown');
    expect(await field(page).getAttribute('aria-activedescendant')).toBe(await marked(page).getAttribute('id'));
    expect(await marked(page).innerText()).toContain('Open files…');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await marked(page).innerText()).toContain('Licences');
    await page.keyboard.press('Escape');
    await button.and(page.locator(':focus')).waitFor();
  });

  it('loses nothing of what is typed right after its keys', async () => {
    const page = await start(`#/validate?project=${strikes}`);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dark');
    expect(await field(page).inputValue()).toBe('dark');
    await page.keyboard.press('Escape');
  });

  it('says why a command is off and does not do it; what was used last stands first the next time', async () => {
    const page = await start(`#/validate?project=${strikes}`);
    await page.keyboard.press('Control+k');
    await field(page).fill('undo');
    expect(await marked(page).innerText()).toContain('There is nothing to undo.');
    await page.keyboard.press('Enter');
    await field(page).fill('night');
    expect(await marked(page).innerText()).toContain('Dark theme');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    await page.keyboard.press('Control+k');
    const last = page.getByRole('group', { name: 'Last used' }).getByRole('option');
    expect(await last.allInnerTexts()).toEqual([expect.stringContaining('Dark theme')]);
    await field(page).fill('xyzzy');
    await page.getByText('Nothing is called “xyzzy”.').waitFor();
    await field(page).fill('theme of the system');
    await page.keyboard.press('Enter');
  });

  it('jumps to runs, columns and other projects by their names', async () => {
    const page = await start(`#/home?project=${strikes}`);
    const jump = async (text: string, group: string): Promise<void> => {
      await page.keyboard.press('Control+k');
      await field(page).fill(text);
      await page.getByRole('option', { name: new RegExp(`${text}.*${group}`) }).click();
    };
    await jump('Validation 1', 'Run of this project');
    await page.getByRole('heading', { level: 1, name: 'Validate' }).waitFor();
    expect(page.url()).toContain('run=');
    await jump('Speed IAS', 'Column');
    await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
    const columns = page.getByRole('table', { name: 'Columns' });
    await columns.getByText('Speed IAS in knots').waitFor();
    expect(await columns.getByRole('row').count()).toBe(2);
    await jump('Speeds', 'Project');
    await page.getByRole('banner').getByText('Speeds', { exact: true }).waitFor();
  });

  it('has no accessibility violation, nor have the list of shortcuts and the menu of the project', async () => {
    const page = await start(`#/validate?project=${strikes}`);
    const found: Record<string, string[]> = {};
    await page.keyboard.press('Control+k');
    await page.getByRole('listbox').waitFor();
    found['palette'] = await violationsInBothThemes(page, '[role="dialog"]');
    await field(page).fill('sp');
    found['palette with text'] = await violationsInBothThemes(page, '[role="dialog"]');
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    found['shortcuts'] = await violationsInBothThemes(page, '[role="dialog"]');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    found['top bar'] = await violationsInBothThemes(page, 'header');
    found['rail'] = await violationsInBothThemes(page, 'nav');
    await page.getByRole('button', { name: 'Projects and files' }).click();
    await page.getByRole('menuitem', { name: 'Speeds' }).waitFor();
    found['menu of the project'] = await violationsInBothThemes(page, '[role="menu"]');
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((place) => [place, []])));
  });
});

import { readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { givenCopy, wine } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { goTo, newProject, openProjectFolder, readyToRun, runButton, runToTheEnd } from './steps.ts';
import { until } from './until.ts';

interface ProjectFile {
  data: { paths: string[] };
  settings: { threads: number | null };
}

async function projectFile(folder: string): Promise<ProjectFile> {
  return JSON.parse(await readFile(join(folder, 'drydock.json'), 'utf8')) as ProjectFile;
}

/** Projects that were moved, lost parts of themselves, or are begun with other settings. */
export function describeProjects(host: JourneyHost): void {
  describe('projects', () => {
    let moved = '';
    let data = '';

    it('B2 recents: a project that was moved away stays in the list, greyed, and says that it is gone', async () => {
      const page = host.page();
      await newProject(page);
      await host.drop([
        await givenCopy(host, 'moving/wine.onnx', wine.model),
        await givenCopy(host, 'moving/wine.parquet', wine.data),
      ]);
      await readyToRun(page).waitFor();
      await page.getByRole('button', { name: /^Project: .*; rename$/ }).click();
      await page.getByRole('textbox', { name: 'Project name' }).fill('Wine cellar');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Project: Wine cellar; rename' }).waitFor();
      await runToTheEnd(page);
      const folder = openProjectFolder(page);
      await newProject(page);
      moved = join(host.home, 'elsewhere');
      await rename(folder, moved);
      await page.reload();
      const recent = page.getByRole('button', { name: /^Wine cellar / });
      await recent.waitFor();
      expect(await recent.isDisabled()).toBe(true);
      expect(await recent.innerText()).toContain('not found');
    });

    it('B2 recents: pinned it is on top; located it opens from where it is now, and others are taken off the list', async () => {
      const page = host.page();
      const list = page.getByRole('list', { name: 'Recent projects' });
      await list.getByRole('button', { name: 'Pin Wine cellar' }).click();
      await list.getByRole('listitem').first().getByText('Wine cellar').waitFor();
      const press = (): Promise<void> => list.getByRole('button', { name: 'Locate… Wine cellar' }).click();
      if (host.kind === 'desktop') await host.pick([moved], press);
      else {
        await press();
        const dialog = page.getByRole('dialog', { name: 'Where is “Wine cellar” now?' });
        await dialog.getByRole('textbox').fill(moved);
        await dialog.getByRole('button', { name: 'Open it there' }).click();
      }
      await page.getByRole('button', { name: 'Project: Wine cellar; rename' }).waitFor();
      await goTo(page, 'home');
      await list.getByRole('listitem').first().getByText(moved).waitFor();
      const second = list.getByRole('listitem').nth(1);
      const removed = await second.innerText();
      await second.getByRole('button', { name: /^Remove from list/ }).click();
      await until(async () => !(await list.getByRole('listitem').allInnerTexts()).includes(removed));
      expect(await list.getByText(moved).count()).toBe(1);
      await newProject(page);
    });

    it('B2 project file: opened where it is now, without its data, everything can be read, and nothing run', async () => {
      const page = host.page();
      const path = resolve(moved, (await projectFile(moved)).data.paths[0] ?? '');
      data = join(host.home, 'given', 'found again.parquet');
      await rename(path, data);
      await host.openProject(moved);
      await page.getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
      await page.getByText('The data file is no longer there:').waitFor();
      await page.getByRole('button', { name: /^actual grignolino, predicted grignolino/ }).waitFor();
      expect(await runButton(page).getAttribute('aria-disabled')).toBe('true');
      await goTo(page, 'time');
      await page.getByRole('slider', { name: 'Windows: arrow keys move, Enter opens' }).waitFor();
      await goTo(page, 'runs');
      await page.getByRole('link', { name: /wine/ }).first().waitFor();
    });

    it('the missing file is shown where it lies now, and the project runs again', async () => {
      const page = host.page();
      await host.pick([data], () => page.getByRole('button', { name: 'Locate…' }).click());
      await page.getByText('The data file is no longer there:').waitFor({ state: 'detached' });
      await goTo(page, 'data');
      await readyToRun(page).waitFor();
      await runToTheEnd(page);
      await goTo(page, 'runs');
      await page.getByRole('main', { name: 'Runs' }).getByText('2 runs').waitFor();
    });

    it('settings act: the theme at once and after a restart, threads and the folder for the next project, the cache when cleared', async () => {
      await goTo(host.page(), 'settings');
      await host.page().getByText('Dark', { exact: true }).click();
      await host.page().locator('html[data-mantine-color-scheme="dark"]').waitFor();
      const threads = host.page().getByRole('textbox', { name: /^Inference threads/ });
      await threads.fill('1');
      await threads.press('Tab');
      // Coming back to the page, one sees what is kept.
      await until(async () => {
        await goTo(host.page(), 'home');
        await goTo(host.page(), 'settings');
        return (await threads.inputValue()) === '1';
      });
      await host.restart();
      const page = host.page();
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
      await page.getByText('As the system', { exact: true }).click();
      await until(async () => (await page.getByRole('textbox', { name: /^Inference threads/ }).inputValue()) === '1');
      const folder = page.getByRole('textbox', { name: 'Folder of new projects' });
      await folder.fill(join(host.home, 'other projects'));
      await page.getByRole('button', { name: 'Use this folder' }).click();
      await page.getByText(/^New projects go to .*other projects$/).waitFor();
      await page.getByRole('button', { name: 'Clear the cache' }).click();
      await page.getByText(/ freed$/).waitFor();
      await newProject(page);
      const made = openProjectFolder(page);
      expect(made.startsWith(join(host.home, 'other projects'))).toBe(true);
      expect((await projectFile(made)).settings.threads).toBe(1);
    });
  });
}

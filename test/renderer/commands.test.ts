import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { commandList, type CommandGroup, type CommandId } from '../../app/api/commands.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});

async function start(hash: string, options?: Parameters<typeof openWindow>[0]): Promise<OpenWindow> {
  open = await openWindow(options);
  open.page.setDefaultTimeout(20_000);
  await open.go(hash);
  return open;
}

const project = '/home/me/Drydock/Bird strikes';
const calls = (name: string): unknown[] => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const scheme = (page: Page, name: string) => page.locator(`html[data-mantine-color-scheme="${name}"]`).waitFor();
const goTo = (page: Page, hash: string) => page.evaluate((next) => (location.hash = next), hash);

/** As a person does it: by its keys, or without any by typing its name into the palette. */
async function invoke(page: Page, id: CommandId): Promise<void> {
  const command = commandList.find((facts) => facts.id === id);
  const [keys] = command?.browserKeeps ? [] : (command?.keys ?? []);
  if (keys) {
    await page.keyboard.press(keys.replace('Mod', 'Control'));
    return;
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Search commands/ }).fill(command?.title ?? '');
  await page
    .getByRole('option', { name: command?.title ?? '' })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
}

/** What is seen when a command was given: for each of the table, on a page where it is on. */
const checks: Record<CommandId, (page: Page, give: () => Promise<void>) => Promise<unknown>> = {
  'project.new': async (page, give) => {
    await give();
    await heading(page, 'New project');
    expect(calls('projects.create')).toEqual([{ name: 'New project' }]);
  },
  'files.open': async (page, give) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), give()]);
    expect(chooser.isMultiple()).toBe(true);
    await chooser.setFiles({ name: 'old.pkl', mimeType: 'application/octet-stream', buffer: Buffer.from('x') });
    await page.getByText('Convert the model with skl2onnx').waitFor();
  },
  'folder.open': async (page, give) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), give()]);
    expect(await chooser.element().getAttribute('webkitdirectory')).not.toBeNull();
  },
  'project.open': async (page, give) => {
    await give();
    const dialog = page.getByRole('dialog', { name: 'Open a project' });
    await dialog.getByRole('textbox').fill('/home/me/Drydock/Speeds');
    await page.keyboard.press('Enter');
    await page.getByRole('banner').getByText('Speeds', { exact: true }).waitFor();
  },
  'example.open': async (page, give) => {
    await give();
    await expect.poll(() => calls('projects.openExample')).toEqual([{ name: 'birdstrikes', run: false }]);
    // The button on Home runs it too; the command opens it.
    await page.getByText('Every input is fed: ready to run.').waitFor();
    expect(calls('runs.start')).toEqual([]);
  },
  'project.save': async (page, give) => {
    await give();
    await page.getByRole('log').getByText('Saved.').waitFor();
    await page.getByRole('log').getByText(project).waitFor();
  },
  'project.saveAs': async (page, give) => {
    await give();
    await page.getByRole('dialog', { name: 'Save a copy of the project' }).getByRole('textbox').fill('/tmp/copy');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Open the copy' }).click();
    await page.getByRole('button', { name: 'Project: Bird strikes (copy); rename' }).waitFor();
    expect(calls('projects.saveCopy')).toEqual([{ project, folder: '/tmp/copy' }]);
  },
  'bundle.export': async (page, give) => {
    await give();
    await page.getByText(`${project}/bundles/bird-strikes.zip`, { exact: true }).waitFor();
  },
  'report.save': async (page, give) => {
    const [download] = await Promise.all([page.waitForEvent('download'), give()]);
    expect(download.suggestedFilename()).toBe('report.html');
  },
  'report.print': async (page, give) => {
    const [shown] = await Promise.all([page.waitForEvent('popup'), give()]);
    expect(shown.url()).toContain('report.html');
    await shown.close();
  },
  'edit.undo': async (page, give) => {
    await giveRole(page, 'id');
    await give();
    await page.getByText('Undid: role of Airport Name').waitFor();
    await page.getByRole('button', { name: 'Role of Airport Name: ignored; change' }).waitFor();
  },
  'edit.redo': async (page, give) => {
    await giveRole(page, 'id');
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Role of Airport Name: ignored; change' }).waitFor();
    await give();
    await page.getByText('Redid: role of Airport Name').waitFor();
    await page.getByRole('button', { name: 'Role of Airport Name: id; change' }).waitFor();
  },
  'table.find': async (page, give) => {
    await goTo(page, `#/data?project=${strikes}`);
    await page.getByRole('tab', { name: 'Rows', exact: true }).click();
    await page.getByRole('table', { name: 'Rows of the dataset' }).waitFor();
    await give();
    await page.getByRole('dialog', { name: 'Add filter' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Add filter' }).waitFor({ state: 'hidden' });
  },
  'view.palette': async (page, give) => {
    await give();
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await give();
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor({ state: 'hidden' });
  },
  'view.nextPane': async (page, give) => {
    await page.locator('#page').focus();
    await give();
    await page.locator('footer:focus-within').waitFor();
    await give();
    await page
      .getByRole('link', { name: /^Validate/ })
      .and(page.locator(':focus'))
      .waitFor();
    await give();
    await page.locator('header:focus-within').waitFor();
    await give();
    await page.locator('main:focus').waitFor();
  },
  'view.previousPane': async (page, give) => {
    await page.locator('#page').focus();
    await give();
    await page.locator('header:focus-within').waitFor();
    await give();
    await page.locator('nav:focus-within').waitFor();
    await give();
    await page.locator('footer:focus-within').waitFor();
  },
  'view.close': async (page, give) => {
    await page.locator('.confusion-cell').first().click();
    await page.getByRole('complementary').waitFor();
    await give();
    await page.getByRole('complementary').waitFor({ state: 'hidden' });
  },
  'view.light': async (page, give) => {
    await give();
    await scheme(page, 'light');
  },
  'view.dark': async (page, give) => {
    await give();
    await scheme(page, 'dark');
  },
  'view.system': async (page, give) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await give();
    await scheme(page, 'light');
  },
  'go.home': (page, give) => give().then(() => heading(page, 'Bird strikes')),
  'go.model': (page, give) => give().then(() => heading(page, 'Model')),
  'go.data': (page, give) => give().then(() => heading(page, 'Data')),
  'go.validate': (page, give) => give().then(() => heading(page, 'Validate')),
  'go.messy': (page, give) => give().then(() => heading(page, 'Messy data')),
  'go.time': (page, give) => give().then(() => heading(page, 'Over time')),
  'go.bundle': (page, give) => give().then(() => heading(page, 'Bundle')),
  'go.runs': (page, give) => give().then(() => heading(page, 'Runs')),
  'go.settings': (page, give) => give().then(() => heading(page, 'Settings')),
  'go.help': (page, give) => give().then(() => heading(page, 'Help')),
  'run.start': async (page, give) => {
    await give();
    await page.getByRole('contentinfo').getByRole('button', { name: 'Cancel' }).waitFor();
    expect(calls('runs.start')).toEqual([{ project }]);
  },
  'run.cancel': async (page, give) => {
    // The run that the command before started.
    await page.getByRole('contentinfo').getByRole('button', { name: 'Cancel' }).waitFor();
    await give();
    await page.getByText('cancelled. What was finished is kept.').waitFor();
  },
  'drift.compare': async (page, give) => {
    await give();
    await heading(page, 'Over time');
    expect(page.url()).toContain('at=drift');
    await page.getByRole('region', { name: 'Verdict' }).waitFor();
    expect(calls('drift.start')).toHaveLength(1);
  },
  'loadtest.open': async (page, give) => {
    await give();
    await heading(page, 'Bundle');
    expect(page.url()).toContain('at=scale');
    await page.getByRole('button', { name: 'Run the load test' }).waitFor();
  },
  'monitor.read': async (page, give) => {
    await give();
    await heading(page, 'Bundle');
    const folder = page.getByRole('textbox', { name: 'Folder of the log, or files of it' });
    await expect.poll(() => folder.evaluate((element) => element === document.activeElement)).toBe(true);
  },
  'retrain.open': async (page, give) => {
    await give();
    await heading(page, 'Over time');
    expect(page.url()).toContain('at=retrain');
    await page.getByRole('region', { name: 'A new retraining' }).waitFor();
  },
  'run.star': async (page, give) => {
    await give();
    await page.getByRole('log').getByText(/star/).waitFor();
    expect(calls('runs.update')).toHaveLength(1);
  },
  'run.pin': async (page, give) => {
    await give();
    await page
      .getByRole('log')
      .getByText(/baseline/)
      .waitFor();
    expect(calls('projects.setBaseline')).toHaveLength(1);
  },
  'help.shortcuts': async (page, give) => {
    await give();
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const { title, keys } of commandList) {
      if (keys) await sheet.getByRole('rowheader', { name: title }).first().waitFor();
    }
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
  },
  'help.errors': async (page, give) => {
    await give();
    await heading(page, 'Help');
    expect(page.url()).toContain('at=errors');
  },
  'help.licences': async (page, give) => {
    await give();
    await heading(page, 'Help');
    expect(page.url()).toContain('at=licences');
  },
};

async function giveRole(page: Page, role: string): Promise<void> {
  await goTo(page, `#/data?project=${strikes}`);
  await page.getByRole('tab', { name: 'Mapping' }).click();
  await page.getByRole('button', { name: /^Role of Airport Name/ }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${role} `) }).click();
  await page.getByRole('button', { name: `Role of Airport Name: ${role}; change` }).waitFor();
}

describe('every command of the table does what it says', () => {
  const groups: CommandGroup[] = ['File', 'Edit', 'View', 'Go', 'Run', 'Help'];
  it.each(groups)('%s', async (group) => {
    await start(`#/validate?project=${strikes}`, group === 'Run' ? { stepMs: 500 } : {});
    const { page } = open;
    for (const { id } of commandList.filter((command) => command.group === group)) {
      await goTo(page, `#/validate?project=${strikes}`);
      await heading(page, 'Validate');
      open.workbench.calls.length = 0;
      await checks[id](page, () => invoke(page, id)).catch((error: unknown) => {
        throw new Error(`${id}: ${String(error)}`);
      });
    }
  });
});

describe('commands', () => {
  it('all have somebody who answers, on every page', async () => {
    const { page } = await start('#/home');
    for (const place of ['home', 'model', 'data', 'validate', 'time', 'bundle', 'runs', 'settings', 'help']) {
      await goTo(page, `#/${place}?project=${strikes}`);
      await page.locator('#page h1').first().waitFor();
      await page.keyboard.press('Control+k');
      const off = await page.getByRole('option', { disabled: true }).allInnerTexts();
      expect(off.filter((text) => text.includes('Nothing here answers'))).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('listbox').waitFor({ state: 'hidden' });
    }
  });

  it('that are off say why when their keys are pressed, and do nothing', async () => {
    const { page } = await start(`#/home?project=${encodeURIComponent('/home/me/Drydock/Empty')}`);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('A model is still missing: drop an ONNX file.').waitFor();
    await page.keyboard.press('Control+e');
    await page.getByRole('log').getByText('Nothing was run yet.').waitFor();
    expect(calls('runs.start')).toEqual([]);
    expect(calls('bundles.export')).toEqual([]);
  });

  it('leave a field its own undo, a dialog its keys, and an open list its Escape', async () => {
    const { page } = await start(`#/validate?project=${strikes}`);
    await page.locator('.confusion-cell').first().click();
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('abc');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+z');
    expect(await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Add filter' }).waitFor({ state: 'hidden' });
    await page.getByRole('complementary').waitFor();
    await page.locator('#page').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
    await heading(page, 'Validate');
    // The dialog took the Escape; the drawer takes the next one.
    await page.getByRole('complementary').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'hidden' });
  });

  it('F1 and ? open the same sheet', async () => {
    const { page } = await start('#/home');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const key of ['F1', '?']) {
      await page.locator('#page').focus();
      await page.keyboard.press(key);
      await sheet.waitFor();
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
    }
  });

  it('find leads from the mapping to the columns, where they can be searched', async () => {
    const { page } = await start(`#/data?project=${strikes}`);
    await page.getByRole('heading', { name: 'Model inputs' }).waitFor();
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Search columns' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search columns');
    await page.keyboard.type('speed');
    await expect.poll(() => page.getByRole('table', { name: 'Columns' }).getAttribute('aria-rowcount')).toBe('2');
  });

  it('stand in the menu of the project with their keys, and say why they are off', async () => {
    const { page } = await start('#/home');
    await page.getByRole('button', { name: 'Projects and files' }).click();
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    const texts = await items.allInnerTexts();
    for (const { title, group } of commandList) {
      if (group === 'File')
        expect(
          texts.some((text) => text.startsWith(title)),
          title,
        ).toBe(true);
    }
    const save = page.getByRole('menuitem', { name: /^Save Ctrl/ });
    expect(await save.getAttribute('title')).toBe('No project is open.');
    await page.getByRole('menuitem', { name: 'Speeds' }).click();
    await page.getByRole('banner').getByText('Speeds', { exact: true }).waitFor();
  });
});

// The page of settings, as a person uses it.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

beforeEach(async () => {
  open = await openWindow();
  await open.go('#/settings');
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const saved = (): unknown[] => open.workbench.calls.filter(({ name }) => name === 'app.setSettings').map(({ input }) => input);
const usual = { theme: 'auto', provider: 'auto', threads: null, memoryLimitMb: null, projectsFolder: null, firstSteps: true };

it('a theme that is chosen is kept with the settings, whichever way it is chosen, and comes back in a browser that forgot it', async () => {
  const { page } = open;
  await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  await expect.poll(saved).toEqual([{ settings: { ...usual, theme: 'dark' } }]);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  await page.getByRole('button', { name: /^Theme: dark/ }).click();
  await expect.poll(saved).toHaveLength(2);
  expect(saved().at(-1)).toEqual({ settings: usual });
  await page.evaluate(() => localStorage.clear());
});

it('provider, threads and memory limit are kept as they are changed, each on top of the others', async () => {
  const { page } = open;
  await page.getByRole('combobox', { name: 'Execution provider' }).click();
  await expect.poll(() => page.getByRole('option', { name: 'CUDA' }).getAttribute('data-combobox-disabled')).toBe('true');
  await page.getByRole('option', { name: 'CPU' }).click();
  await page.getByRole('textbox', { name: /^Inference threads/ }).fill('3');
  await page.getByRole('textbox', { name: /^Inference threads/ }).press('Enter');
  await page.getByRole('combobox', { name: 'Memory limit' }).click();
  await page.getByRole('option', { name: '4.0 GB' }).click();
  await expect.poll(() => saved().at(-1)).toEqual({ settings: { ...usual, provider: 'cpu', threads: 3, memoryLimitMb: 4000 } });
});

it('says of each provider whether it can run here and why not, and probes again', async () => {
  const { page } = open;
  const table = page.getByRole('region', { name: 'Execution providers' });
  await table.getByText('libcudart.so.12 was not found.').waitFor();
  await page.getByRole('button', { name: 'Probe again' }).click();
  await expect
    .poll(() => open.workbench.calls.filter(({ name }) => name === 'app.providers').at(-1)?.input)
    .toEqual({ refresh: true });
});

it('a folder for projects is typed, refused with the reason where nothing can be written, and taken back', async () => {
  const { page } = open;
  const field = page.getByRole('textbox', { name: 'Folder of new projects' });
  const use = page.getByRole('button', { name: 'Use this folder' });
  expect(await use.isDisabled()).toBe(true);
  await field.fill('/root/secret');
  await use.click();
  await page.getByRole('alert').getByText('Projects cannot be kept in /root/secret. Permission denied.').waitFor();
  await page.getByRole('alert').getByText('Choose a folder that you can write to.').waitFor();
  await field.fill('/home/me/Work');
  await field.press('Enter');
  await page.getByText('New projects go to /home/me/Work').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.getByRole('button', { name: 'Back to the usual place' }).click();
  await page.getByText('New projects go to /home/me/Drydock').waitFor();
  expect(await field.inputValue()).toBe('/home/me/Drydock');
});

it('the cache says how much there is and where, and is cleared', async () => {
  const { page } = open;
  const table = page.getByRole('region', { name: 'What is in the cache' });
  expect(await table.getByRole('row', { name: /^Data, read once/ }).innerText()).toMatch(
    /12\s+1\.8 GB\s+\/home\/me\/\.cache\/drydock\/data/,
  );
  await page.getByRole('button', { name: 'Clear the cache' }).click();
  await page.getByText('1.9 GB freed').waitFor();
  expect(await page.getByRole('button', { name: 'Clear the cache' }).isDisabled()).toBe(true);
});

it('says where things are kept, that nothing leaves the machine, and that updates are off', async () => {
  const { page } = open;
  await page.getByText('/home/me/.config/drydock/settings.json').waitFor();
  await page.getByText('/home/me/.cache/drydock/logs/drydock.log').waitFor();
  await page.getByRole('button', { name: 'Copy the path of the log' }).waitFor();
  await page.getByText('Nothing leaves this machine.').waitFor();
  await page.getByText('Updates: off.').waitFor();
});

it('has no accessibility violation in either theme', async () => {
  await open.page.getByText('libcudart.so.12 was not found.').waitFor();
  await open.page.getByText('1.8 GB').waitFor();
  expect(await violationsInBothThemes(open.page)).toEqual([]);
});

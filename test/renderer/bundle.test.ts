// The page “Bundle” as a person uses it: ways to deploy, a preview of every file, readiness, bundles that were exported.
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

async function start(section?: string): Promise<void> {
  open = await openWindow();
  ({ page } = open);
  page.setDefaultTimeout(20_000);
  await open.go(`#/bundle?project=${strikes}${section === undefined ? '' : `&at=${section}`}`);
}

const inputs = (call: string): unknown[] => open.workbench.calls.filter(({ name }) => name === call).map(({ input }) => input);
const target = (name: string) => page.getByRole('group', { name: 'Ways to deploy' }).getByRole('checkbox', { name, exact: true });
const file = (name: string) =>
  page.getByRole('navigation', { name: 'Files in the bundle' }).getByRole('button', { name: new RegExp(`^${name} `) });

async function exportNamed(name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the model in the server' }).fill(name);
  await page.getByRole('button', { name: 'Export bundle' }).click();
  await page.getByText(`/home/me/Drydock/Bird strikes/bundles/${name}.zip`, { exact: true }).waitFor();
}

describe('exporting', () => {
  it('asks for the ticked ways to deploy, and begins with the usual ones', async () => {
    await start();
    expect(await target('Container').isChecked()).toBe(true);
    expect(await target('NVIDIA Triton').isChecked()).toBe(false);
    await target('NVIDIA Triton').check();
    await target('Container').uncheck();
    await page.getByRole('checkbox', { name: 'Linux, x64 (46.2 MB)' }).check();
    await exportNamed('bird-strikes');
    expect(inputs('bundles.export')).toEqual([
      expect.objectContaining({ targets: ['monitoring', 'triton'], runtime: ['linux-x64'] }),
    ]);
  });

  it('shows every file before anything is written, and what is to be known', async () => {
    await start();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('nothing is exported yet').waitFor();
    await page.getByText('Golden rows may hold names of persons').waitFor();
    await page.getByRole('region', { name: 'README.md' }).getByText('Validated with Drydock').waitFor();
    await file('docker-compose.yml').click();
    await page.getByRole('region', { name: 'docker-compose.yml' }).getByText('services:').waitFor();
    expect(inputs('bundles.export')).toEqual([]);
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('offers other forms of the model once they are measured, and exports the one that is chosen', async () => {
    await start();
    const form = (name: string) => page.getByRole('radio', { name, exact: true });
    expect(await form('As validated').isChecked()).toBe(true);
    expect(await form('8-bit products').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Make and measure the other forms' }).click();
    await page.getByText('12 of 6,965 answers differ').waitFor();
    await page.getByText('Accuracy worse: 0.900 → 0.880 (−0.02).').waitFor();
    expect(await form('Half-precision weights').isDisabled()).toBe(true);
    await page.getByText('there are no 256 weights in one place').waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await form('8-bit products').check();
    await exportNamed('small');
    expect(inputs('bundles.export')).toEqual([expect.objectContaining({ form: 'int8' })]);
  });

  it('verifies a server that runs already, and refuses what is no address', async () => {
    await start();
    await exportNamed('bird-strikes');
    const address = page.getByRole('textbox', { name: 'Address of a server that runs already' });
    await address.fill('localhost:8080');
    await page.getByText('an address that begins with http:// or https://').waitFor();
    expect(await page.getByRole('button', { name: 'Verify the server' }).isDisabled()).toBe(true);
    await address.fill('http://127.0.0.1:8080');
    await page.getByRole('button', { name: 'Verify the server' }).click();
    await page.getByText('50 of 50 rows answered the same').waitFor();
    expect(inputs('bundles.verify')).toEqual([
      { path: '/home/me/Drydock/Bird strikes/bundles/bird-strikes.zip', url: 'http://127.0.0.1:8080' },
    ]);
  });
});

it('a bundle dropped on the window is verified in sight, though another one was exported and verified here', async () => {
  await start();
  await exportNamed('bird-strikes');
  await page.getByRole('button', { name: 'Verify the bundle' }).click();
  await page.getByText('50 of 50 rows answered the same').waitFor();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles({ name: 'other.zip', mimeType: 'application/zip', buffer: Buffer.from('x') });
  const history = page.getByRole('tabpanel', { name: 'History' });
  await history.getByText('Verify other.zip').waitFor();
  await history.getByText('The bundle serves what was validated.').waitFor();
  expect(inputs('bundles.verify').at(-1)).toEqual({ path: '/uploads/other.zip' });
});

describe('readiness', () => {
  it('tells the weakest section, and takes a waiver, a change of it, and takes it back', async () => {
    await start('readiness');
    await page.getByText('1 test failed:').waitFor();
    await page
      .getByRole('button', { name: 'Accept with a reason: Model quality is sufficient on important data slices' })
      .click();
    const reason = page.getByRole('textbox', { name: 'Why this is accepted' });
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await reason.fill('Small aircraft are not served.');
    expect(await violationsInBothThemes(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing that the project has to show speaks against serving this run').waitFor();
    await page.getByText('“Small aircraft are not served.”').waitFor();
    await page.getByRole('button', { name: 'Take back: Model quality is sufficient on important data slices' }).click();
    await page.getByText('1 test failed:').waitFor();
    expect(inputs('readiness.state')).toEqual([
      expect.objectContaining({ test: 'slices', text: 'Small aircraft are not served.' }),
      expect.objectContaining({ test: 'slices', text: null }),
    ]);
  });

  it('counts half a point for what is stated', async () => {
    await start('readiness');
    const points = () => page.getByRole('meter', { name: /^Features and data/ }).getAttribute('value');
    await expect.poll(points).toBe('3.5');
    await page.getByRole('button', { name: 'Say how it is met: The data pipeline has appropriate privacy controls' }).click();
    await page.getByRole('textbox', { name: 'How this is met' }).fill('No personal data.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(points).toBe('4');
  });
});

describe('history', () => {
  it('says what will be there while nothing is', async () => {
    await start('history');
    await page.getByText('No bundle yet').waitFor();
  });

  it('lists bundles, looks into one, verifies one, and compares two', async () => {
    await start();
    await exportNamed('first');
    await exportNamed('second');
    await page.getByRole('tab', { name: 'History' }).click();
    const table = page.getByRole('region', { name: 'Bundles of this project' });
    await table.getByText('second.zip').waitFor();
    await table.getByRole('checkbox', { name: 'Compare first.zip' }).check();
    await table.getByRole('checkbox', { name: 'Compare second.zip' }).check();
    const difference = page.getByRole('region', { name: 'What differs between the bundles' });
    await difference.getByText('golden/requests.jsonl').waitFor();
    await table.getByRole('button', { name: 'bird-strikes' }).first().click();
    await page.getByRole('heading', { name: 'Inside second.zip' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await table.getByRole('button', { name: 'Verify first.zip' }).click();
    await page.getByText('50 of 50 rows answered the same').first().waitFor();
  });
});

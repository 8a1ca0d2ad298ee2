// The main job as a person does it: in the real window, by mouse, with the real engine behind it.
// DRYDOCK_SCREENSHOTS=1 also writes the pictures of the README to docs/screenshots/.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, temporaryHome } from '../support/drydock.ts';
import { findBrowser } from '../tooling/findBrowser.mjs';

const browserArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const { home, remove } = temporaryHome();
let host: ChildProcess;
let address: string;
let browser: Browser;
let page: Page;
const elsewhere: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  host = spawn(process.execPath, [join(root, 'dist/main/cli.js'), 'serve'], { env: { ...process.env, DRYDOCK_HOME: home } });
  address = await new Promise<string>((resolve, reject) => {
    host.on('exit', (code) => reject(new Error(`the workbench ended with code ${String(code)}`)));
    host.stdout?.on('data', (chunk: Buffer) => {
      const found = /http:\S+/.exec(chunk.toString());
      if (found) resolve(found[0]);
    });
  });
  browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(address).origin) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
});

afterAll(async () => {
  await browser.close();
  const ended = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGTERM');
  await ended;
  remove();
});

const open = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
const runButton = () => page.getByRole('button', { name: 'Run', exact: true });

async function screenshot(name: string): Promise<void> {
  if (!process.env['DRYDOCK_SCREENSHOTS']) return;
  const folder = join(root, 'docs/screenshots');
  mkdirSync(folder, { recursive: true });
  // A settled picture: no toast, no tooltip, no half-drawn chart.
  const dismiss = page.getByRole('button', { name: 'Dismiss' });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
  await page.mouse.move(700, 4);
  await page.waitForTimeout(800);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}-${scheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

describe('the bird-strikes example in the window', () => {
  it('one click shows what was found and a mapping with reasons', async () => {
    await screenshot('home');
    await page.getByRole('button', { name: 'Try the bird-strikes example' }).click();
    await page.getByText('ready to run').waitFor();
    await page.getByText('same name but for case, spaces and punctuation').first().waitFor();
    await screenshot('data');
  });

  it('Run shows figures with intervals beside the dummy baseline', async () => {
    await runButton().click();
    // Live figures come first; the verdict is over all rows.
    await page.getByText('complete', { exact: true }).first().waitFor();
    const accuracy = page.getByRole('region', { name: /^Accuracy/ }).first();
    await accuracy.waitFor();
    await page.getByRole('region', { name: 'Confusion matrix' }).waitFor();
    expect(await accuracy.innerText()).toMatch(/88\.\d|0\.88/);
    await screenshot('validate');
  });

  it('a click on a cell of the confusion matrix shows the rows behind it', async () => {
    await page
      .getByRole('button', { name: /Some damage.*Some damage.*show them/ })
      .first()
      .click();
    const drawer = page.getByRole('complementary', { name: 'Rows behind the mark' });
    await drawer.getByText('124').first().waitFor();
    await drawer.getByText('Some damage').first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  it('accuracy over time: another unit in place, a window by keyboard, its rows', async () => {
    await open('Over time');
    await page.getByLabel('Windows: arrow keys move, Enter opens').waitFor();
    await screenshot('over-time');
    await page
      .getByRole('combobox', { name: 'Windows' })
      .or(page.getByRole('textbox', { name: 'Windows' }))
      .first()
      .click();
    await page.getByRole('option', { name: 'year' }).click();
    await page.getByText('8 windows').waitFor();
    const windows = page.getByLabel('Windows: arrow keys move, Enter opens');
    await windows.focus();
    await page.keyboard.press('Home');
    expect(await windows.getAttribute('aria-valuetext')).toContain('713');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'Window: 1995' });
    await panel.getByText('713').first().waitFor();
    await panel.getByRole('button', { name: /rows/i }).first().click();
    await page.getByRole('complementary', { name: 'Rows behind the mark' }).getByText('1995').first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('Export bundle, then Verify: every check passes', async () => {
    await open('Bundle');
    await page.getByRole('button', { name: 'Export bundle' }).click();
    await page.getByText('.zip').nth(1).waitFor();
    await page
      .getByRole('button', { name: /^Verify/ })
      .first()
      .click();
    await page.getByText(/golden rows got the validated answers from \/predict/).waitFor({ timeout: 60_000 });
    await screenshot('bundle');
  });

  it('a reload comes back to the same page of the same project', async () => {
    await open('Runs');
    await page.reload();
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.getByText('complete').first().waitFor();
    await screenshot('runs');
  });
});

describe("a model and a table of one's own", () => {
  it('dropped together are sorted by content, mapped and run', async () => {
    await page.goto(new URL(address).origin);
    const folder = join(root, 'test/fixtures/interop');
    const files = ['sklearnColumns.onnx', 'wine.parquet'].map((name) => ({
      name,
      base64: readFileSync(join(folder, name)).toString('base64'),
    }));
    const transfer = await page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    }, files);
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await page.getByRole('link', { name: /wine\.parquet/ }).waitFor();
    await page.getByRole('link', { name: /sklearnColumns/ }).waitFor();
    await runButton().click();
    await page.getByRole('region', { name: 'Confusion matrix' }).waitFor();
    await page.getByText('grignolino').first().waitFor();
  });

  it('a file that is no model or table is told what it is', async () => {
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e])], 'model.pkl'));
      return data;
    });
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await page
      .getByText(/pickle/i)
      .first()
      .waitFor();
  });
});

it('nothing left the machine and nothing complained on the whole way @security', () => {
  expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
});

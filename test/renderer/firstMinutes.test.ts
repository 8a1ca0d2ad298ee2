// What a person meets first: the home page, and data that take their time.
import { afterEach, describe, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

async function start(hash: string, options?: Parameters<typeof openWindow>[0]): Promise<OpenWindow> {
  open = await openWindow(options);
  open.page.setDefaultTimeout(20_000);
  await open.go(hash);
  return open;
}
afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});
const calls = (name: string): unknown[] => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);
const dropCsv = (bytes: number): Promise<void> =>
  open.page.evaluate((size) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(size).fill(97)], 'strikes.csv'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, bytes);

describe('data that are being read', () => {
  it('show their columns and first rows, and that these are not all; then everything', async () => {
    const { page } = await start('#/home', { stepMs: 1_200 });
    await dropCsv(2_000);
    const rows = page.getByRole('main', { name: 'Data' }).getByRole('table', { name: 'First rows of the data' });
    await rows.getByRole('row', { name: /^1 Some damage ANCHORAGE INTL/ }).waitFor();
    await page.getByText(/strikes\.csv · 15 columns · the rest is being read, types may still change/).waitFor();
    await rows.getByRole('columnheader', { name: 'Flight Date datetime' }).waitFor();
    expect(await rows.getAttribute('aria-rowcount')).toBe('201');
    await page.getByRole('progressbar', { name: 'Reading progress' }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Rows', exact: true }).waitFor();
    expect(await rows.count()).toBe(0);
    expect(calls('data.preview')).toEqual([{ paths: ['/uploads/strikes.csv'], options: {} }]);
  });

  it('cancelled leave the project as it was, and say so', async () => {
    const { page } = await start('#/home', { stepMs: 30_000 });
    await dropCsv(2_000);
    const main = page.getByRole('main', { name: 'Data' });
    await main.getByRole('table', { name: 'First rows of the data' }).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await main.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Read strikes.csv: cancelled. The project is as it was before.').waitFor();
    await page.getByRole('heading', { name: 'No data yet' }).waitFor();
  });
});

describe('a large file on its way to the workbench', () => {
  it('shows its first rows from what went ahead of it, and can be cancelled', async () => {
    const { page, server } = await start('#/home');
    server.holdUploads(true);
    await dropCsv(9_000_000);
    const box = page.getByRole('region', { name: 'Taking over files' });
    await box
      .getByRole('table', { name: 'First rows of the data' })
      .getByRole('row', { name: /^1 Some damage/ })
      .waitFor();
    await box.getByText(/the rest is on its way/).waitFor();
    await box.getByText(/of 9\.0 MB/).waitFor();
    expect(calls('data.preview')).toEqual([{ paths: ['/beginnings/strikes.csv'], options: {} }]);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await box.getByRole('button', { name: 'Cancel' }).click();
    await box.waitFor({ state: 'detached' });
    expect(calls('files.identify')).toEqual([]);
    server.holdUploads(false);
    await dropCsv(9_000_000);
    await page.getByText('Found 1 table.').waitFor();
  });

  it('belongs to where it was dropped, whatever was dropped and opened while it was on its way', async () => {
    const { page, server, workbench } = await start('#/home');
    const drop = (name: string): Promise<void> =>
      page.evaluate((given) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['x'], given));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, name);
    const box = page.getByRole('region', { name: 'Taking over files' });
    server.holdUploads(true);
    await drop('strikes.csv');
    await box.getByText('Taking over strikes.csv').waitFor();
    await page.evaluate((hash) => (location.hash = hash), `#/model?project=${strikes}`);
    await page.getByRole('main', { name: 'Model' }).waitFor();
    await drop('second.csv');
    await box.getByText('Taking over second.csv').waitFor();
    await page.evaluate(() => (location.hash = '#/home'));
    server.holdUploads(false);
    await drop('churn.onnx');
    await page.getByRole('button', { name: 'Project: churn; rename' }).waitFor();
    expect(await box.count()).toBe(2);
    server.releaseUploads();
    await box.first().waitFor({ state: 'detached' });
    const given = (name: string) =>
      workbench.calls.flatMap((call) => (call.name === name ? [(call.input as { project: string }).project] : []));
    await expect
      .poll(() => given('projects.setData').sort())
      .toEqual(['/home/me/Drydock/Bird strikes', '/home/me/Drydock/strikes']);
    expect(given('projects.setModel')).toEqual(['/home/me/Drydock/churn']);
  });
});

describe('home', () => {
  it('says in three steps how it goes until one has seen it, and never again', async () => {
    const { page } = await start('#/home');
    await page.getByRole('heading', { name: 'How it goes' }).waitFor();
    await page.getByRole('button', { name: 'Got it' }).click();
    await page.getByRole('heading', { name: 'How it goes' }).waitFor({ state: 'detached' });
    expect(calls('app.setSettings')).toMatchObject([{ settings: { firstSteps: false, theme: 'auto' } }]);
    await page.reload();
    await page.getByRole('list', { name: 'Recent projects' }).waitFor();
    await page.getByText('2.1 GB of 24.0 GB').waitFor();
    expect(await page.getByRole('heading', { name: 'How it goes' }).count()).toBe(0);
  });

  it('shows what is running, how fast and how long yet, leads to it, and cancels it', async () => {
    const { page } = await start(`#/validate?project=${strikes}`, { stepMs: 4_000 });
    await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Home' }).click();
    const jobs = page.getByRole('list', { name: 'Jobs under way' });
    await jobs.getByText(/[\d,]+ of 7,312 rows · .*rows\/s · .* left/).waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await jobs.getByRole('link', { name: 'Validation 3' }).click();
    await page.getByText('Figures that need every row come at the end').waitFor();
    await page.goBack();
    await jobs.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled. What was finished is kept.').waitFor();
    await jobs.waitFor({ state: 'detached' });
  });

  it('keeps pinned projects on top, takes others off the list, and finds one that was moved', async () => {
    const { page } = await start('#/home');
    const list = page.getByRole('list', { name: 'Recent projects' });
    const names = () => list.getByRole('listitem').locator('strong').allInnerTexts();
    await list.getByText('~/Drydock/Speeds').waitFor();
    expect(await names()).toEqual(['Bird strikes', 'Speeds', 'Old one']);
    await list.getByRole('button', { name: 'Pin Speeds' }).click();
    await expect.poll(names).toEqual(['Speeds', 'Bird strikes', 'Old one']);
    expect(await list.getByRole('button', { name: 'Pin Speeds' }).getAttribute('aria-pressed')).toBe('true');
    expect(await list.getByRole('button', { name: /^Old one/ }).isDisabled()).toBe(true);
    expect(await violationsInBothThemes(page)).toEqual([]);
    await list.getByRole('button', { name: 'Locate… Old one' }).click();
    const dialog = page.getByRole('dialog', { name: 'Where is “Old one” now?' });
    await dialog.getByRole('textbox').fill('/home/me/Drydock/Nothing');
    await dialog.getByRole('button', { name: 'Open it there' }).click();
    await dialog.getByText('There is no project at /home/me/Drydock/Nothing.').waitFor();
    await dialog.getByRole('textbox').fill('/home/me/Drydock/Empty');
    await dialog.getByRole('button', { name: 'Open it there' }).click();
    await page.getByRole('button', { name: 'Project: Empty; rename' }).waitFor();
    await list.getByText('~/Drydock/Bird strikes').waitFor();
    await list.getByRole('button', { name: 'Remove from list: Bird strikes' }).click();
    await expect.poll(names).toEqual(['Speeds', 'Old one']);
    expect(await list.getByRole('button', { name: /^Old one/ }).isDisabled()).toBe(false);
  });
});

describe('cancelling work that keeps nothing', () => {
  it('asks first when more than half a minute of it would be lost', async () => {
    const { page, workbench } = await start('#/home', { stepMs: 30_000 });
    workbench.age(45);
    await dropCsv(2_000);
    await page.getByRole('contentinfo').getByRole('button', { name: 'Cancel' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel “Read strikes.csv”?' });
    await question.getByText(/^4\d s of work would be lost\. The project is as it was before\.$/).waitFor();
    expect(calls('jobs.cancel')).toEqual([]);
    await question.getByRole('button', { name: 'Keep running' }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByRole('contentinfo').getByRole('button', { name: 'Cancel' }).click();
    await question.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByText('cancelled. The project is as it was before.').waitFor();
    expect(calls('jobs.cancel')).toHaveLength(1);
  });
});

// The page of the model, as a person uses it.
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
const large = encodeURIComponent('/home/me/Drydock/Large');

beforeEach(async () => {
  open = await openWindow();
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

const canvas = (): Locator => open.page.getByRole('group', { name: /^Graph\./ });
const node = (name: string | RegExp): Locator => canvas().getByRole('button', { name });
const details = (): Locator => open.page.getByRole('complementary', { name: /^Node/ });
const search = (): Locator => open.page.getByRole('searchbox', { name: 'Search the graph' });
/** Where the drawing stands: "translate(x,y) scale(k)". */
async function stand(): Promise<{ x: number; y: number; k: number }> {
  const text = await canvas().locator('svg > g').getAttribute('transform');
  const [, x, y, k] = /translate\((.+),(.+)\) scale\((.+)\)/.exec(text ?? '') ?? [];
  return { x: Number(x), y: Number(y), k: Number(k) };
}
async function openGraph(project: string): Promise<void> {
  await open.go(`#/model?project=${project}`);
  await canvas().scrollIntoViewIfNeeded();
  await canvas().getByRole('button').first().waitFor();
}

it('a repair is told as what is in the file and what runs', async () => {
  await open.go(`#/model?project=${strikes}`);
  const row = open.page.getByRole('region', { name: 'Repairs' }).getByRole('row').nth(1);
  expect(await row.getByRole('cell').allInnerTexts()).toEqual([
    'Output "output_probability" was a list of dictionaries (ZipMap).',
    'It is now a table of 2 columns, one for each class; the numbers are the same.',
  ]);
});

it('what is unusual is said with what to do, what only a run found out and weights beside the model among it', async () => {
  const project = decodeURIComponent(strikes);
  const view = open.workbench.projects.get(project)!;
  const hint = 'Export it with a dynamic first dimension.';
  open.workbench.projects.set(project, {
    ...view,
    model: {
      ...view.model!,
      warnings: [{ code: 'FIXED_BATCH', message: 'The model takes exactly one row at a time.', hint }],
      externalData: [{ location: 'weights.bin', sizeBytes: 2_000_000, found: true }],
    },
  });
  await open.go(`#/model?project=${strikes}`);
  await open.page.getByText('The model takes exactly one row at a time.').waitFor();
  await open.page.getByText(hint).waitFor();
  await open.page.getByText('The weights (2.0 MB) lie in 1 file beside the model.').waitFor();
  await open.page.getByText(/Move and copy them together with it: weights\.bin\./).waitFor();
});

it('operators are counted, the most used first, as a drawing and as a table', async () => {
  await open.go(`#/model?project=${strikes}`);
  await open.page.getByRole('button', { name: 'Operators: menu' }).click();
  await open.page.getByRole('menuitem', { name: 'View as table' }).click();
  const rows = await open.page.getByRole('region', { name: 'Operators as a table' }).getByRole('row').allInnerTexts();
  expect(rows.slice(1, 4).map((row) => row.split(/\s+/))).toEqual([
    ['ai.onnx.ml.OneHotEncoder', '7'],
    ['Reshape', '7'],
    ['Concat', '2'],
  ]);
});

it('a click or Enter on a node shows what the file says of it, and its neighbours are links', async () => {
  await openGraph(strikes);
  expect(await open.page.getByText('12 nodes. 5 more are in sub-graphs and functions, and not drawn.').count()).toBe(1);
  await node(/^LinearClassifier/).click();
  await details().getByText('[0.5, -0.25, 1.125, …] (1243 values)').waitFor();
  await details().getByText('float32 [N, 1243]').waitFor();
  const [frame, box] = [(await canvas().boundingBox())!, (await node(/^LinearClassifier/).boundingBox())!];
  expect(box.x > frame.x && box.x + box.width < frame.x + frame.width).toBe(true);
  await details().getByRole('button', { name: 'Normalizer_10' }).click();
  await details().getByRole('heading', { name: 'Normalizer' }).waitFor();
  await details().getByText('output of the model').waitFor();
  expect(await node(/^Normalizer/).getAttribute('aria-pressed')).toBe('true');
  await details().getByRole('button', { name: 'Close the details' }).click();
  expect(await details().count()).toBe(0);
  await node(/^If .*5 nodes inside/).focus();
  await open.page.keyboard.press('Enter');
  await details().getByText('2 graphs with 5 nodes, which are not drawn').waitFor();
});

it('names and attributes from the file are shown as text', async () => {
  await openGraph(strikes);
  await node(/^OneHotEncoder OneHotEncoder_0/).click();
  await details().getByText('["<b>not bold</b>", "B-737", …] (31 values)').waitFor();
  expect(await details().locator('b').count()).toBe(0);
});

it('drag, wheel, buttons and keys move the drawing; the wheel scrolls the page until the drawing has the focus', async () => {
  const { page } = open;
  await openGraph(strikes);
  const box = (await canvas().boundingBox())!;
  const start = await stand();
  await page.mouse.move(box.x + 30, box.y + box.height - 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 90, box.y + box.height - 20, { steps: 4 });
  await page.mouse.up();
  const dragged = await stand();
  expect([dragged.x - start.x, dragged.y - start.y, dragged.k]).toEqual(
    [60, 20, start.k].map((value) => expect.closeTo(value, 3) as number),
  );
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect((await stand()).k).toBeCloseTo(dragged.k * 1.3, 6);
  await page.getByRole('button', { name: 'Fit the whole graph' }).click();
  const fitted = await stand();

  const top = (): Promise<number> => page.locator('#page').evaluate((element) => element.scrollTop);
  await page.getByRole('heading', { name: 'Graph' }).click();
  const before = await top();
  await canvas().hover({ position: { x: 20, y: 20 } });
  await page.mouse.wheel(0, -100);
  await expect.poll(top).toBeLessThan(before);
  expect(await stand()).toEqual(fitted);
  await canvas().focus();
  const still = await top();
  await canvas().hover({ position: { x: 20, y: 200 } });
  await page.mouse.wheel(0, -200);
  await expect.poll(async () => (await stand()).k).toBeGreaterThan(fitted.k);
  expect(await top()).toBe(still);

  for (const [key, moved] of [
    ['ArrowRight', [-60, 0]],
    ['ArrowUp', [0, 60]],
  ] as const) {
    const from = await stand();
    await page.keyboard.press(key);
    const to = await stand();
    expect([to.x - from.x, to.y - from.y]).toEqual(moved.map((value) => expect.closeTo(value, 3) as number));
  }
  const { k } = await stand();
  await page.keyboard.press('+');
  expect((await stand()).k).toBeGreaterThan(k);
  await page.keyboard.press('-');
  expect((await stand()).k).toBeCloseTo(k, 6);
  await page.keyboard.press('0');
  expect((await stand()).k).toBeCloseTo(fitted.k, 6);
});

it('Tab reaches one node, and the arrow keys go along the arrows of the graph', async () => {
  const { page } = open;
  await openGraph(strikes);
  await canvas().focus();
  await page.keyboard.press('Tab');
  const focused = (): Promise<string | null> => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
  expect(await focused()).toMatch(/^OneHotEncoder/);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe('Concat Concat_8');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toMatch(/^(Normalizer|If) /);
  await page.keyboard.press('ArrowUp');
  expect(await focused()).toBe('LinearClassifier LinearClassifier_9');
});

it('the search finds operators, names and tensors, marks them and goes from one to the next', async () => {
  const { page } = open;
  await openGraph(strikes);
  await search().fill('onehot');
  const status = page.getByRole('status').filter({ hasText: / of |Not found/ });
  await status.getByText('1 of 7').waitFor();
  expect(await canvas().locator('.is-found').count()).toBe(7);
  const target = (): Promise<string | null> => canvas().locator('.is-target').getAttribute('aria-label');
  expect(await target()).toBe('OneHotEncoder OneHotEncoder_0');
  await search().press('Enter');
  await status.getByText('2 of 7').waitFor();
  expect(await target()).toBe('OneHotEncoder OneHotEncoder_1');
  await page.getByRole('button', { name: 'Match before' }).click();
  await page.getByRole('button', { name: 'Match before' }).click();
  await status.getByText('7 of 7').waitFor();
  await search().fill('probabilities');
  await status.getByText('1 of 1').waitFor();
  expect(await target()).toBe('Normalizer Normalizer_10');
  await search().fill('nothing like it');
  await status.getByText('Not found').waitFor();
  await search().press('Escape');
  expect(await canvas().locator('.is-found').count()).toBe(0);
});

it('a graph of ten thousand nodes is drawn in part, says so, and a search or a link goes to any other part', async () => {
  await openGraph(large);
  await open.page.getByText('400 of 10,000 nodes are drawn.').waitFor();
  await open.page.getByText('The 400 nodes nearest to the inputs are shown. Search to see others.').waitFor();
  expect(await canvas().getByRole('button').count()).toBe(400);
  await search().fill('Relu_5001');
  await node(/^Relu Relu_5001/).waitFor();
  expect(await canvas().locator('.is-target').getAttribute('aria-label')).toBe('Relu Relu_5001');
  expect(await canvas().getByRole('button').count()).toBe(400);
  await node(/^Add Add_5199, leads on/).dispatchEvent('click');
  await details().getByRole('button', { name: 'Conv_5200' }).click();
  await details().getByRole('heading', { name: 'Conv' }).waitFor();
  expect(await node(/^Conv Conv_5200/).getAttribute('aria-pressed')).toBe('true');
});

it('the list holds the same nodes, with the same search and details', async () => {
  const { page } = open;
  await openGraph(strikes);
  await page.getByRole('radiogroup', { name: 'Graph: drawing or list' }).getByText('List').click();
  const list = page.getByRole('region', { name: 'Nodes of the graph' });
  expect(await list.getByRole('row').count()).toBe(13);
  await list.getByRole('button', { name: 'Details of Concat Concat_8' }).click();
  await details().getByText('axis').waitFor();
  await search().fill('normal');
  await list.getByRole('row').filter({ hasText: 'found' }).getByText('Normalizer', { exact: true }).waitFor();
});

it('has no accessibility violation in either theme, drawn, searched, with details and as a list', async () => {
  const { page } = open;
  await openGraph(strikes);
  await search().fill('onehot');
  await canvas().locator('.is-target').waitFor();
  await node(/^LinearClassifier/).click();
  await details().getByText('Attributes').waitFor();
  const drawn = await violationsInBothThemes(page);
  await page.getByRole('radiogroup', { name: 'Graph: drawing or list' }).getByText('List').click();
  expect({ drawn, listed: await violationsInBothThemes(page) }).toEqual({ drawn: [], listed: [] });
});

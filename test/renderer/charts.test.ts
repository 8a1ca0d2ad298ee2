import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});

/** What happened between two pauses of the page: how many charts appeared, and how many were filled. */
interface Step {
  bare: number;
  filled: number;
}

/** Runs in the page before anything else: notes what of charts each of its tasks adds, and how high their places are at first. */
function watchCharts(): void {
  const steps: Step[] = [];
  const heights = new Map<Element, number>();
  Object.assign(window, { steps, heights });
  const count = (nodes: Element[], selector: string): number =>
    nodes.reduce((sum, node) => sum + Number(node.matches(selector)) + node.querySelectorAll(selector).length, 0);
  new MutationObserver((mutations) => {
    const added = mutations.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof Element);
    const step = {
      bare: count(added, '.recharts-wrapper'),
      filled: count(added, '.recharts-cartesian-grid'),
    };
    if (step.bare + step.filled > 0) steps.push(step);
    for (const figure of document.querySelectorAll('figure.chart')) {
      if (!heights.has(figure)) heights.set(figure, figure.getBoundingClientRect().height);
    }
  }).observe(document, { childList: true, subtree: true });
}

interface Watched {
  steps: Step[];
  heights: Map<Element, number>;
}

it('draws the charts of a page one after the other, each in the place that was kept for it', async () => {
  open = await openWindow();
  const { page } = open;
  await page.addInitScript(watchCharts);
  await open.go(`#/validate?project=${strikes}`);
  await page.locator('figure.chart').nth(4).waitFor();
  await expect
    .poll(() => page.evaluate(() => document.querySelectorAll('figure.chart:not(:has(.recharts-cartesian-grid))').length))
    .toBe(0);
  const { steps, moved } = await page.evaluate(() => {
    const watched = window as unknown as Watched;
    const grown = [...watched.heights].filter(([figure, height]) => figure.getBoundingClientRect().height !== height);
    return { steps: watched.steps, moved: grown.map(([figure]) => figure.getAttribute('aria-label')) };
  });
  // A chart, then what is in it; only then the next chart.
  expect(steps.slice(0, 4)).toEqual([
    { bare: 1, filled: 0 },
    { bare: 0, filled: 1 },
    { bare: 1, filled: 0 },
    { bare: 0, filled: 1 },
  ]);
  expect(steps.length).toBeGreaterThanOrEqual(10);
  expect(steps.every(({ bare, filled }) => bare + filled === 1)).toBe(true);
  expect(moved).toEqual([]);
});

it('saves a chart as SVG and PNG that need nothing of the window', async () => {
  open = await openWindow();
  const { page } = open;
  await open.go(`#/time?project=${strikes}`);
  const save = async (item: string) => {
    await page.getByRole('button', { name: 'Accuracy over time: menu' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
    return readFile(await download.path());
  };
  const svg = (await save('Save as SVG')).toString();
  expect(svg).toMatch(/^<svg/);
  expect(svg).not.toContain('var(--');
  expect((await save('Save as PNG')).subarray(1, 4).toString()).toBe('PNG');
});

it('a chart that is saved before it is drawn is saved whole', async () => {
  open = await openWindow();
  const { page } = open;
  await open.go(`#/validate?project=${strikes}`);
  const menu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'Calibration: menu' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu('View as table');
  await page.getByRole('region', { name: 'Calibration as a table' }).waitFor();
  // As on a machine that is much too slow: no frame comes, and no timer.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 3_600_000);
  await menu('View as chart');
  const chart = page.getByRole('figure', { name: /^Calibration/ });
  await chart.waitFor();
  expect(await chart.locator('svg').count()).toBe(0);
  const [download] = await Promise.all([page.waitForEvent('download'), menu('Save as SVG').then(() => page.clock.resume())]);
  expect(await readFile(await download.path(), 'utf8')).toContain('predicted');
});

// Small windows, and a page zoomed to 200 %: a browser shows 1280 × 800 at 200 % as it shows 640 × 400.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../app/api/pages.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;

beforeAll(async () => {
  open = await openWindow();
  await open.go(`#/home?project=${strikes}`);
});
afterAll(() => open.close());

const sizes = [
  { name: '1024 × 640', width: 1024, height: 640 },
  { name: '1280 × 800 at 200 %', width: 640, height: 400 },
  { name: '1024 × 640 at 200 %', width: 512, height: 320 },
];

/** What a person cannot get at: parts wider than the window that nothing scrolls, and controls outside of it or under another. */
async function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()} "${(element.getAttribute('aria-label') ?? element.textContent).slice(0, 40)}"`;
    const width = document.documentElement.scrollWidth;
    if (width > window.innerWidth) found.push(`the window scrolls sideways: it is ${width} wide`);
    for (const part of document.querySelectorAll('.topbar, .statusline, .page-scroll')) {
      if (part.scrollWidth <= part.clientWidth + 1) continue;
      const edge = part.getBoundingClientRect().left + part.clientWidth + 1;
      const beyond = [...part.querySelectorAll('*')].filter((inner) => inner.getBoundingClientRect().right > edge);
      const innermost = beyond.filter((one) => !beyond.some((other) => other !== one && one.contains(other)));
      found.push(`${part.className} is cut off at the right by ${innermost.slice(0, 3).map(name).join(', ')}`);
    }
    // Placed by the page rather than by its table, such a text makes the page as wide as the table is.
    for (const hidden of document.querySelectorAll<HTMLElement>('.scroll-x .visually-hidden')) {
      if (!hidden.closest('.scroll-x')?.contains(hidden.offsetParent))
        found.push(`${name(hidden)} does not scroll with its table`);
    }
    const controls = document.querySelectorAll('.topbar a, .topbar button, .rail a, .rail button');
    for (const control of controls) {
      const box = control.getBoundingClientRect();
      if (box.width === 0) continue;
      if (box.right > window.innerWidth + 1) found.push(`${name(control)} is outside`);
      const inRail = control.closest('.rail');
      if (inRail && control.scrollWidth > control.clientWidth) found.push(`${name(control)} is written beyond its frame`);
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      // The rail scrolls where the window is low.
      if (inRail && y > inRail.getBoundingClientRect().bottom) continue;
      const top = document.elementFromPoint(x, y);
      if (top && !control.contains(top) && !top.contains(control)) found.push(`${name(control)} lies under ${name(top)}`);
    }
    return found;
  });
}

describe.each(sizes)('in a window of $name', ({ width, height }) => {
  it('every notice can be read and dismissed, the newest at once', async () => {
    const { page } = open;
    await page.setViewportSize({ width, height });
    const drop = (name: string): Promise<void> =>
      page.evaluate((given) => {
        const transfer = new DataTransfer();
        for (let copy = 1; copy <= 3; copy++) transfer.items.add(new File(['x'], `${given} ${copy}.pkl`));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, name);
    await drop('pickle');
    const dismiss = page.getByRole('log', { name: 'Notices' }).getByRole('button', { name: 'Dismiss' });
    await expect.poll(() => dismiss.count()).toBe(3);
    const box = (await dismiss.last().boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(height);
    for (let left = 3; left > 0; left--) {
      await dismiss.first().click();
      await expect.poll(() => dismiss.count()).toBe(left - 1);
    }
  });

  it.each(pages.map(({ id }) => id))('nothing of the page %s is lost', async (id) => {
    const { page } = open;
    await page.setViewportSize({ width, height });
    await page.evaluate((hash) => (location.hash = hash), `#/${id}?project=${strikes}`);
    await page.locator('#page h1').first().waitFor();
    await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current=page]').waitFor();
    if (id === 'validate') await page.getByRole('columnheader', { name: 'Save' }).waitFor({ timeout: 20_000 });
    // Charts find their width a moment later.
    await expect.poll(() => lost(page), { timeout: 5_000 }).toEqual([]);
  });

  it('what waits for the person is marked in the rail', async () => {
    const { page } = open;
    await page.setViewportSize({ width, height });
    await page.evaluate((hash) => (location.hash = hash), `#/data?project=${encodeURIComponent('/home/me/Drydock/Asking')}`);
    const link = page.getByRole('link', { name: 'Data, has a question for you' });
    await link.waitFor();
    expect(await link.locator('.rail-mark').isVisible()).toBe(true);
  });
});

it('a table that goes on beyond its edge shows a shadow there, on the side where more is; one that fits shows none', async () => {
  const { page } = open;
  await page.setViewportSize({ width: 700, height: 800 });
  await page.evaluate((hash) => (location.hash = hash), `#/runs?project=${strikes}`);
  const table = page.locator('.scroll-x').first();
  await table.waitFor();
  /** Offsets of the shadows inside the edges: to the right of the left edge, to the left of the right one. */
  const shadows = (): Promise<number[]> =>
    table.evaluate((element) => {
      const { boxShadow } = getComputedStyle(element);
      // A shadow of no size stands for the one that the other end of the animation has.
      const offsets = [...boxShadow.matchAll(/(-?[\d.]+)px 0px [\d.]+px -?[\d.]+px inset/g)].map(([, x]) => Number(x));
      return offsets.filter((x) => x !== 0).map(Math.sign);
    });
  const scrollTo = (share: number): Promise<void> =>
    table.evaluate((element, to) => {
      element.scrollLeft = (element.scrollWidth - element.clientWidth) * to;
    }, share);
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeGreaterThan(40);
  await expect.poll(shadows).toEqual([-1]);
  await scrollTo(0.5);
  await expect.poll(shadows).toEqual([1, -1]);
  await scrollTo(1);
  await expect.poll(shadows).toEqual([1]);
  await scrollTo(0);
  await page.setViewportSize({ width: 1800, height: 800 });
  await expect.poll(shadows).toEqual([]);
});

it('the columns of the data fit beside the rail in a window of 1024', async () => {
  const { page } = open;
  await page.setViewportSize({ width: 1024, height: 800 });
  await page.evaluate((hash) => (location.hash = hash), `#/data?project=${strikes}`);
  await page.getByRole('tab', { name: 'Columns' }).click();
  const table = page.getByRole('table', { name: 'Columns' });
  await table.getByText('Origin State').waitFor();
  await expect.poll(() => table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
});

it('nothing moves for whoever asked for less motion', async () => {
  const { page } = open;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate((hash) => (location.hash = hash), `#/validate?project=${strikes}`);
  await page
    .getByRole('region', { name: /^Accuracy/ })
    .first()
    .waitFor();
  const longest = (): Promise<number> =>
    page.evaluate(() => {
      const seconds = (text: string): number[] =>
        text.split(',').map((part) => (part.trim().endsWith('ms') ? parseFloat(part) / 1000 : parseFloat(part)));
      return Math.max(
        ...[...document.querySelectorAll('*')].flatMap((element) => {
          const style = getComputedStyle(element);
          return [...seconds(style.transitionDuration), ...seconds(style.animationDuration)];
        }),
      );
    });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await longest()).toBeGreaterThan(0.05);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await longest()).toBeLessThan(0.001);
});

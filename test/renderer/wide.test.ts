// Thousands of columns and classes: everything can be reached, and only what is in view exists.
import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { fakeEvaluation } from './fakeData.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const project = decodeURIComponent(strikes);
const width = 2000;
const openWindow = windowSuite();
let open: OpenWindow;

afterEach(async () => {
  const { troubles } = open;
  await open.close();
  expect(troubles).toEqual([]);
});

/** A matrix of 2,000 columns, each fed by one of its name. */
async function startWide(): Promise<Page> {
  open = await openWindow();
  open.page.setDefaultTimeout(20_000);
  const { projects } = open.workbench;
  const view = projects.get(project);
  if (!view?.model || !view.data || !view.mapping || !view.check) throw new Error('the fake workbench has this project');
  const { model, data, mapping, check } = view;
  const names = Array.from({ length: width }, (_, i) => `c${String(i).padStart(4, '0')}`);
  const number = data.columns.find(({ type }) => type === 'number');
  if (!number) throw new Error('the fake data have a number');
  const feed = { missing: { kind: 'nan' as const }, reason: 'same name', confidence: 1 };
  projects.set(project, {
    ...view,
    model: { ...model, inputs: [{ name: 'X', kind: 'tensor', type: 'float32', shape: ['N', width] }] },
    data: { ...data, columns: [...data.columns.slice(0, 1), ...names.map((name) => ({ ...number, name }))] },
    mapping: {
      ...mapping,
      columns: [
        ...mapping.columns.slice(0, 1),
        ...names.map((name) => ({ name, role: 'feature' as const, reason: 'feeds the model', confidence: 1 })),
      ],
      inputs: [{ input: 'X', feeds: names.map((column) => ({ ...feed, column })) }],
    },
    check: {
      ...check,
      extra: [],
      feeds: names.map((column, element) => ({ input: 'X', element, column, status: 'ok', detail: 'number' })),
    },
  });
  return open.page;
}

/** Scrolls the region to its end. */
async function toEnd(region: Locator): Promise<void> {
  await region.evaluate((element) => element.scrollTo(0, element.scrollHeight));
}

it.each([
  ['Model inputs and the columns that feed them', 'Column for X[1999]: c1999; change', width],
  ['Roles of the columns', 'Role of c1999: feature; change', width + 1],
])('%s: of 2,000 only those in view exist, and the last can be reached', async (label, last, count) => {
  const page = await startWide();
  await open.go(`#/data?project=${strikes}&at=mapping`);
  const region = page.getByRole('region', { name: label });
  await region.waitFor();
  const rows = region.locator('tbody tr:not([aria-hidden])');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  expect(await rows.count()).toBeLessThan(80);
  expect(await region.getByRole('table').getAttribute('aria-rowcount')).toBe(String(count + 1));
  await expect
    .poll(async () => {
      await toEnd(region);
      return region.getByRole('button', { name: last }).isVisible();
    })
    .toBe(true);
  expect(await rows.count()).toBeLessThan(80);
  expect(await rows.last().getAttribute('aria-rowindex')).toBe(String(count + 1));
});

it('the role of a late column is changed like that of any other', async () => {
  const page = await startWide();
  await open.go(`#/data?project=${strikes}&at=mapping`);
  const region = page.getByRole('region', { name: 'Roles of the columns' });
  const role = region.getByRole('button', { name: 'Role of c1999: feature; change' });
  await expect
    .poll(async () => {
      await toEnd(region);
      return role.count();
    })
    .toBe(1);
  await role.click();
  await page.getByRole('menuitem', { name: /^weight/ }).click();
  const saved = (): unknown => open.workbench.calls.find(({ name }) => name === 'projects.setMapping')?.input;
  await expect.poll(() => JSON.stringify(saved() ?? '')).toContain('"name":"c1999","role":"weight"');
});

it('of a thousand classes only the figures in view exist', async () => {
  open = await openWindow();
  const { page, workbench } = open;
  page.setDefaultTimeout(20_000);
  const { metrics } = fakeEvaluation(7312);
  const { handlers } = workbench;
  const get = handlers['runs.get'];
  const perClass = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`class ${i}`, metrics]));
  Object.assign(handlers, {
    'runs.get': async (...call: Parameters<typeof get>) => {
      const found = await get(...call);
      return { ...found, report: found.report && { ...found.report, perClass } };
    },
  });
  await open.go(`#/validate?project=${strikes}`);
  const region = page.getByRole('region', { name: 'Figures per class' });
  await region.scrollIntoViewIfNeeded();
  const rows = region.locator('tbody tr:not([aria-hidden])');
  await expect.poll(() => rows.count()).toBeGreaterThan(3);
  expect(await rows.count()).toBeLessThan(60);
  await expect
    .poll(async () => {
      await toEnd(region);
      return region.getByText('class 999', { exact: true }).isVisible();
    })
    .toBe(true);
});

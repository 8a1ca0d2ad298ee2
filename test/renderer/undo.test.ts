import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mapping } from '../../app/api/schemas/mapping.ts';
import { mappingChangeLabel } from '../../renderer/src/state/mappingChangeLabel.ts';
import { createUndoStore, type UndoStep } from '../../renderer/src/state/undoStore.ts';
import { fakeDataset, fakeMapping, fakeModel } from './fakeData.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

describe('the history of a project', () => {
  const step = (label: string, more: Partial<UndoStep> = {}): UndoStep => ({
    label,
    undo: () => undefined,
    redo: () => undefined,
    ...more,
  });
  const labels = (steps: readonly UndoStep[]): string[] => steps.map(({ label }) => label);

  it('goes back and forth, apart for each project; a new change does away with what could be redone', () => {
    const store = createUndoStore();
    store.push('a', step('one'));
    store.push('a', step('two'));
    store.push('b', step('other'));
    expect(store.back('a')?.label).toBe('two');
    expect(store.forward('a')?.label).toBe('two');
    expect(store.back('a')?.label).toBe('two');
    store.push('a', step('three'));
    expect([labels(store.of('a').past), labels(store.of('a').future)]).toEqual([['one', 'three'], []]);
    expect(labels(store.of('b').past)).toEqual(['other']);
    expect(store.forward('b')).toBeUndefined();
    expect(store.back(null)).toBeUndefined();
  });

  it('passes over what no longer holds, and keeps no end of steps', () => {
    const store = createUndoStore();
    store.push('a', step('fits'));
    store.push('a', step('of another model', { holds: () => false }));
    expect(store.back('a')?.label).toBe('fits');
    expect(store.of('a').past).toEqual([]);
    for (let number = 0; number < 250; number++) store.push('a', step(String(number)));
    expect(store.of('a').past).toHaveLength(200);
  });

  it('makes one step of a drag: from before it began to where it ended', () => {
    let time = 0;
    const store = createUndoStore(() => time);
    const done: string[] = [];
    const drag = (from: number, to: number): void =>
      store.push(
        'a',
        step('zoom', { drag: 'zoom', undo: () => void done.push(`to ${from}`), redo: () => void done.push(`to ${to}`) }),
      );
    drag(0, 1);
    time += 100;
    drag(1, 2);
    time += 5_000;
    drag(2, 3);
    expect(store.of('a').past).toHaveLength(2);
    void store.back('a')?.undo();
    const first = store.back('a');
    void first?.undo();
    void first?.redo();
    expect(done).toEqual(['to 2', 'to 0', 'to 2']);
  });

  it('takes one step out of the middle, once', () => {
    const store = createUndoStore();
    const [one, two] = [step('one'), step('two')];
    store.push('a', one);
    store.push('a', two);
    expect([store.take('a', one), store.take('a', one)]).toEqual([true, false]);
    expect(labels(store.of('a').past)).toEqual(['two']);
  });
});

describe('what an edit of the mapping is called', () => {
  const before = fakeMapping(fakeModel, fakeDataset(false));
  const edited = (change: Partial<Mapping>): string => mappingChangeLabel(before, { ...before, ...change });

  it('names the column, input, label or class that a person changed', () => {
    const column = before.columns.find(({ role }) => role === 'ignored');
    const other = before.columns.find(({ role }) => role === 'target');
    expect(
      edited({
        columns: before.columns.map((entry) =>
          entry.name === column?.name
            ? { ...entry, role: 'target', reason: 'chosen by you' }
            : entry.name === other?.name
              ? { ...entry, role: 'ignored', reason: 'another was chosen instead' }
              : entry,
        ),
      }),
    ).toBe(`role of ${column?.name ?? ''}`);
    expect(edited({ labels: { ...before.labels, constructor: 'No damage' } })).toBe('class of the label constructor');
    expect(edited({ positive: 'another' })).toBe('positive class');
    expect(edited({})).toBe('change of the mapping');
  });

  it('tells the column of an input from what becomes of its missing cells', () => {
    const [input] = before.inputs;
    const [feed] = input?.feeds ?? [];
    if (!input || !feed) throw new Error('the mapping feeds nothing');
    const withFeed = (change: Partial<typeof feed>): string =>
      edited({ inputs: [{ ...input, feeds: [{ ...feed, ...change }, ...input.feeds.slice(1)] }, ...before.inputs.slice(1)] });
    expect(withFeed({ missing: { kind: 'reject' }, column: feed.column })).toBe(`missing values of ${feed.column ?? ''}`);
    expect(withFeed({ column: null })).toContain(`column of `);
  });
});

describe('undo in the window', () => {
  const openWindow = windowSuite();
  let open: OpenWindow;

  afterEach(async () => {
    const { troubles } = open;
    await open.close();
    expect(troubles).toEqual([]);
  });

  async function start(hash: string): Promise<Page> {
    open = await openWindow();
    open.page.setDefaultTimeout(20_000);
    await open.go(hash);
    return open.page;
  }

  it('takes back a filter of the drawer and opens it again where it was made', async () => {
    const page = await start(`#/validate?project=${strikes}`);
    await page.getByRole('button', { name: /actual Some damage, predicted No damage: 556 rows/ }).click();
    const filter = page.getByRole('button', { name: 'Remove filter: predicted = No damage' });
    await filter.click();
    await filter.waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+8');
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('Undid: filter of the rows').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Validate' }).waitFor();
    await filter.waitFor();
    await page.keyboard.press('Control+y');
    await filter.waitFor({ state: 'hidden' });
  });

  it('keeps the windows and the metric of the chart over time while one is elsewhere, and takes them back one by one', async () => {
    const page = await start(`#/time?project=${strikes}`);
    const unit = page.getByRole('combobox', { name: 'Windows' });
    await unit.click();
    await page.getByRole('option', { name: 'years' }).click();
    await page.getByText(/by year/).waitFor();
    const metric = page.getByRole('combobox', { name: 'Metric' });
    const first = await metric.inputValue();
    await metric.click();
    await page.getByRole('option', { name: 'Recall' }).first().click();
    await page.keyboard.press('Control+3');
    await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
    await page.keyboard.press('Control+6');
    await page.getByText(/by year/).waitFor();
    expect(await metric.inputValue()).toBe('Recall');
    await page.locator('#page').focus();
    await page.keyboard.press('Control+z');
    await page.getByText('Undid: metric of the chart over time').waitFor();
    await expect.poll(() => metric.inputValue()).toBe(first);
    expect(await unit.inputValue()).toBe('years');
    await page.keyboard.press('Control+z');
    await page.getByText('Undid: windows of the chart over time').waitFor();
    await expect.poll(() => unit.inputValue()).toBe('automatic');
  });

  it('takes back the archiving of a run, by keys as by its notice', async () => {
    const page = await start(`#/runs?project=${strikes}`);
    const archive = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Actions for Validation 1' }).click();
      await page.getByRole('menuitem', { name: 'Archive' }).click();
      await page.getByText('“Validation 1” was archived.').waitFor();
      await page.getByRole('button', { name: 'Actions for Validation 1' }).waitFor({ state: 'hidden' });
    };
    await archive();
    await page.keyboard.press('Control+z');
    await page.getByText('Undid: archiving of Validation 1').waitFor();
    // A way back that leads nowhere any more would only puzzle.
    expect(await page.getByText('“Validation 1” was archived.').count()).toBe(0);
    await archive();
    await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Actions for Validation 1' }).waitFor();
    expect(await page.getByRole('log').getByRole('button', { name: 'Undo' }).count()).toBe(0);
    // It was taken back already: nothing is left to undo.
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: /^Undo There is nothing to undo/ }).waitFor();
  });
});

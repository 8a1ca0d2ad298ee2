// The page of runs, as a person uses it: find, order, and compare with a reference.
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../app/api/schemas/runs.ts';
import { violationsInBothThemes } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
let page: Page;

beforeEach(async () => {
  open = await openWindow();
  ({ page } = open);
});
afterEach(async () => {
  expect(open.troubles).toEqual([]);
  await open.close();
});

/** The page of runs of a project whose runs were changed beforehand. */
async function runsPage(change: (runs: RunRecord[]) => RunRecord[] = (runs) => runs): Promise<void> {
  const key = decodeURIComponent(strikes);
  const view = open.workbench.projects.get(key)!;
  open.workbench.projects.set(key, { ...view, runs: change(view.runs) });
  await open.go(`#/runs?project=${strikes}`);
}

/** More runs like the last one. */
function withMore(count: number, change: (run: RunRecord, number: number) => Partial<RunRecord> = () => ({})) {
  return (runs: RunRecord[]): RunRecord[] => {
    const last = runs.at(-1)!;
    const more = Array.from({ length: count }, (_, index) => {
      const number = index + 3;
      const run = { ...last, id: `run-${number}`, name: `Validation ${number}`, startedAt: `2026-11-23T1${index}:00:00Z` };
      return { ...run, starred: false, ...change(run, number) };
    });
    return [...runs, ...more];
  };
}

const compare = async (...numbers: number[]): Promise<void> => {
  for (const number of numbers) await page.getByRole('checkbox', { name: `Compare Validation ${number}`, exact: true }).check();
};
const figures = () => page.getByRole('region', { name: 'Figures side by side' });
const heads = async (): Promise<string[]> =>
  (await figures().getByRole('columnheader').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
const listed = async (): Promise<string[]> =>
  page.getByRole('region', { name: 'Runs', exact: true }).getByRole('link').allInnerTexts();
const callsOf = (name: string) => open.workbench.calls.filter((call) => call.name === name).map(({ input }) => input);

describe('comparing runs', () => {
  it('the older one is the reference, the pinned baseline goes before it', async () => {
    await runsPage();
    await compare(1, 2);
    await expect.poll(heads).toEqual(['Metric', 'A Validation 1 reference', 'B Validation 2', 'B − A']);
    await figures().getByText('▲ better').first().waitFor();
    const area = figures().getByRole('row', { name: /^ROC AUC/ });
    expect((await area.innerText()).replaceAll(/\s+/g, ' ')).toMatch(/\+0\.0200 ?▲ better ?\+0\.0050 to \+0\.0350 · p = 0\.0004/);

    await page.getByRole('button', { name: 'Actions for Validation 2' }).click();
    await page.getByRole('menuitem', { name: 'Pin as baseline' }).click();
    await expect.poll(heads).toEqual(['Metric', 'A Validation 2 baseline', 'B Validation 1', 'B − A']);
    await area.getByText('▼ worse').waitFor();
    expect(callsOf('runs.compare').at(-1)).toMatchObject({ runIds: [expect.stringMatching(/22/), expect.stringMatching(/21/)] });
  });

  it('long names of runs break, so that the differences stay in sight', async () => {
    await page.setViewportSize({ width: 1300, height: 900 });
    await runsPage((runs) => runs.map((run, at) => ({ ...run, name: `Challenger ${at} on held-out rows, 2026-12-01 15:26` })));
    for (const at of [0, 1]) await page.getByRole('checkbox', { name: `Compare Challenger ${at}` }).check();
    await figures().getByText('▲ better').first().waitFor();
    expect(await figures().evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  });

  it('draws the intervals of all runs equally long and on one scale, where a figure has no largest value too', async () => {
    const mae = (value: number) => ({ metrics: { mae: { value, low: value * 0.95, high: value * 1.05 } } });
    await runsPage((runs) => runs.map((run, at) => ({ ...run, headline: { ...run.headline!, ...mae(10 * (at + 1)) } })));
    await compare(1, 2);
    const bars = figures()
      .getByRole('row', { name: /^Mean absolute error/ })
      .locator('.intervalbar');
    await expect.poll(() => bars.count()).toBe(2);
    const drawn = await bars.evaluateAll((all) =>
      all.map((bar) => {
        const mark = bar.querySelector('.intervalbar-value')!.getBoundingClientRect();
        const { left, width } = bar.getBoundingClientRect();
        return { width, at: (mark.left + mark.width / 2 - left) / width };
      }),
    );
    expect(Math.abs(drawn[0]!.width - drawn[1]!.width)).toBeLessThan(2);
    expect(drawn[1]!.at / drawn[0]!.at).toBeCloseTo(2, 1);
  });

  it('says in words what single rows say, and opens the flipped ones with filters that can be undone', async () => {
    await runsPage();
    await compare(1, 2);
    const rows = page.getByRole('region', { name: 'B against A, row by row' });
    await rows.getByText(/B fixes 210 rows and breaks 96: it fixes more than it breaks, and hardly by chance/).waitFor();
    expect(await rows.getByRole('button').allInnerTexts()).toEqual([
      expect.stringMatching(/▲ 210\s+fixed\s+wrong in A, right in B/),
      expect.stringMatching(/▼ 96\s+broken\s+right in A, wrong in B/),
      expect.stringMatching(/≠ 306\s+changed\s+predictions differ/),
    ]);
    await rows.getByRole('button', { name: /broken/ }).click();
    const flipped = page.getByRole('region', { name: 'Rows broken: right in A, wrong in B' });
    await flipped.getByText('96 rows').waitFor();
    await flipped.getByText('A in the columns: Validation 1').waitFor();
    await flipped.getByRole('columnheader', { name: /predicted B/ }).waitFor();

    await flipped.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('combobox', { name: 'Column' }).click();
    await page.getByRole('option', { name: 'predicted A' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('No damage');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await flipped.getByText('14 rows').waitFor();
    expect(callsOf('runs.flipped').at(-1)).toMatchObject({
      kind: 'broken',
      page: { filters: [{ column: 'predicted A', op: 'eq', value: 'No damage' }] },
    });
    await flipped.getByRole('button', { name: 'Remove filter: predicted A = No damage' }).waitFor();
    await flipped.getByRole('heading').click();
    await page.keyboard.press('Control+z');
    await flipped.getByText('96 rows').waitFor();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await flipped.getByRole('button', { name: 'Close the flipped rows' }).click();
    await flipped.waitFor({ state: 'detached' });
  });

  it('on other data the figures stand side by side, and why is told', async () => {
    await runsPage(withMore(1, (run) => ({ data: { ...run.data, name: 'other.csv', sha256: 'd'.repeat(64) } })));
    await compare(1, 3);
    await page.getByText(/They ran on different data .* The figures stand side by side only\./).waitFor();
    await expect.poll(heads).toEqual(['Metric', 'A Validation 1 reference', 'B Validation 3']);
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('draws one figure of all runs over time, each with dashes and a letter of its own', async () => {
    await runsPage(withMore(1));
    await compare(1, 2, 3);
    const chart = page.getByRole('figure', { name: /^Over time/ });
    await chart.waitFor();
    const lines = chart.locator('path.recharts-line-curve');
    await expect.poll(() => lines.count()).toBe(3);
    const dashes = await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('stroke-dasharray')));
    expect(new Set(dashes).size).toBe(3);
    for (const letter of ['A', 'B', 'C']) await chart.locator('text', { hasText: new RegExp(`^${letter}$`) }).waitFor();
    expect(new Set(callsOf('runs.timeline').map((input) => (input as { unit: string }).unit)).size).toBe(1);
    await page.getByRole('combobox', { name: 'Metric over time' }).selectOption('ROC AUC');
    await page.getByRole('button', { name: 'Over time: menu' }).click();
    await page.getByRole('menuitem', { name: 'View as table' }).click();
    const table = page.getByRole('region', { name: 'Over time as a table' });
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'Window',
      'A Validation 1',
      'B Validation 2',
      'C Validation 3',
    ]);
  });

  it('a run that failed has no figures, and keeps nothing from the others', async () => {
    await runsPage((runs) =>
      withMore(1)(runs).map((run, index) => (index === 0 ? { ...run, state: 'failed', headline: null } : run)),
    );
    await compare(1, 2, 3);
    await page.getByRole('figure', { name: /^Over time/ }).waitFor();
    const accuracy = await figures()
      .getByRole('row', { name: /^Accuracy/ })
      .innerText();
    expect(accuracy.match(/–/g)).toHaveLength(3);
  });

  it('takes eight runs and no more', async () => {
    await runsPage(withMore(7));
    await compare(1, 2, 3, 4, 5, 6, 7, 8);
    await expect.poll(async () => (await heads()).length).toBe(16);
    expect(await page.getByRole('checkbox', { name: 'Compare Validation 9', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Clear selection (8)' }).click();
    await page.getByText(/Select 2 to 8 runs to compare them/).waitFor();
  });
});

describe('the list of runs', () => {
  it('is narrowed down by words, state and star, ordered by any column, and all of it undone', async () => {
    await runsPage(withMore(2, (_, number) => (number === 3 ? { state: 'failed', headline: null } : { note: 'with weights' })));
    expect(await listed()).toEqual(['Validation 4', 'Validation 3', 'Validation 2', 'Validation 1']);
    await page.getByRole('button', { name: 'Accuracy', exact: true }).click();
    await expect.poll(listed).toEqual(['Validation 4', 'Validation 2', 'Validation 1', 'Validation 3']);
    await page.getByRole('columnheader', { name: 'Accuracy' }).and(page.locator('[aria-sort="descending"]')).waitFor();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await expect.poll(listed).toEqual(['Validation 1', 'Validation 2', 'Validation 3', 'Validation 4']);

    await page.getByRole('combobox', { name: 'State of the runs' }).selectOption('Failed');
    await expect.poll(listed).toEqual(['Validation 3']);
    await page.getByText('1 of 4 runs').waitFor();
    await page.getByRole('switch', { name: 'Starred only' }).click();
    await page.getByText('No run is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await page.getByRole('textbox', { name: 'Find a run by name or note' }).fill('weights');
    await expect.poll(listed).toEqual(['Validation 4']);
    await page.getByRole('heading', { name: 'Runs' }).click();
    await page.keyboard.press('Control+z');
    await expect.poll(listed).toEqual(['Validation 4', 'Validation 3', 'Validation 2', 'Validation 1']);
    expect(await violationsInBothThemes(page)).toEqual([]);
  });

  it('shows notes; stars and notes are kept, an archived run is taken back from the list', async () => {
    await runsPage();
    await page.getByText('Before the speed column was mended').waitFor();
    await page.getByRole('button', { name: 'Star Validation 1' }).click();
    await page.getByRole('button', { name: 'Take the star from Validation 1' }).waitFor();
    await page.getByRole('button', { name: 'Actions for Validation 2' }).click();
    await page.getByRole('menuitem', { name: 'Add a note' }).click();
    await page.getByRole('textbox', { name: 'Note on the run' }).fill('<b>the one</b> we shipped');
    await page.keyboard.press('Enter');
    await page.getByText('<b>the one</b> we shipped').waitFor();
    await page.getByRole('button', { name: 'Actions for Validation 2' }).click();
    await page.getByRole('menuitem', { name: 'Archive', exact: true }).click();
    await expect.poll(listed).toEqual(['Validation 1']);
    await page.getByRole('switch', { name: 'Show archived (1)' }).click();
    await page.getByRole('button', { name: 'Actions for Validation 2' }).click();
    await page.getByRole('menuitem', { name: 'Take out of the archive' }).click();
    await page.getByText('“Validation 2” is out of the archive.').waitFor();
    expect(await page.getByText('“Validation 2” was archived.').count()).toBe(0);
    await expect.poll(listed).toEqual(['Validation 2', 'Validation 1']);
    await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undid: taking Validation 2 out of the archive').waitFor();
  });

  it('one run, and none, teach what there is to do', async () => {
    await runsPage((runs) => runs.slice(0, 1));
    await page.getByText(/One run so far\. Run again with another model/).waitFor();
    expect(await page.getByRole('group', { name: 'Filter the runs' }).count()).toBe(0);
    await open.go(`#/runs?project=${encodeURIComponent('/home/me/Drydock/Empty')}`);
    await page.getByText(/Every run/).waitFor();
  });
});

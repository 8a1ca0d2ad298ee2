import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settled } from './bothThemes.ts';
import { strikes, windowSuite, type OpenWindow } from './openWindow.ts';

const openWindow = windowSuite();
let open: OpenWindow;
let axeSource: string;

beforeAll(async () => {
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // One window for all states, as a person goes through them.
  open = await openWindow({ stepMs: 600 });
  // Nothing fades while it is looked at.
  await open.page.emulateMedia({ reducedMotion: 'reduce' });
  await open.go('#/home');
});
afterAll(() => open.close());

/** `colours` = only what a theme can change: the rest has been looked at in the other one. */
async function violations(page: Page, what: 'all' | 'colours'): Promise<string[]> {
  await settled(page);
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    async (tags) => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
        resultTypes: ['violations'],
        ...(tags && { runOnly: tags }),
      });
      return violations.map(({ id, nodes }) => ({ id, where: nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)) }));
    },
    what === 'all' ? null : ['color-contrast', 'link-in-text-block'],
  );
  return found.map(({ id, where }) => `${id}: ${where.join(' | ')}`);
}

const { version } = createRequire(import.meta.url)('axe-core/package.json') as { version: string };
const speeds = encodeURIComponent('/home/me/Drydock/Speeds');

const places: [name: string, hash: string, ready: (page: Page) => Promise<unknown>][] = [
  ['Home', '#/home', (page) => page.getByText('Recent projects').waitFor()],
  ['Home of a project', `#/home?project=${strikes}`, (page) => page.getByText('This project').waitFor()],
  ['Model', `#/model?project=${strikes}`, (page) => page.getByText('What it predicts').waitFor()],
  [
    'Data, mapping',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByText('Model inputs').waitFor();
      await page.getByText('What each label means').click();
      await page.getByRole('combobox', { name: 'Class for the label C' }).waitFor();
    },
  ],
  [
    'Data, columns',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByRole('tab', { name: 'Columns' }).click();
      await page.getByRole('table', { name: 'Columns' }).getByText('Origin State').waitFor();
    },
  ],
  [
    'Data, rows',
    `#/data?project=${strikes}`,
    async (page) => {
      await page.getByRole('tab', { name: 'Rows', exact: true }).click();
      await page.getByRole('table', { name: 'Rows of the dataset' }).getByText('B-737-200').first().waitFor();
    },
  ],
  [
    'Validate with rows',
    `#/validate?project=${strikes}`,
    async (page) => {
      await page.locator('.confusion-cell').first().click();
      await page.getByRole('complementary').getByText('No damage', { exact: true }).first().waitFor();
    },
  ],
  [
    'Over time with a window',
    `#/time?project=${strikes}`,
    async (page) => {
      await page.locator('.timeline-focus').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByText('All rows', { exact: true }).waitFor();
    },
  ],
  [
    'Over time as a table',
    `#/time?project=${speeds}`,
    async (page) => {
      await page.getByText('Table', { exact: true }).click();
      await page.getByRole('region', { name: 'Windows as a table' }).waitFor();
    },
  ],
  [
    'Validate a regression, settings open',
    `#/validate?project=${speeds}`,
    async (page) => {
      await page.getByRole('heading', { name: 'Residuals' }).waitFor();
      await page.getByRole('button', { name: /^Settings of the next run/ }).click();
      await page.getByText('libcudart.so.12 was not found.').waitFor();
    },
  ],
  [
    'Over time, drift before a comparison',
    `#/time?project=${strikes}&at=drift`,
    (page) => page.getByRole('button', { name: 'Compare', exact: true }).waitFor(),
  ],
  [
    'Over time, drift with an alert and its window',
    `#/time?project=${strikes}&at=drift`,
    async (page) => {
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByRole('list', { name: 'Alerts' }).getByRole('button').first().click();
      await page.getByRole('figure', { name: /^Distribution of/ }).waitFor();
    },
  ],
  [
    'Over time, a plan for retraining',
    `#/time?project=${strikes}&at=retrain`,
    async (page) => {
      await page.getByRole('textbox', { name: 'Training command' }).fill('python train.py --data {data} --out {out}');
      await page.getByRole('button', { name: 'Show the plan' }).click();
      await page.getByText('The command sees 3 variables').click();
    },
  ],
  ['Bundle', `#/bundle?project=${strikes}`, (page) => page.getByText('What will be inside').waitFor()],
  [
    'Bundle, other forms of the model',
    `#/bundle?project=${strikes}`,
    async (page) => {
      await page.getByRole('button', { name: 'Make and measure the other forms' }).click();
      await page.getByText('12 of 6,965 answers differ').waitFor();
    },
  ],
  [
    'Bundle, how much it carries',
    `#/bundle?project=${strikes}&at=scale`,
    async (page) => {
      await page.getByRole('textbox', { name: 'Bundle, or address of a server' }).fill('/srv/wrong.zip');
      await page.getByRole('button', { name: 'Run the load test' }).click();
      await page.getByRole('figure', { name: /^Latency by rate/ }).waitFor();
    },
  ],
  [
    'Bundle, a log that was read',
    `#/bundle?project=${strikes}`,
    async (page) => {
      await page.getByRole('textbox', { name: 'Folder of the log, or files of it' }).fill('/srv/strikes/logs');
      await page.getByRole('button', { name: 'Read the log' }).click();
      await page.getByText(/^Last read /).waitFor();
      await page.getByRole('switch', { name: 'Keep reading' }).check();
      await page.getByRole('button', { name: 'How it is read' }).click();
    },
  ],
  [
    'Over time, continued past deployment',
    `#/time?project=${encodeURIComponent('/home/me/Drydock/Bird strikes/monitor/2026-11-22T10-00-00-validate')}`,
    (page) => page.getByRole('figure', { name: /before and after deployment/ }).waitFor(),
  ],
  [
    'Runs, compared',
    `#/runs?project=${strikes}`,
    async (page) => {
      for (const number of [1, 2]) await page.getByRole('checkbox', { name: `Compare Validation ${String(number)}` }).check();
      await page.getByText('Settings that differ').waitFor();
    },
  ],
  ['Messy data, before a run', `#/messy?project=${strikes}`, (page) => page.getByText('Your files stay as they are.').waitFor()],
  [
    'Messy data, where it is weak',
    `#/messy?project=${strikes}&at=weak`,
    (page) => page.getByRole('table', { name: 'Highest loss' }).waitFor(),
  ],
  [
    'Messy data, what mends it',
    `#/messy?project=${strikes}&at=harden`,
    (page) => page.getByRole('button', { name: 'Search repairs' }).waitFor(),
  ],
  ['Settings', '#/settings', (page) => page.getByRole('textbox', { name: /^Inference threads/ }).waitFor()],
  ['Help', '#/help', (page) => page.getByRole('heading', { level: 1, name: 'Help' }).waitFor()],
  [
    'The palette of commands',
    `#/validate?project=${strikes}`,
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /^Search commands/ }).waitFor();
    },
  ],
  [
    'A notice of an error',
    `#/data?project=${strikes}`,
    async (page) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
      await chooser.setFiles({ name: 'old.pkl', mimeType: 'application/octet-stream', buffer: Buffer.from('x') });
      await page.getByText('Convert the model with skl2onnx').waitFor();
    },
  ],
  [
    'A run under way',
    `#/validate?project=${strikes}`,
    async (page) => {
      await page.getByRole('banner').getByRole('button', { name: 'Run' }).click();
      await page.getByText('Figures that need every row come at the end').waitFor();
    },
  ],
  [
    'An empty page',
    `#/data?project=${encodeURIComponent('/home/me/Drydock/Empty')}`,
    (page) => page.getByRole('heading', { name: 'No data yet' }).waitFor(),
  ],
];

it.each(places)('%s: no violation in either theme', async (_name, hash, ready) => {
  const { page } = open;
  await page.keyboard.press('Escape');
  await page.evaluate((next) => (location.hash = next), hash);
  await ready(page);
  // The tip of what was clicked last is no part of the state.
  await page.mouse.move(700, 2);
  await page.getByRole('tooltip').waitFor({ state: 'detached' });
  const light = await violations(page, 'all');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  const dark = await violations(page, 'colours');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-mantine-color-scheme="light"]').waitFor();
  expect({ light, dark }).toEqual({ light: [], dark: [] });
});

it('the page of the documentation names every state', async () => {
  const lines = places.map(([name]) => `| ${name} | none | none |`);
  const page = `# Accessibility

Made by \`test/renderer/accessibility.test.ts\`, which fails when there is a violation: axe-core ${version} with all its rules over the whole
window in the light theme, and once more in the dark theme with the rules that a theme can break (contrast, links told by colour alone).
Dialogs, drawers, menus and the tabs of the messy-data page are looked at by tests of their own (\`violationsInBothThemes\`), the order of
the focus and everything by keyboard alone by \`test/e2e/journeys/keyboardOnly.ts\`, windows at 200 % by \`test/renderer/sizes.test.ts\`.
What a machine cannot tell (whether words and reading order make sense to a person with a screen reader) has not been judged by such a
person yet.

| What is in the window | violations, light | violations, dark |
| --- | --- | --- |
${lines.join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../../docs/accessibility.md');
});

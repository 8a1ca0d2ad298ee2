// Every page in every state, in both themes, from the real program: `npm run screenshots` writes docs/screenshots/.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { pages, type PageId } from '../../app/api/pages.ts';
import { browserHost } from '../e2e/hosts/browserHost.ts';
import { given } from '../e2e/journeys/files.ts';
import { slowFiles } from '../e2e/journeys/slowProject.ts';
import { closeDrawer, dismissNotices, drawer, goTo, newProject, notices, readyToRun, runButton } from '../e2e/journeys/steps.ts';
import { root } from '../support/drydock.ts';

const folder = join(root, 'docs/screenshots');
const host = await browserHost({ takesAll: true });
const page = (): Page => host.page();

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await host.open();
  await page().setViewportSize({ width: 1360, height: 850 });
});
afterAll(() => host.close());

/** A settled picture: no notice (unless it is what the picture is of), no tip, no half-drawn chart. */
async function shoot(name: string, { keepNotices = false } = {}): Promise<void> {
  if (!keepNotices) await dismissNotices(page());
  await page().mouse.move(680, 4);
  await page().waitForTimeout(900);
  for (const scheme of ['light', 'dark'] as const) {
    await page().emulateMedia({ colorScheme: scheme });
    await page().waitForTimeout(300);
    await page().screenshot({ path: join(folder, `${name}-${scheme}.png`) });
  }
  await page().emulateMedia({ colorScheme: 'light' });
}

/** A page at the top. */
async function shootPage(id: PageId, name: string): Promise<void> {
  await goTo(page(), id);
  await page()
    .locator('#page')
    .evaluate((element) => element.scrollTo(0, 0));
  await shoot(name);
}

const tab = (name: string | RegExp): Promise<void> => page().getByRole('tab', { name }).first().click();

describe('empty', () => {
  it('a window nobody has seen before', async () => {
    await page().getByRole('button', { name: 'Try the bird-strikes example' }).waitFor();
    await shoot('home-empty');
    await newProject(page());
    for (const id of ['model', 'data', 'validate', 'messy', 'time', 'bundle', 'runs'] as const)
      await shootPage(id, `${id}-empty`);
  });
});

describe('the example', () => {
  it('done', async () => {
    await goTo(page(), 'home');
    await page()
      .getByRole('button', { name: /^Try the bird-strikes example/ })
      .click();
    await page().getByRole('main', { name: 'Validate' }).getByText('complete', { exact: true }).waitFor();
    await shoot('validate');
    for (const id of pages.map((one) => one.id).filter((one) => one !== 'validate' && one !== 'messy' && one !== 'bundle')) {
      await shootPage(id, id);
    }
  });

  it('the tabs of the data', async () => {
    await goTo(page(), 'data');
    for (const [name, file] of [
      ['Columns', 'data-columns'],
      ['Rows', 'data-rows'],
      ['Quality', 'data-quality'],
    ] as const) {
      await tab(name);
      if (file === 'data-quality') {
        await page().getByRole('button', { name: 'Run checks' }).click();
        await page().getByRole('button', { name: 'Run again' }).waitFor();
      }
      await shoot(file);
    }
  });

  it('rows behind a mark', async () => {
    await goTo(page(), 'validate');
    await page()
      .getByRole('button', { name: /^actual Some damage, predicted Some damage/ })
      .click();
    await drawer(page()).getByRole('status').getByText('124 rows').waitFor();
    await shoot('rows-drawer');
    await closeDrawer(page());
  });

  it('messy data: running, then done', async () => {
    await goTo(page(), 'messy');
    await page().getByRole('button', { name: 'Start', exact: true }).click();
    await page().getByRole('button', { name: 'Stop, keep what is done' }).waitFor();
    await page().locator('.minicurve').nth(5).waitFor();
    await shoot('messy-running');
    await page()
      .getByRole('img', { name: /^Grade / })
      .waitFor({ timeout: 540_000 });
    await page().getByRole('button', { name: 'Start', exact: true }).waitFor({ timeout: 540_000 });
    await shoot('messy');
    await tab('Column by column');
    await shoot('messy-columns');
    await tab(/^Breaking points/);
    await shoot('messy-breaking');
    await tab(/^Unstable rows/);
    await shoot('messy-unstable');
    await tab('Where it is weak');
    await page().getByRole('heading', { name: 'Hardest rows' }).waitFor();
    await page().getByText('Looking for weak slices').waitFor({ state: 'detached' });
    await shoot('messy-weak');
    await tab('What mends it');
    await page().getByRole('button', { name: 'Search repairs' }).click();
    await page().getByRole('button', { name: 'Stop, keep what is proved' }).waitFor();
    await page().getByRole('button', { name: 'Stop, keep what is proved' }).waitFor({ state: 'detached', timeout: 300_000 });
    await shoot('messy-harden');
  });

  it('a bundle, exported and verified', async () => {
    await goTo(page(), 'bundle');
    await page().getByRole('button', { name: 'Export bundle' }).click();
    await page().getByRole('button', { name: 'Verify the bundle' }).click();
    await page().getByText('The bundle serves what was validated.').waitFor({ timeout: 120_000 });
    await shootPage('bundle', 'bundle');
    for (const name of ['Readiness', 'Scale', 'History']) {
      await tab(name);
      await page().getByRole('tabpanel', { name }).getByRole('heading').first().waitFor();
      await shoot(`bundle-${name.toLowerCase()}`);
    }
    await tab('Export');
  });

  it('drift', async () => {
    await goTo(page(), 'time');
    await tab('Drift');
    await page().getByRole('button', { name: 'Compare', exact: true }).click();
    await page().getByRole('heading', { name: 'Columns by windows' }).waitFor({ timeout: 120_000 });
    await page().getByRole('button', { name: 'Compare', exact: true }).waitFor({ timeout: 120_000 });
    await shoot('time-drift');
    await tab('Accuracy');
  });

  it('narrow', async () => {
    await page().setViewportSize({ width: 1024, height: 640 });
    for (const id of ['validate', 'messy', 'data', 'time', 'bundle'] as const) await shootPage(id, `${id}-narrow`);
    await page().setViewportSize({ width: 1360, height: 850 });
  });
});

describe('errors', () => {
  it('a file of another kind, and data that do not fit', async () => {
    await newProject(page());
    await host.drop([await given(host, 'model.pkl', new Uint8Array([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e]))]);
    await notices(page())
      .getByText(/pickle/i)
      .first()
      .waitFor();
    await shoot('error-file', { keepNotices: true });
    await dismissNotices(page());
    await host.drop([join(root, 'examples/birdstrikes/model.onnx'), await given(host, 'other.csv', 'a,b\n1,2\n3,4\n5,6\n')]);
    await page().getByText('Not ready to run yet.').waitFor();
    await shoot('error-mapping');
  });
});

describe('a million rows', () => {
  it('huge, and a run under way', async () => {
    await newProject(page());
    const { model, data } = await slowFiles(host);
    await host.drop([model, data]);
    await readyToRun(page()).waitFor({ timeout: 120_000 });
    await tab('Rows');
    await page().getByRole('heading', { name: '1,000,000 rows' }).waitFor();
    await shoot('data-huge');
    await runButton(page()).click();
    await page()
      .getByRole('main', { name: 'Validate' })
      .getByText(/[\d,]+ of 1,000,000 rows.*rows\/s/)
      .first()
      .waitFor();
    await page().waitForTimeout(4_000);
    await shoot('validate-running');
    await page().getByRole('button', { name: 'Cancel, keep finished rows' }).click();
    await page().getByText('partial', { exact: true }).first().waitFor();
    await shoot('validate-partial');
  });
});

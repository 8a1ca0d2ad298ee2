import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { multiclassLogits, perColumn } from '../../support/tinyModels.ts';
import { given, givenCopy, wine } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { dismissNotices, goTo, newProject, notices, readyToRun, runToTheEnd } from './steps.ts';

/** A model and a table of one's own, in by every way, and what is wrong with the mapping mended by hand. */
export function describeOwnFiles(host: JourneyHost): void {
  describe("a model and a table of one's own", () => {
    it('B2 drop anything: a folder dropped anywhere is sorted by what is in the files, not by their names', async () => {
      const page = host.page();
      await goTo(page, 'help');
      await newProject(page);
      await goTo(page, 'settings');
      // Names that say nothing, or the wrong thing.
      await givenCopy(host, 'mine/nested/network.bin', wine.model);
      await givenCopy(host, 'mine/table.txt', wine.data);
      const note = await given(host, 'mine/notes.md', '# What I tried\n\nNothing yet.\n');
      await host.drop([dirname(note)]);
      await notices(page).getByText('Found a model and 1 table.').waitFor();
      await notices(page).getByText('Left aside: notes.md.').waitFor();
      await readyToRun(page).waitFor();
      await page.getByRole('link', { name: /table\.txt/ }).waitFor();
      await dismissNotices(page);
    });

    it('several files dropped together in one go are one project, and its run names the classes', async () => {
      const page = host.page();
      await newProject(page);
      await host.drop([wine.model, wine.data]);
      await notices(page).getByText('Found a model and 1 table.').waitFor();
      await readyToRun(page).waitFor();
      await runToTheEnd(page);
      await page.getByRole('button', { name: /^actual grignolino, predicted grignolino/ }).waitFor();
    });

    it.runIf(host.takesAll)(
      'a labels file dropped beside a model names its classes: on the page of the model, and in the figures',
      async () => {
        const page = host.page();
        await newProject(page);
        const classes = ['pine', 'oak', 'elm'];
        // Each column speaks for the classes of its row of weights: the labels are what the model answers.
        const rows = Array.from({ length: 90 }, (_, row) => [0, 1, 2, 3].map((column) => ((row * 7 + column * 5) % 11) - 5));
        const answer = (row: number[]): string => {
          const logits = classes.map((_, to) => row.reduce((sum, value, from) => sum + value * (((from + to) % 3) - 1), 0));
          return classes[logits.indexOf(Math.max(...logits))] ?? '';
        };
        const table = ['a,b,c,d,tree', ...rows.map((row) => [...row, answer(row)].join(','))].join('\n');
        await host.drop([
          await given(host, 'trees/trees.onnx', multiclassLogits()),
          await given(host, 'trees/trees.csv', `${table}\n`),
          await given(host, 'trees/labels.txt', `${classes.join('\n')}\n`),
        ]);
        await notices(page).getByText('Found a model, 1 table and labels.txt.').waitFor();
        await notices(page).getByText('The classes are called as “labels.txt” says: pine, oak, elm.').waitFor();
        await readyToRun(page).waitFor();
        await runToTheEnd(page);
        for (const name of classes)
          await page.getByRole('button', { name: new RegExp(`^actual ${name}, predicted ${name}`) }).waitFor();
        await goTo(page, 'model');
        await page.getByRole('main', { name: 'Model' }).getByText('pine').first().waitFor();
      },
    );

    it('files chosen in the dialog of the system are taken the same way', async () => {
      const page = host.page();
      await newProject(page);
      await host.pick([wine.model, wine.data], () => page.getByRole('button', { name: 'Choose files' }).click());
      await readyToRun(page).waitFor();
    });

    it.runIf(host.takesAll)('B2 data preview and roles: every role says why, and one click changes it', async () => {
      const page = host.page();
      const roles = page.getByRole('region', { name: 'Roles of the columns' });
      const cultivar = roles.getByRole('row', { name: /cultivar/ });
      await cultivar.getByText('target', { exact: true }).waitFor();
      expect((await cultivar.getByRole('cell').last().innerText()).length).toBeGreaterThan(10);
      await roles
        .getByRole('button', { name: 'Role of batch: id; change' })
        .or(roles.getByRole('button', { name: /^Role of batch/ }))
        .first()
        .click();
      await page.getByRole('menuitem', { name: /^weight/ }).click();
      await roles.getByRole('button', { name: 'Role of batch: weight; change' }).waitFor();
      await goTo(page, 'data');
      await page.getByRole('tab', { name: 'Columns' }).click();
      await page
        .getByRole('table', { name: 'Columns' })
        .getByRole('row', { name: /alcohol.*11\.03 … 14\.83/ })
        .waitFor();
      await page.getByRole('tab', { name: 'Rows' }).click();
      await page.getByRole('table', { name: 'Rows of the dataset' }).getByText('barolo').first().waitFor();
    });

    it.runIf(host.takesAll)('B2 undo: Ctrl+Z takes the role back where it was changed, Ctrl+Shift+Z does it again', async () => {
      const page = host.page();
      const role = page.getByRole('region', { name: 'Roles of the columns' }).getByRole('button', { name: /^Role of batch/ });
      await goTo(page, 'model');
      await page.keyboard.press('Control+z');
      await notices(page).getByText('Undid: role of batch').waitFor();
      await page.getByRole('main', { name: 'Data' }).waitFor();
      expect(await role.innerText()).not.toBe('weight');
      await page.keyboard.press('Control+Shift+z');
      await notices(page).getByText('Redid: role of batch').waitFor();
      await page.getByRole('button', { name: 'Role of batch: weight; change' }).waitFor();
      await page.keyboard.press('Control+z');
    });

    it('B2 schema mapping: a missing input says so and is mended with one click; the mapping is kept as a file and used again', async () => {
      const page = host.page();
      await newProject(page);
      const csv = await given(host, 'shop.csv', shopRows());
      const model = await given(host, 'shop.onnx', perColumn());
      await host.drop([model, csv]);
      const inputs = page.getByRole('region', { name: 'Model inputs and the columns that feed them' });
      await page.getByText('Not ready to run yet.').waitFor();
      const city = inputs.getByRole('row', { name: /^city/ });
      await city.getByText('missing').first().waitFor();
      await inputs
        .getByRole('row', { name: /^age/ })
        .getByText(/ok|cast/i)
        .first()
        .waitFor();
      await city.getByRole('button', { name: /^Use “.*city.*”/ }).click();
      await readyToRun(page).waitFor();
      // By hand, for what no click proposes.
      await inputs.getByRole('button', { name: 'Column for visits: visits; change' }).click();
      await page.getByRole('option', { name: /^visits_before/ }).click();
      await inputs.getByRole('button', { name: 'Column for visits: visits_before; change' }).waitFor();

      const path = await host.saved(async () => {
        await page.getByRole('button', { name: 'Mapping file' }).click();
        await page.getByRole('menuitem', { name: 'Save mapping as file' }).click();
      });
      const mapping = JSON.parse(await readFile(path, 'utf8')) as Mapping;
      expect(mapping.inputs.map(({ feeds }) => feeds[0]?.column)).toEqual(['age', 'visits_before', 'home_city_name']);
      await page.getByRole('button', { name: 'Back to the suggestion' }).click();
      await page.getByText('Not ready to run yet.').waitFor();
      await host.drop([path]);
      await notices(page)
        .getByText(/^The mapping of “.*” was taken over\.$/)
        .waitFor();
      await inputs.getByRole('button', { name: 'Column for visits: visits_before; change' }).waitFor();
      await readyToRun(page).waitFor();
    });
  });
}

/** Feeds the model of three columns, one of which has another name. */
function shopRows(): string {
  const cities = ['berlin', 'paris', 'rome', 'oslo'];
  const rows = Array.from({ length: 200 }, (_, index) => {
    const [age, visits] = [20 + ((index * 7) % 50), index % 9];
    return `${age},${visits},${(visits + 3) % 9},${cities[index % 4] ?? ''},${age + 5 * visits > 60 ? 'yes' : 'no'}`;
  });
  return `age,visits,visits_before,home_city_name,bought\n${rows.join('\n')}\n`;
}

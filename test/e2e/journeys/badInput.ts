import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../support/drydock.ts';
import { tensor, writeModel, type ModelSpec } from '../../support/onnxWriter.ts';
import { logisticRegression, perColumn } from '../../support/tinyModels.ts';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';
import { withinSeconds } from './patience.ts';
import { dismissNotices, goTo, newProject, notices, readyToRun } from './steps.ts';

const header = 'age,visits,city,bought';
const table = (head: string, line: (index: number) => string): string =>
  `${head}\n${Array.from({ length: 40 }, (_, index) => line(index)).join('\n')}\n`;
const good = table(header, (i) => `${20 + i},${i % 7},rome,${i % 3 ? 'yes' : 'no'}`);
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const oneNode = (op: string, rest: Partial<ModelSpec> = {}): Uint8Array =>
  writeModel({
    nodes: [{ op, inputs: ['X'], outputs: ['Y'] }],
    inputs: [tensor('X', 'float32', ['N', 3])],
    outputs: [tensor('Y', 'float32', ['N', 3])],
    initializers: [],
    ...rest,
  });

interface Case {
  what: string;
  file: string;
  content: string | Uint8Array;
  /** What is wrong, in a notice or on the page it leads to. */
  says: RegExp;
  /** What to do about it. */
  mend?: RegExp;
}

/** Nothing can be done with these: a notice with details to copy, and the page before is as it was. */
const refused: Case[] = [
  {
    what: 'an empty file',
    file: 'empty.csv',
    content: '',
    says: /“empty\.csv” cannot be used: an empty file/,
    mend: /Get the file again/,
  },
  {
    what: 'a file that is not what its name says',
    file: 'photo.csv',
    content: onePixel,
    says: /“photo\.csv” cannot be used: it is a PNG image\./,
    mend: /Choose a table/,
  },
  {
    what: 'a pickled model, which is not opened',
    file: 'model.pkl',
    content: new Uint8Array([0x80, 4, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, 0x4e, 0x2e]),
    says: /“model\.pkl” cannot be used: a Python pickle/,
    mend: /skl2onnx/,
  },
  {
    what: 'a table without rows',
    file: 'norows.csv',
    content: `${header}\n`,
    says: /norows\.csv has no rows/,
    mend: /Get the data again/,
  },
  {
    what: 'JSON that was cut off',
    file: 'cut.json',
    content: '[{"a":1,"b":2},',
    says: /cut\.json is not valid JSON/,
    mend: /Get it again/,
  },
  {
    what: 'a truncated model',
    file: 'cut.onnx',
    content: perColumn().subarray(0, 300),
    says: /cut\.onnx is cut off/,
    mend: /Export or copy it again/,
  },
];

/** These are taken, and the page that shows them says what is wrong and where, and what to do. */
const taken: Case[] = [
  { what: 'a table of one column', file: 'one.csv', content: table('age', String), says: /one\.csv has one column only/ },
  {
    what: 'a table without a header',
    file: 'nohead.csv',
    content: table('21,3,rome,yes', (i) => `${20 + i},${i % 7},rome,yes`),
    says: /nohead\.csv has no header row; its columns were named column1 to column4/,
  },
  {
    what: 'a repeated header',
    file: 'twice.csv',
    content: table('age,age,city,bought', (i) => `${20 + i},${i % 7},rome,yes`),
    says: /repeated column names; these were given new ones: age_2/,
  },
  {
    what: 'NaN and infinity among numbers',
    file: 'infinite.csv',
    content: table(header, (i) => `${['NaN', 'Inf'][i] ?? 20 + i},${i % 7},rome,${i % 3 ? 'yes' : 'no'}`),
    says: /Column "age" has 1 infinite value/,
  },
  {
    what: 'numbers written as text',
    file: 'years.csv',
    content: table(header, (i) => `${20 + i} years,${i % 7},rome,yes`),
    says: /the input takes numbers, the column holds text such as "20 years"/,
    mend: /Map a numeric column, or correct the column in the file/,
  },
  {
    what: 'no target',
    file: 'notarget.csv',
    content: table('age,visits,city', (i) => `${20 + i},${i % 7},rome`),
    says: /No column holds the true answer: the run will predict, but cannot measure accuracy/,
  },
  {
    what: 'a target whose labels are all missing',
    file: 'nolabels.csv',
    content: table(header, (i) => `${20 + i},${i % 7},rome,`),
    says: /All labels are missing: the target "bought" has no values/,
    mend: /Choose another target, or none/,
  },
  {
    what: 'a class that the model does not know',
    file: 'maybe.csv',
    content: table(header, (i) => `${20 + i},${i % 7},rome,${i % 4 ? 'yes' : 'maybe'}`),
    says: /The model does not know the label "maybe" \(10 rows\): counted as wrong/,
  },
  {
    what: 'a feature that no column holds',
    file: 'nofeature.csv',
    content: table('age,city,bought', (i) => `${20 + i},rome,yes`),
    says: /No column feeds the model input "visits": no column is called "visits"/,
    mend: /Choose a column for it/,
  },
  {
    what: 'lines that do not parse',
    file: 'ragged.csv',
    content: `${good}1,2\n1,2,3,4,5,6\n`,
    says: /2 rows could not be read and were set aside/,
  },
];

/** Models that are what they say, and yet cannot be run here or with these data. */
const models: Case[] = [
  {
    what: 'an operator that the runtime does not know',
    file: 'operator.onnx',
    content: oneNode('Frobnicate'),
    says: /This model cannot be run here/,
    mend: /Frobnicate/,
  },
  {
    what: 'an opset that the runtime does not know',
    file: 'opset.onnx',
    content: oneNode('Relu', { opsets: { '': 99 } }),
    says: /This model cannot be run here/,
    mend: /opset/i,
  },
];

/** Whatever comes in: it is said what it is, where, and how to mend it; and the window goes on. */
export function describeBadInput(host: JourneyHost): void {
  describe('bad input', () => {
    beforeAll(async () => {
      await newProject(host.page());
      await host.drop([await given(host, 'shop.onnx', perColumn()), await given(host, 'shop.csv', good)]);
      await readyToRun(host.page()).waitFor();
    });
    const drop = async ({ file, content }: Pick<Case, 'file' | 'content'>): Promise<void> => {
      await dismissNotices(host.page());
      await host.drop([await given(host, file, content)]);
    };
    const again = async (): Promise<void> => {
      await drop({ file: 'shop.csv', content: good });
      await readyToRun(host.page()).waitFor();
      await fileChip(host.page(), 'shop.csv').waitFor();
    };

    for (const one of refused) {
      it.runIf(host.takesAll || one === refused[0])(
        `B2 safe errors: ${one.what} gets a notice with details to copy, and the page before still works`,
        async () => {
          const page = host.page();
          await drop(one);
          const notice = notices(page).locator('.notice').filter({ hasText: one.says });
          await notice
            .getByText(one.mend ?? '')
            .first()
            .waitFor();
          await notice.getByText(`Where: file `).waitFor();
          await copied(page, notice, one.says);
          await fileChip(page, 'shop.csv').waitFor();
          await goTo(page, 'data');
          await readyToRun(page).waitFor();
        },
      );
    }

    it.each(refused.filter(({ file }) => file === 'norows.csv' || file === 'cut.onnx'))(
      '$what, dropped where no project is open, leaves neither a project nor a copy of it',
      async (one) => {
        const page = host.page();
        const before = page.url();
        await dismissNotices(page);
        await page.evaluate(() => {
          location.hash = '#/home';
        });
        await page
          .getByRole('button', { name: /example/i })
          .first()
          .waitFor();
        await drop(one);
        await notices(page).locator('.notice').filter({ hasText: one.says }).waitFor();
        // At once, not when its time is over.
        await notices(page)
          .getByText(/^Found /)
          .waitFor({ state: 'hidden', timeout: withinSeconds(1) });
        await page.waitForURL((url) => url.hash === '#/home');
        const kept = await readdir(host.home, { recursive: true });
        const stem = one.file.replace(/\.\w+$/, '');
        expect(kept.filter((name) => /uploads\W|drydock\.json$/.test(name) && name.includes(stem))).toEqual([]);
        await page.goto(before);
        await readyToRun(page).waitFor();
      },
    );

    it('weights that did not come along are asked for by name, and come by a second drop', async () => {
      const page = host.page();
      const weights = join(root, 'test/fixtures/interop/torchDynamic.onnx.data');
      const model = await readFile(join(root, 'test/fixtures/interop/torchDynamic.onnx'));
      await drop({ file: 'apart/torchDynamic.onnx', content: model });
      const notice = notices(page)
        .locator('.notice')
        .filter({ hasText: /keeps its weights in "torchDynamic\.onnx\.data", which is not beside it/ });
      await notice.getByText(/drop both files together/).waitFor();
      await copied(page, notice, /torchDynamic\.onnx\.data/);
      await dismissNotices(page);
      await newProject(page);
      await host.drop([
        await given(host, 'together/torchDynamic.onnx', model),
        await given(host, 'together/torchDynamic.onnx.data', await readFile(weights)),
      ]);
      await page
        .getByRole('main', { name: 'Model' })
        .getByText('15 nodes')
        .or(page.getByRole('group', { name: /^Graph\./ }))
        .first()
        .waitFor();
      await page.getByRole('link', { name: /^Model: torchDynamic/ }).waitFor();
    });

    it.runIf(host.takesAll)('the right table after every wrong one is mapped as if it had come first', async () => {
      const page = host.page();
      await newProject(page);
      await host.drop([await given(host, 'shop.onnx', perColumn()), await given(host, 'shop.csv', good)]);
      await readyToRun(page).waitFor();
    });

    for (const one of taken) {
      it.runIf(host.takesAll)(`${one.what} is taken, said on the page, and mended by the right file`, async () => {
        const page = host.page();
        await drop(one);
        const main = page.getByRole('main', { name: 'Data' });
        await main.getByText(one.says).first().waitFor();
        if (one.mend) await main.getByText(one.mend).first().waitFor();
        await again();
      });
    }

    for (const one of models) {
      it.runIf(host.takesAll)(`${one.what} is said before anything is run`, async () => {
        const page = host.page();
        await drop(one);
        const alert = page.getByRole('main', { name: 'Model' }).getByRole('alert').filter({ hasText: one.says });
        await alert
          .getByText(one.mend ?? '')
          .first()
          .waitFor();
        await copied(page, alert, /This model cannot be run here/);
      });
    }

    it.runIf(host.takesAll)('a model of another shape says how many columns it lacks', async () => {
      const page = host.page();
      await drop({ file: 'wide.onnx', content: logisticRegression({ weights: Array.from({ length: 9 }, () => 1) }) });
      await page.getByRole('link', { name: /^Model: wide/ }).waitFor();
      await goTo(page, 'data');
      await page.getByText(/No column feeds the model input "X" \(\d of its 9 elements\)/).waitFor();
    });

    it('a project written by a newer version is left alone', async () => {
      const page = host.page();
      const path = await given(host, 'newer/drydock.json', JSON.stringify({ version: 99, name: 'From the future' }));
      await goTo(page, 'home');
      await host.openProject(dirname(path));
      await page
        .getByText(/was written by a newer version of Drydock/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Copy details' }).first().waitFor();
      expect(await readFile(path, 'utf8')).toContain('From the future');
      await page.keyboard.press('Escape');
      await dismissNotices(page);
    });

    it('a folder that is no project, and one that is empty, say so', async () => {
      const page = host.page();
      const empty = join(host.home, 'given', 'nothing here');
      await mkdir(empty, { recursive: true });
      await goTo(page, 'home');
      await host.openProject(empty);
      await page
        .getByText(/drydock\.json|no project/i)
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await dismissNotices(page);
      await host.drop([empty]);
      await notices(page).getByText('Nothing was found in there.').waitFor();
    });

    it.runIf(host.takesAll)(
      'a folder for projects that cannot be made is refused where it was typed, and the old one holds',
      async () => {
        const page = host.page();
        const before = await given(host, 'in the way', 'a file');
        await goTo(page, 'settings');
        const field = page.getByRole('textbox', { name: 'Folder of new projects' });
        const usual = await field.inputValue();
        await field.fill(join(before, 'inside'));
        await page.getByRole('button', { name: 'Use this folder' }).click();
        const alert = page.getByRole('main', { name: 'Settings' }).getByRole('alert');
        await copied(page, alert, /in the way/);
        await page.reload();
        await field.waitFor();
        expect(await field.inputValue()).toBe(usual);
      },
    );
  });
}

function fileChip(page: Page, name: string): Locator {
  return page.getByRole('banner').getByRole('link', { name: new RegExp(`: ${name.replaceAll('.', '\\.')}`) });
}

/** The details go to the clipboard: seen by pasting them where one types. */
async function copied(page: Page, notice: Locator, about: RegExp): Promise<void> {
  await notice.getByRole('button', { name: 'Copy details' }).click();
  await notice.getByRole('button', { name: 'Copied' }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('dialog').getByRole('combobox');
  await field.press('Control+v');
  const details = await field.inputValue();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(details).toMatch(/^[A-Z_]+: /);
  expect(details).toMatch(about);
}

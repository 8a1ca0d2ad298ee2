import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../app/api/schemas/runs.ts';
import { root } from '../../support/drydock.ts';
import { openDatabase } from '../../../app/data/duckdb.ts';
import type { JourneyHost } from './journeyHost.ts';
import { dismissNotices, goTo, notices, openExample, openProjectFolder, runToTheEnd } from './steps.ts';

type Row = Record<string, unknown>;

/** A log as the server of the bundle writes it, of rows of the example, an hour apart. */
class Log {
  readonly folder: string;
  readonly file: string;
  readonly #rows: Row[];
  readonly #run: RunRecord;
  #next = 0;

  constructor(folder: string, rows: Row[], run: RunRecord) {
    this.folder = folder;
    this.file = join(folder, 'predictions-20260131T120000Z-1.jsonl.part');
    this.#rows = rows;
    this.#run = run;
  }

  #time(row: number, minutes: number): string {
    return new Date(Date.UTC(2026, 0, 31, row, minutes)).toISOString();
  }

  async answer(count: number): Promise<void> {
    const { classes } = this.#run.plan.reading;
    const columns = this.#run.plan.inputs.flatMap(({ features }) => features.map(({ column }) => column));
    let lines = '';
    for (const end = this.#next + count; this.#next < end; this.#next++) {
      const row = this.#rows[this.#next] ?? {};
      const inputs = Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
      const answer = {
        run: this.#run.id,
        inputs,
        prediction: classes[0],
        scores: { [classes[0] ?? '']: 0.9, [classes[1] ?? '']: 0.1 },
      };
      lines += `${JSON.stringify({ time: this.#time(this.#next, 0), id: `strike ${this.#next}`, ...answer, latencyMs: 3 })}\n`;
    }
    await appendFile(this.file, lines);
  }

  /** What the rows turned out to be, half an hour after they were asked about. */
  async label(from: number, to: number): Promise<void> {
    const lines = Array.from({ length: to - from }, (_, index) => from + index).map((row) =>
      JSON.stringify({
        time: this.#time(row, 30),
        id: `strike ${row}`,
        label: this.#rows[row]?.['Damage'],
        run: this.#run.id,
      }),
    );
    await appendFile(join(this.folder, 'feedback-20260131T120000Z-1.jsonl'), `${lines.join('\n')}\n`);
  }
}

async function exampleRows(): Promise<Row[]> {
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    const path = join(root, 'examples/birdstrikes/strikes.parquet');
    const rows = await connection.rows<Row>(
      `SELECT * FROM read_parquet('${path}') WHERE Damage IN ('No damage', 'Some damage') LIMIT 200`,
    );
    const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  } finally {
    database.close();
  }
}

async function onlyRun(project: string): Promise<RunRecord> {
  const [id = ''] = (await readdir(join(project, 'runs'))).filter((name) => name.includes('validate'));
  return JSON.parse(await readFile(join(project, 'runs', id, 'run.json'), 'utf8')) as RunRecord;
}

/** After deployment: what the bundle answers comes back into the window, once and on and on. */
export function describeMonitor(host: JourneyHost): void {
  describe('the log of a deployed bundle', () => {
    let log: Log;
    let project = '';
    let run: RunRecord;

    beforeAll(async () => {
      const page = host.page();
      await openExample(page);
      await runToTheEnd(page);
      project = openProjectFolder(page);
      run = await onlyRun(project);
      const folder = join(host.home, 'given', 'strike logs');
      await mkdir(folder, { recursive: true });
      log = new Log(folder, await exampleRows(), run);
      await log.answer(60);
      await log.label(0, 40);
      await writeFile(join(folder, 'predictions-20260130T120000Z-1.jsonl'), 'torn off\n');
    });

    it('is read from its folder: rows, labels, what was refused and why', async () => {
      const page = host.page();
      await goTo(page, 'bundle');
      if (host.kind === 'desktop') {
        await host.pick([log.folder], () => page.getByRole('button', { name: 'Choose a folder…' }).click());
      } else {
        await folderField(page).fill(log.folder);
      }
      await page.getByRole('button', { name: 'Read the log' }).click();
      await lastRead(page, /60 new answers, 40 new labels, 1 line refused\./);
      await page.getByText('60 in 3 files').waitFor();
      await page.getByText('30 min 0 s (median)').waitFor();
      const refused = page.getByRole('region', { name: 'Lines refused by the last reading' });
      await refused.getByRole('row', { name: /predictions-20260130T120000Z-1\.jsonl 1 it is not JSON/ }).waitFor();
    });

    it.runIf(host.takesAll)('is kept reading while it grows; its figures go on from those that were validated', async () => {
      const page = host.page();
      await page.getByRole('combobox', { name: 'How often the log is read' }).click();
      await page.getByRole('option', { name: 'every 10 s' }).click();
      await page.getByRole('switch', { name: 'Keep reading' }).check();
      await log.answer(20);
      await log.label(40, 70);
      await lastRead(page, /20 new answers, 30 new labels\./);
      await page.getByRole('button', { name: 'Show it over time' }).click();
      await page
        .getByRole('figure', { name: /before and after deployment/ })
        .getByText('deployed', { exact: true })
        .waitFor();
      await page.getByText(`deployed bundle of ${run.name}`).first().waitFor();
      await page.getByText('80 in 3 files').waitFor();
      // One takes the place of the other, with what it was held against.
      const kept = await readdir(join(project, 'monitor', run.id, 'runs'));
      expect(kept.map((name) => name.split('-').at(-1)).sort()).toEqual(['drift', 'validate']);
    });

    it.runIf(host.takesAll)('that is gone for a while is missed, and found again', async () => {
      const page = host.page();
      await rename(log.folder, `${log.folder} elsewhere`);
      await page.getByText(/^The reading of .* failed; the next one tries again\.$/).waitFor();
      await notices(page).getByText(`There is no prediction log here: ${log.folder}`).waitFor();
      await rename(`${log.folder} elsewhere`, log.folder);
      await log.answer(5);
      await lastRead(page, /5 new answers\./);
      expect(await page.getByRole('switch', { name: 'Keep reading' }).isChecked()).toBe(true);
      await page.getByRole('switch', { name: 'Keep reading' }).uncheck();
      await dismissNotices(page);
    });

    it.runIf(host.takesAll)('is held against what was validated, column by column', async () => {
      const page = host.page();
      await page.getByRole('tab', { name: 'Drift' }).click();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByRole('region', { name: 'Verdict' }).waitFor();
      await page.getByRole('tab', { name: 'Accuracy' }).click();
      await page.getByRole('link', { name: run.name, exact: true }).click();
    });

    it('that is dropped on the window is known by what is in it', async () => {
      const page = host.page();
      await goTo(page, 'data');
      await host.drop([log.folder]);
      await page.getByText('Found the log of a deployed bundle.').waitFor();
      const paths = async (): Promise<string> => folderField(page).inputValue();
      if (host.kind === 'desktop') await expect.poll(paths).toBe(log.folder);
      else await expect.poll(paths).toMatch(/predictions-20260131T120000Z-1\.jsonl\.part/);
      await page.getByRole('button', { name: 'Read the log' }).click();
      // A copy of what was read before is not counted again, except the torn line: it is too short to be known by.
      await lastRead(page, host.kind === 'desktop' ? /nothing new\./ : /: 1 line refused\./);
    });
  });
}

function folderField(page: Page) {
  return page.getByRole('textbox', { name: 'Folder of the log, or files of it' });
}

async function lastRead(page: Page, news: RegExp): Promise<void> {
  await page
    .getByText(/^Last read /)
    .filter({ hasText: news })
    .waitFor();
}

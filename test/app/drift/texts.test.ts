// Free text through the whole comparison: what changed in it, since when, and what chance makes of it.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { DriftReport, DriftSettings } from '../../../app/api/schemas/drift.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import { tempFiles } from '../data/tempFiles.ts';

const files = await tempFiles();

/** Nine months: `note` speaks of a timeout from the sixth on, `lost` is empty in the last two, `steady` never changes. */
function notes(rows: number, salt = 0): string {
  const words = (of: number): string =>
    `array_to_string(list_transform(range(9), k -> 'word' || (1000 * pow((hash(i * 31 + k * 7 + ${String(of + salt)}) % 10007) / 10007.0, 3))::INTEGER), ' ')`;
  const draw = (of: number): string => `(hash(i * 13 + ${String(of + salt)}) % 1009) / 1009.0`;
  return `SELECT TIMESTAMP '2020-01-01' + INTERVAL (m) MONTH + INTERVAL (i % 28) DAY AS moment,
    ${words(1)} || CASE WHEN m >= 5 AND ${draw(2)} < 0.4 THEN ' request TIMEOUT' ELSE '' END AS note,
    CASE WHEN m >= 7 AND ${draw(3)} < 0.5 THEN NULL ELSE ${words(4)} END AS lost, ${words(5)} AS steady
  FROM range(9) months(m), range(${String(rows)}) t(j), LATERAL (SELECT m * ${String(rows)} + j AS i) ORDER BY m, j`;
}

async function table(name: string, sql: string): Promise<DatasetCard> {
  await files.sql(`COPY (${sql}) TO '$DIR/${name}.parquet' (FORMAT parquet)`);
  return files.open(join(files.folder, `${name}.parquet`));
}

const data = await table('notes', notes(250));
const compare = (settings: Partial<DriftSettings>, outside: DatasetCard | null = null): Promise<DriftReport> =>
  runDrift({
    data,
    mapping: null,
    runPath: null,
    validationDir: null,
    reference: outside && { name: 'before', data: outside, paths: outside.paths, options: {}, validationDir: null },
    period: null,
    settings: DriftSettings.parse({ window: 'month', ...settings }),
    cacheDir: files.cacheDir,
  });

const story = (report: DriftReport) =>
  Object.fromEntries(report.columns.map(({ name, since, windows }) => [name, { since, by: windows.at(-1)?.by ?? 'texts' }]));

it('is compared as such: since when, in which words, or by the cells that are missing', async () => {
  expect(data.columns.map(({ type }) => type)).toEqual(['datetime', 'text', 'text', 'text']);
  const report = await compare({});
  expect(DriftReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
  expect(story(report)).toEqual({
    note: { since: 5, by: 'texts' },
    lost: { since: 7, by: 'missing' },
    steady: { since: null, by: 'texts' },
  });
  const [note, lost, steady] = report.columns;
  expect(note).toMatchObject({ kind: 'text', method: 'domain classifier, 2 AUC − 1', threshold: 0.1, verdict: 'drift' });
  expect(note?.windows[6]?.score).toBeGreaterThan(0.1);
  expect(note?.windows[6]?.adjusted).toBeLessThan(0.05);
  expect(note?.windows[6]?.n).toBe(250);
  expect(note?.changes.join('\n')).toMatch(/the word “timeout” in \d+ % of the texts, before in 0 %/);
  expect(lost?.changes[0]).toMatch(/^missing in [\d.]+ % of the rows, before in 0 %/);
  expect(steady?.changes).toEqual([]);
  // Lengths in characters, of the texts compared.
  expect(note?.shape.edges).toHaveLength(21);
  expect(note?.shape.windows[6]?.reduce((sum, count) => sum + count, 0)).toBe(250);
  expect(textDrift(report)).toMatch(/note +domain classifier, 2 AUC − 1 +drift/);
  expect(await compare({})).toEqual(report);
});

it('is held against another table, asked for by name, and left to our own rules', async () => {
  const outside = await table('before', `SELECT * FROM (${notes(500, 900)}) WHERE moment < TIMESTAMP '2020-04-01'`);
  expect(story(await compare({ columns: ['note', 'steady'] }, outside))).toEqual({
    note: { since: 5, by: 'texts' },
    steady: { since: null, by: 'texts' },
  });
  await expect(compare({ preset: 'evidently' })).rejects.toThrow('None of the columns can be compared.');
});

it('that is text on one side alone, since it repeats on the other, is no fault of the data: it is compared as categories', async () => {
  const outside = await table(
    'repeating',
    `SELECT moment, note, lost, 'word' || (i % 4) AS steady FROM (SELECT *, row_number() OVER () AS i FROM (${notes(100)}))`,
  );
  expect(outside.columns.find(({ name }) => name === 'steady')?.type).toBe('category');
  const report = await compare({ columns: ['steady'] }, outside);
  expect(report.columns.map(({ name, kind }) => [name, kind])).toEqual([['steady', 'category']]);
  expect(report.alerts.filter(({ rule }) => rule === 'changedSchema')).toEqual([]);
});

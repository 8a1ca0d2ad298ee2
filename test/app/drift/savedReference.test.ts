// A reference that was saved tells to the last digit what its rows told, alone and merged; and a file that is not whole tells nothing.
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import { DriftPresetName, DriftSettings, type DriftReport } from '../../../app/api/schemas/drift.ts';
import { Random } from '../../../app/base/random.ts';
import type { Answers } from '../../../app/drift/comparedPredictions.ts';
import { openProfile } from '../../../app/drift/profile/fileProfile.ts';
import { mergedProfile } from '../../../app/drift/profile/mergedProfile.ts';
import { decodeNpy, encodeNpy } from '../../../app/drift/profile/npy.ts';
import { columnParts, type ProfileColumn, type ReferenceProfile } from '../../../app/drift/profile/profile.ts';
import { openArchive, writeArchive } from '../../../app/drift/profile/profileArchive.ts';
import { writeProfile } from '../../../app/drift/profile/writeProfile.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { saveReference } from '../../../app/drift/saveReference.ts';
import { mergeNumbers } from '../../../app/timeline/drift/mergeSamples.ts';
import { presetNamed } from '../../../app/timeline/drift/presets/registry.ts';
import { categorySample, numberSample, type NumberSample } from '../../../app/timeline/drift/samples.ts';
import { identifyFiles } from '../../../app/workbench/fileIdentity.ts';
import { tempFiles } from '../data/tempFiles.ts';
import { query } from '../runs/support/prepareRun.ts';

const files = await tempFiles();
const folder = await mkdtemp(join(tmpdir(), 'drydock-reference-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const u = (salt: number): string => `((hash(i * 7 + ${String(salt)}) % 1000003)::DOUBLE / 1000003)`;

/** Numbers of every kind, categories, yes and no, free text, and what names a row or a time; `shift` moves some of them. */
function mixed(rows: number, salt: number, shift: number): string {
  const r = (of: number): string => u(100 * salt + of);
  return `SELECT i AS id, TIMESTAMP '2020-01-01' + INTERVAL (i // 10) HOUR AS moment,
    ln(${r(1)} + 0.001) + ${String(shift)} AS wide, (${r(2)} * 20)::INTEGER AS whole, round(${r(3)}, 2) AS two_digits,
    CASE WHEN ${r(4)} < 0.3 THEN NULL WHEN ${r(4)} < 0.4 THEN 'Infinity'::DOUBLE ELSE ${r(5)}::FLOAT END AS gaps,
    1.5 AS same, CASE WHEN ${r(6)} < 0.1 THEN NULL ELSE 'k' || (${r(7)} * ${r(7)} * 12)::INTEGER END AS kind, ${r(8)} < 0.5 AS yes,
    'the ' || ['cat','dog','cow','sheep'][1 + (${r(9)} * 3.9)::INTEGER] || ' saw ' || ${r(10)} || ' drops of ' ||
      ['rain','snow','hail'][1 + (${r(11)} * 2.9)::INTEGER] || ' on its long way home' AS note
    FROM range(${String(rows)}) t(i)`;
}

async function table(name: string, sql: string): Promise<DatasetCard> {
  await files.sql(`COPY (${sql}) TO '$DIR/${name}.parquet' (FORMAT parquet)`);
  return files.open(join(files.folder, `${name}.parquet`));
}

const none = { mapping: null, validationDir: null, period: null, cacheDir: files.cacheDir };
const ofFiles = (...paths: string[]) => ({
  name: paths.map((path) => basename(path)).join(),
  data: null,
  paths,
  options: {},
  validationDir: null,
});

async function saved(data: DatasetCard, name: string, how: { keepsRows?: boolean; maxRows?: number } = {}): Promise<string> {
  const path = join(folder, `${name}.reference`);
  const { keepsRows = true, maxRows } = how;
  const settings = DriftSettings.parse(maxRows === undefined ? {} : { maxRows });
  await saveReference({ ...none, data: null, reference: ofFiles(...data.paths), settings, path, keepsRows });
  return path;
}

async function compare(data: DatasetCard, reference: string[], settings: Partial<DriftSettings> = {}): Promise<DriftReport> {
  return runDrift({
    ...none,
    data,
    runPath: null,
    reference: ofFiles(...reference),
    settings: DriftSettings.parse({ window: 'rows:600', ...settings }),
  });
}

const unnamed = (report: DriftReport): DriftReport => ({ ...report, reference: { ...report.reference, name: '' } });

async function columnOf(profile: ReferenceProfile, name: string): Promise<ProfileColumn> {
  const place = profile.columns.findIndex((column) => column.name === name);
  for await (const column of profile.read([place])) return column;
  throw new Error(`There is no ${name}.`);
}

describe('a table and what was saved of it', async () => {
  const before = await table('before', mixed(3_003, 1, 0));
  const now = await table('now', mixed(1_200, 2, 0.2));
  const path = await saved(before, 'before');

  it.each(DriftPresetName.options)('the whole report of %s is the same, to the last digit', async (preset) => {
    const report = await compare(now, [path], { preset });
    expect(unnamed(report)).toEqual(unnamed(await compare(now, before.paths, { preset })));
    expect(report.reference).toMatchObject({ name: 'before.reference', rows: 3_003, used: 3_003 });
    expect(report.columns.find(({ name }) => name === 'wide')?.score).toBeGreaterThan(0);
    expect(report.columns.length).toBe(preset === 'drydock' ? 8 : 7);
  });

  it('is what is made of the very rows, part for part', async () => {
    const profile = await openProfile(path, undefined);
    const rows = await query(`SELECT wide, gaps, kind FROM '${before.paths[0] ?? ''}'`);
    for (const name of ['wide', 'gaps'] as const) {
      const values = Float64Array.from(rows, (row) => (row[name] === null ? NaN : Number(row[name])));
      const { reference, chunks } = columnParts((await columnOf(profile, name)) as Exclude<ProfileColumn, { kind: 'text' }>);
      expect(reference.sample).toEqual(numberSample(values));
      expect(chunks.map(({ sample }) => sample)).toEqual(
        // Ten of 300 rows, and the three that are left over.
        Array.from({ length: 11 }, (_, part) => numberSample(values.subarray(300 * part, 300 * (part + 1)))),
      );
    }
    const { reference } = columnParts((await columnOf(profile, 'kind')) as Exclude<ProfileColumn, { kind: 'text' }>);
    const kinds = categorySample(rows.map(({ kind }) => kind as string | null));
    expect(reference.sample).toEqual(kinds);
    // Sums go over them in this order.
    expect([...(reference.sample as typeof kinds).counts.keys()]).toEqual([...kinds.counts.keys()]);
    profile.close();
  });

  it('keeps nothing of what names a row or a time, and without rows no words and no row', async () => {
    const all = await openArchive(path);
    expect(all.names.filter((name) => name.endsWith('sample.npy'))).toHaveLength(7);
    const without = await openArchive(await saved(before, 'without', { keepsRows: false }));
    expect(without.names.filter((name) => /sample|words|features|answers/.test(name))).toEqual([]);
    expect(JSON.parse((await without.read('profile.json')).toString()).leftOut).toEqual([
      { name: 'id', type: 'id' },
      { name: 'moment', type: 'datetime' },
      { name: 'note', type: 'text' },
    ]);
    all.close();
    without.close();
    const report = await compare(now, [join(folder, 'without.reference')]);
    expect(report.together).toBeUndefined();
    expect(report.warnings).toContainEqual({ code: 'saved-reference', message: expect.stringContaining('all columns together') });
    expect(report.leftOut).toContainEqual({
      column: 'note',
      reason: 'text in the reference, which a saved one keeps nothing of',
    });
    const whole = await compare(now, [path], { columns: ['wide', 'kind'] });
    const same = await compare(now, [join(folder, 'without.reference')], { columns: ['wide', 'kind'] });
    expect(same.columns).toEqual(whole.columns);
  });

  it('is never read again for the same comparison', async () => {
    const other = await table('read-once', mixed(2_000, 5, 0));
    const some = { columns: ['wide', 'whole', 'kind'] };
    const first = await compare(now, other.paths, some);
    // Its rows are nowhere to be read meanwhile.
    for (const path of other.columnar) await rename(path, `${path} elsewhere`);
    const reference = { ...ofFiles(...other.paths), data: other };
    const again = (columns: string[]): Promise<DriftReport> =>
      runDrift({ ...none, data: now, runPath: null, reference, settings: DriftSettings.parse({ window: 'rows:600', columns }) });
    expect(await again(some.columns)).toEqual(first);
    // Of other columns it is another.
    await expect(again(['wide', 'kind'])).rejects.toThrow();
    for (const path of other.columnar) await rename(`${path} elsewhere`, path);
    // A copy that is not whole is made again.
    const kept = (await readdir(files.cacheDir)).filter((name) => name.startsWith('reference-'));
    expect(kept.length).toBeLessThanOrEqual(8);
    // So is one that is damaged within.
    for (const name of kept) {
      const bytes = await readFile(join(files.cacheDir, name));
      bytes.fill(0xff, 1_000, 1_100);
      await writeFile(join(files.cacheDir, name), bytes);
    }
    expect(await compare(now, other.paths, some)).toEqual(first);
    expect((await readdir(files.cacheDir)).filter((name) => name.startsWith('reference-')).length).toBe(kept.length - 1);
    for (const name of kept) await writeFile(join(files.cacheDir, name), 'no more');
    expect(await compare(now, other.paths, some)).toEqual(first);
  });

  it('is read where nothing can be kept of it', async () => {
    const some = { columns: ['wide', 'kind'] };
    const cacheDir = await files.write('no folder', 'a file is in the way');
    const reference = { ...ofFiles(...before.paths), data: before };
    const settings = DriftSettings.parse({ window: 'rows:600', ...some });
    const report = await runDrift({ ...none, cacheDir, data: now, runPath: null, reference, settings });
    expect(report).toEqual(await compare(now, before.paths, some));
  });

  it('says which columns are gone or of another kind, as a table does', async () => {
    const other = await table(
      'other',
      `SELECT * EXCLUDE (same, whole), 'x' || (whole % 7) AS whole FROM (${mixed(3_000, 2, 0)})`,
    );
    const report = await compare(other, [path], { preset: 'evidently' });
    expect(unnamed(report)).toEqual(unnamed(await compare(other, before.paths, { preset: 'evidently' })));
    expect(report.alerts.filter(({ rule }) => rule === 'changedSchema').map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([
        'The column "same" of the reference is gone.',
        'The column "whole" holds text, in the reference numbers.',
      ]),
    );
  });
});

describe('merging', async () => {
  const a = await table('part-a', mixed(1_500, 11, 0));
  const b = await table('part-b', mixed(900, 12, 0.5));
  const [pathA, pathB] = [await saved(a, 'part-a'), await saved(b, 'part-b')];

  it('gives what both tables give as one', async () => {
    const now = await table('now-merged', mixed(1_000, 13, 0.3));
    for (const preset of ['drydock', 'evidently', 'deepchecks'] as const) {
      const merged = await compare(now, [pathA, pathB], {
        preset,
        columns: ['wide', 'whole', 'two_digits', 'gaps', 'same', 'kind', 'yes'],
      });
      const union = await compare(now, [...a.paths, ...b.paths], {
        preset,
        columns: ['wide', 'whole', 'two_digits', 'gaps', 'same', 'kind', 'yes'],
      });
      expect(merged.columns).toEqual(union.columns);
      expect(merged.reference).toMatchObject({ rows: 2_400, used: 2_400 });
    }
    const nannyml = await compare(now, [pathA, pathB], { preset: 'nannyml' });
    const union = await compare(now, [...a.paths, ...b.paths], { preset: 'nannyml' });
    const scores = (report: DriftReport) => report.columns.map(({ name, score }) => [name, score]);
    expect(scores(nannyml)).toEqual(scores(union));
    expect(nannyml.warnings.map(({ message }) => message).join()).toContain('learned from 20 parts');
  });

  it('is saved like any other, and the same whichever way it came about', async () => {
    const c = await saved(await table('part-c', mixed(700, 14, 0)), 'part-c');
    const open = async (path: string) => ({ path, profile: await openProfile(path, undefined) });
    const write = async (name: string, ...paths: string[]): Promise<string> => {
      const path = join(folder, `${name}.reference`);
      const profile = mergedProfile(await Promise.all(paths.map(open)));
      await writeProfile(path, profile, { compress: true });
      profile.close();
      return path;
    };
    const left = await write('left', await write('ab', pathA, pathB), c);
    const right = await write('right', pathA, await write('bc', pathB, c));
    const [one, two] = [await openProfile(left, undefined), await openProfile(right, undefined)];
    expect({ ...one.about, sample: 0 }).toEqual({ ...two.about, sample: 0 });
    expect(one.about.sources.map(({ rows }) => rows)).toEqual([1_500, 900, 700]);
    for (const { name, kind } of one.columns) {
      if (kind !== 'text') expect(await columnOf(one, name)).toEqual(await columnOf(two, name));
    }
    one.close();
    two.close();
  });

  it('is refused in words where they do not go together', async () => {
    const now = await table('now-refused', mixed(1_000, 13, 0));
    const other = await table(
      'part-other',
      `SELECT * EXCLUDE (same), 'w' || (id % 5) AS extra FROM (SELECT * REPLACE ('x' || (whole % 7) AS whole) FROM (${mixed(900, 1, 0)}))`,
    );
    const pathOther = await saved(other, 'part-other');
    await expect(compare(now, [pathA, pathOther])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'The saved references part-a.reference and part-other.reference do not go together: only part-a.reference has "same"; ' +
        'only part-other.reference has "extra"; "whole" is a number column in part-a.reference and a category column in part-other.reference.',
    });
    await expect(compare(now, [pathA, ...b.paths])).rejects.toMatchObject({
      message: 'part-b.parquet is a table among saved references.',
    });
    const sampled = await saved(a, 'sampled', { maxRows: 1_000 });
    await expect(compare(now, [pathB, sampled])).rejects.toMatchObject({
      message: expect.stringMatching(/^sampled.reference is of a sample, [\d,]+ of 1,500 rows/),
    });
    // Alone it is fine, and says how many rows it is of.
    expect((await compare(now, [sampled])).reference).toMatchObject({ rows: 1_500, used: expect.any(Number) });
  });

  it('of what a model said is that of one after the other, whichever labels it did not know', async () => {
    const [withA, withB] = [await openProfile(pathA, undefined), await openProfile(pathB, undefined)];
    const model = { sha256: 'a'.repeat(64), classes: ['no', 'yes'], positive: 'yes' };
    const scores = (...values: number[]): Float64Array[] => [Float64Array.from(values, (p) => 1 - p), Float64Array.from(values)];
    const said = (
      profile: ReferenceProfile,
      rows: Pick<Answers, 'actual' | 'predicted' | 'scores' | 'unknownLabels'>,
    ): ReferenceProfile => {
      const answers: Answers = { classes: model.classes, positive: 1, ...rows };
      const { unknownLabels, predicted } = answers;
      const head = { rows: predicted.length, scores: answers.scores !== null, unknownLabels };
      return { ...profile, about: { ...profile.about, model, answers: head }, answers: () => Promise.resolve(answers) };
    };
    const a = said(withA, {
      predicted: Int32Array.of(0, 1, -1),
      actual: Int32Array.of(-2, 1, -3),
      scores: scores(0.1, 0.7, NaN),
      unknownLabels: ['maybe', 'never'],
    });
    const b = said(withB, {
      predicted: Int32Array.of(1, 0),
      actual: Int32Array.of(-2, -1),
      scores: scores(0.9, 0.3),
      unknownLabels: ['never'],
    });
    const merged = mergedProfile([
      { path: 'a', profile: a },
      { path: 'b', profile: b },
    ]);
    const path = join(folder, 'said.reference');
    await writeProfile(path, merged, { compress: true });
    const read = await openProfile(path, undefined);
    expect(read.about.answers).toEqual({ rows: 5, scores: true, unknownLabels: ['maybe', 'never'] });
    expect(await read.answers()).toEqual({
      classes: ['no', 'yes'],
      positive: 1,
      unknownLabels: ['maybe', 'never'],
      predicted: Int32Array.of(0, 1, -1, 1, 0),
      actual: Int32Array.of(-2, 1, -3, -3, -1),
      scores: scores(0.1, 0.7, NaN, 0.9, 0.3),
    });
    // One of them was saved without rows, or before answers were kept.
    const none = { ...withB, about: { ...withB.about, model } };
    const without = mergedProfile([
      { path: 'a', profile: a },
      { path: 'b', profile: none },
    ]);
    expect([without.about.answers, await without.answers()]).toEqual([null, null]);
    for (const profile of [read, withA, withB]) profile.close();
  });

  it('of numbers equals the sample of all of them, whatever they are and however they are cut', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const draw = [
        () => random.normal(),
        () => random.integer(5) - 2,
        () => Math.fround(random.uniform()),
        () => (random.uniform() < 0.2 ? NaN : -0),
        () => (random.uniform() < 0.1 ? Infinity : 1e300 * random.normal()),
      ];
      const of = draw[seed % draw.length] as () => number;
      const values = Float64Array.from({ length: random.integer(1_500) }, of);
      const cuts = Array.from({ length: random.integer(8) }, () => random.integer(values.length + 1)).sort((x, y) => x - y);
      const bounds = [0, ...cuts, values.length];
      const parts = bounds.slice(1).map((to, i) => numberSample(values.subarray(bounds[i], to)));
      const merged: NumberSample = mergeNumbers(parts);
      const whole = numberSample(values);
      expect(merged).toEqual(whole);
      if (whole.n < 10) continue;
      const current = numberSample(Float64Array.from({ length: 50 }, () => random.normal()));
      for (const preset of DriftPresetName.options) {
        const told = (reference: NumberSample) =>
          presetNamed(preset).compare({ kind: 'number', reference, current, chunks: parts.filter(({ n }) => n > 0) }, 1);
        expect(told(merged)).toEqual(told(whole));
      }
    }
  });
});

describe('the file', async () => {
  const data = await table('small', `SELECT * EXCLUDE (note) FROM (${mixed(300, 21, 0)})`);
  const path = await saved(data, 'small');
  const bytes = await readFile(path);
  const readAll = async (file: string): Promise<unknown> => {
    const profile = await openProfile(file, undefined);
    try {
      const found: unknown[] = [profile.about, profile.columns];
      const places = [...profile.columns.keys()];
      for await (const column of profile.read(places)) found.push(column);
      for await (const column of profile.sampled(places)) found.push(column);
      return found;
    } finally {
      profile.close();
    }
  };
  const whole = await readAll(path);

  it('tells nothing wrong when a byte of it is another, or its end is missing', async () => {
    const damagedPath = join(folder, 'damaged.reference');
    const random = new Random(1);
    let refused = 0;
    for (let i = 0; i < 150; i++) {
      const changed = Buffer.from(bytes);
      const at = random.integer(changed.length);
      changed[at] = (changed[at] as number) ^ (1 + random.integer(255));
      await writeFile(damagedPath, i % 10 === 0 ? bytes.subarray(0, at) : changed);
      const found = await readAll(damagedPath).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('damaged') });
        refused += 1;
        return whole;
      });
      expect(found).toEqual(whole);
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('of a later version asks for a later program', async () => {
    const later = join(folder, 'later.reference');
    await writeArchive(later, (writer) => writer.add('profile.json', Buffer.from('{"version":2}')), { compress: false });
    await expect(openProfile(later, undefined)).rejects.toMatchObject({ code: 'PROJECT_NEWER' });
  });

  it('is no table, and says what it is', async () => {
    await expect(files.open(path)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: 'small.reference is a saved reference, not a table.',
    });
    expect(await identifyFiles([path])).toMatchObject([{ role: 'unknown', what: 'Saved reference' }]);
  });

  it('is not written over what is something else, and not left half written', async () => {
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'mine');
    const request = {
      ...none,
      data: null,
      reference: ofFiles(...data.paths),
      settings: DriftSettings.parse({}),
      keepsRows: true,
    };
    await expect(saveReference({ ...request, path: notes })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await readFile(notes, 'utf8')).toBe('mine');
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 3) controller.abort();
    };
    await expect(saveReference({ ...request, path }, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await readFile(path)).toEqual(bytes);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    // numpy.save of these arrays, NumPy 2.4.
    ['|u1', [0, 255, 3], '00ff03'],
    ['<i2', [-1, 300], 'ffff2c01'],
    ['<f4', [0.5, NaN], '0000003f0000c07f'],
    ['<i4', [-70_001, 16_777_217], '8feefeff01000001'],
    ['<f8', [0.1, -0, Infinity], '9a9999999999b93f0000000000000080000000000000f07f'],
  ])('holds arrays as NumPy does: %s', (type, values, hex) => {
    const npy = encodeNpy(values);
    const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${String(values.length)},), }`.padEnd(117);
    expect(npy.toString('latin1', 0, 128)).toBe(`\u0093NUMPY\u0001\u0000v\u0000${head}\n`);
    expect(npy.subarray(128).toString('hex')).toBe(hex);
    expect([...(decodeNpy(npy) ?? [])]).toEqual(values);
  });
});

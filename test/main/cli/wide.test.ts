// Two thousand columns and four hundred classes through the command: profile, validate, bundle, verify.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleResult, VerifyResult } from '../../../app/api/schemas/bundles.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { RunReport } from '../../../app/api/schemas/runs.ts';
import { drydock, temporaryHome } from '../../support/drydock.ts';
import { matrixBinary, matrixWeights, multiclassLogits } from '../../support/tinyModels.ts';

const { home, remove } = temporaryHome();
const work = join(home, 'work');
const seconds = 1000;
beforeAll(() => mkdirSync(work, { recursive: true }));
afterAll(remove);

function file(name: string, content: string | Uint8Array): string {
  const path = join(work, name);
  writeFileSync(path, content);
  return path;
}

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await drydock(home, [...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

/** Exports the only run of a project, and proves it. */
async function proved(project: string): Promise<void> {
  const [run = ''] = readdirSync(join(project, 'runs'));
  const { path } = await json<BundleResult>('bundle', '--project', project, '--run', run);
  const { ok, checks } = await json<VerifyResult>('verify', path);
  expect([ok, checks.filter((check) => !check.ok)]).toEqual([true, []]);
}

describe('six hundred columns', () => {
  const width = 600;
  const rows = 120;
  const names = Array.from({ length: width }, (_, i) => `f${i}`);
  // Halves, which float32 holds exactly; every tenth cell of the first 50 columns is missing.
  const cells = Array.from({ length: rows }, (_, row) => names.map((_, i) => (((row + 3) * (i + 7)) % 9) / 2 - 2));
  const isMissing = (row: number, i: number): boolean => i < 50 && row % 10 === 9;
  const logit = (row: number): number => matrixWeights(width).reduce((sum, w, i) => sum + w * (cells[row]?.[i] ?? 0), 0);
  const lines = cells.map((line, row) =>
    [...line.map((cell, i) => (isMissing(row, i) ? '' : cell)), logit(row) > 0 ? 1 : 0].join(','),
  );
  const data = (): string => file('wide.csv', `${[...names, 'label'].join(',')}\n${lines.join('\n')}\n`);

  it('are profiled, run, exported and proved', { timeout: 300 * seconds }, async () => {
    const table = data();
    const card = await json<DatasetCard>('profile', table);
    expect([card.rows, card.columns.length]).toEqual([rows, width + 1]);
    expect(card.columns[49]).toMatchObject({ name: 'f49', type: 'number', missing: rows / 10 });

    const project = join(work, 'wide');
    const model = file('wide.onnx', matrixBinary(width));
    const report = await json<RunReport>('validate', '--model', model, '--data', table, '--target', 'label', '--out', project);
    expect([report.rows, report.task]).toEqual([rows, 'binary']);
    // Rows without a missing cell are told as the arithmetic tells them.
    expect(report.confusion?.counts.flat().reduce((sum, n) => sum + n)).toBeGreaterThanOrEqual((rows * 9) / 10);
    expect(report.metrics.accuracy?.value).toBeGreaterThan(0.85);
    // Fifty columns have missing cells: the first few are told one by one, the others in one.
    const missing = report.warnings.filter(({ code }) => code === 'missing-values');
    expect(missing).toHaveLength(13);
    expect(missing.at(-1)).toMatchObject({ count: 38, message: expect.stringContaining('38 more columns') as string });
    await proved(project);
  });
});

describe('four hundred classes', () => {
  const classes = Array.from({ length: 400 }, (_, i) => `class ${i}`);
  const rows = 1200;

  it('are run, exported and proved', { timeout: 300 * seconds }, async () => {
    const lines = Array.from(
      { length: rows },
      (_, i) => `${i % 7},${i % 5},${(i * 3) % 11},${i % 13},${classes[i % classes.length] ?? ''}`,
    );
    const table = file('classes.csv', `a,b,c,d,truth\n${lines.join('\n')}\n`);
    const model = file('classes.onnx', multiclassLogits(4, classes.length));
    const labels = file('classes.txt', `${classes.join('\n')}\n`);
    const project = join(work, 'classes');
    const flags = ['--labels', labels, '--target', 'truth', '--out', project];
    const report = await json<RunReport>('validate', '--model', model, '--data', table, ...flags);
    expect([report.task, report.rows, report.labelled, report.unknownLabels]).toEqual(['multiclass', rows, rows, []]);
    expect(Object.keys(report.perClass ?? {})).toHaveLength(classes.length);
    await proved(project);
  });
});

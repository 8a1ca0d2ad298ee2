import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openModel } from '../../../app/model/openModel.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { mappingWarnings } from '../../../app/runs/mappingWarnings.ts';
import { validate } from '../../../app/runs/validate.ts';
import { logisticRegression, saveModel } from '../../support/tinyModels.ts';
import { cardOf } from '../mapping/table.ts';
import { prepareRun } from './support/prepareRun.ts';

const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
const roots = [cacheDir];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

const unnamed = logisticRegression({ weights: [1, -2] });

describe('what the mapping guessed', () => {
  it('stands among the warnings of the run, with the columns and the roles it settled on', async () => {
    const sql = `SELECT (i % 7)::DOUBLE AS zeta, (i % 5)::DOUBLE AS alpha, CASE WHEN i % 2 = 0 THEN 'yes' ELSE 'no' END AS label
                 FROM range(40) t(i) ORDER BY i`;
    const run = await prepareRun({ model: unnamed, sql });
    roots.push(run.root);
    const report = await validate(run.request, {});
    const guessed = report.warnings.find(({ code }) => code === 'guessed-columns');
    expect(guessed?.message).toMatch(/by position.*: "zeta", "alpha"\.$/);
    expect(guessed?.hint).toContain('in that order');
    expect(report.warnings.find(({ code }) => code === 'guessed-roles')?.message).toMatch(/"label" as target \(/);
    expect(report.columns).toEqual({ target: 'label', time: null, id: null, weight: null });
    expect(report.labels).toEqual({ yes: '1', no: '0' });
  });

  it('is not told of columns that bear the names of the inputs and roles a person named', async () => {
    const { card } = await openModel(await saveModel(unnamed), { cacheDir });
    const data = cardOf({ f0: [1.5, 2.5], f1: [3.5, 4.5], label: [0, 1] });
    expect(mappingWarnings(card, data, suggestMapping(card, data, { target: 'label' }))).toEqual([]);
  });

  it('says what the run counts itself only once', async () => {
    const { card } = await openModel(await saveModel(unnamed), { cacheDir });
    const data = cardOf({ f0: [1.5, null], f1: [3.5, 4.5] });
    expect(mappingWarnings(card, data, suggestMapping(card, data))).toEqual([]);
  });
});

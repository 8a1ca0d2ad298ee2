import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleManifest } from '../../../../app/api/schemas/bundles.ts';
import { bundleTargets, chosenTargets, lintTargets, targetFiles } from '../../../../app/bundle/targets/registry.ts';
import { verifyBundle } from '../../../../app/bundle/verifyBundle.ts';
import { unpackZip } from '../../../../app/bundle/zip/readZip.ts';
import { startProcess } from '../../../../main/worker/startProcess.ts';
import { mlp, perColumn } from '../../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, temporaryFolder, type ExportableRun } from '../support/exportedBundle.ts';
import { targetContext, type TestContext } from '../support/targetContext.ts';

const numbers = 'SELECT (i % 7)::DOUBLE AS a, (i % 5)::DOUBLE AS b, i % 2 AS label FROM range(150) t(i) ORDER BY i';
let run: ExportableRun;
let columns: TestContext;
let work: string;
beforeAll(async () => {
  run = await exportableRun({ model: mlp(2, 4), sql: numbers, roles: { target: 'label' } });
  columns = await targetContext({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
  work = await temporaryFolder();
});
afterAll(async () => {
  await run.remove();
  await columns.remove();
  await rm(work, { recursive: true, force: true });
});

const ids = (chosen: readonly { id: string }[]): string[] => chosen.map(({ id }) => id);

describe('the choice of targets', () => {
  it('is the default ones, all, or those that are named with what they need', () => {
    expect(ids(chosenTargets(undefined))).toContain('container');
    expect(ids(chosenTargets(['all']))).toEqual(ids(bundleTargets));
    expect(ids(chosenTargets(['triton']))).toEqual(['triton']);
    expect(ids(chosenTargets(['kserve'])).sort()).toEqual(['container', 'kserve', 'triton']);
    expect(ids(chosenTargets([]))).toEqual([]);
    expect(() => chosenTargets(['triton', 'heroku'])).toThrow(/no target "heroku"/);
  });

  it('has each id, folder and rule once, and names only targets that there are', () => {
    const folders = bundleTargets.map(({ folder }) => folder).filter((folder) => folder !== '.');
    expect(new Set(ids(bundleTargets)).size).toBe(bundleTargets.length);
    expect(new Set(folders).size).toBe(folders.length);
    for (const { needs = [], rules = [] } of bundleTargets) {
      for (const id of needs) expect(ids(bundleTargets)).toContain(id);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    }
  });
});

describe('the files of all targets', () => {
  it('lie in their folders, none of them twice', async () => {
    const paths: string[] = [];
    for (const { folder, files } of bundleTargets) {
      const written = (await files(columns.context)).map(({ path }) => path);
      if (folder !== '.') expect(written.filter((path) => !path.startsWith(`${folder}/`))).toEqual([]);
      paths.push(...written);
    }
    expect(paths.filter((path, at) => paths.indexOf(path) !== at)).toEqual([]);
  });

  it('are not written where a finding of one blocks, which is named with what to do', async () => {
    await expect(targetFiles(chosenTargets(['openvino']), 'refuse', columns.context)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Target openvino: OpenVINO cannot read ai.onnx.ml LabelEncoder'),
      hint: expect.stringContaining("the bundle's own server"),
    });
    // Leaving a target out does not help a bundle that cannot be served at all; to look at it is no harm.
    const { context } = columns;
    const model = { ...context.sources.model, customDomains: ['ai.onnx.contrib'] };
    const unservable = { ...context, sources: { ...context.sources, model } };
    await expect(targetFiles(chosenTargets(['container', 'openvino']), 'leave out', unservable)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: 'The model uses operators of "ai.onnx.contrib", which the server cannot run.',
    });
    expect((await targetFiles(chosenTargets(['container']), 'tell', unservable)).findings).toContainEqual(
      expect.objectContaining({ rule: 'custom-operators', target: null }),
    );
    expect(lintTargets(chosenTargets(['triton']), columns.context)[0]).toMatchObject({ target: 'triton', severity: 'warning' });
  });
});

describe('a bundle with every target', () => {
  it('is the same each time, names its targets and findings, and verifies', async () => {
    const bundle = await exported(run, 'all.zip', ['all']);
    expect((await exported(run, 'again.zip', ['all'])).sha256).toBe(bundle.sha256);
    expect(bundle.targets).toEqual(ids(bundleTargets));
    const warned = bundle.findings.filter(({ severity }) => severity === 'warning');
    expect([...new Set(warned.map(({ rule }) => rule))]).toEqual(['preparation-not-applied']);
    const folder = join(work, 'all');
    await unpackZip(bundle.path, folder);
    const manifest = BundleManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
    expect(manifest.targets).toEqual(bundle.targets);
    const model = await readFile(join(folder, 'model/model.onnx'));
    for (const copy of ['triton/strike-damage/1/model.onnx', 'ovms/strike-damage/1/model.onnx'])
      expect((await readFile(join(folder, copy))).equals(model)).toBe(true);
    const result = await verifyBundle(bundle.path, { startProcess });
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

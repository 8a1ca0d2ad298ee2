// What targets and rules are given: of a real run, with whatever a test wants to be otherwise.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CapacityPlan } from '../../../../app/api/schemas/capacity.ts';
import { modelFiles, readSources } from '../../../../app/bundle/exportBundle.ts';
import { goldenSet } from '../../../../app/bundle/golden/goldenFiles.ts';
import { baselineOf } from '../../../../app/bundle/monitoring/baseline.ts';
import { bundleTargets } from '../../../../app/bundle/targets/registry.ts';
import type { TargetContext } from '../../../../app/bundle/targets/target.ts';
import type { ZipSource } from '../../../../app/bundle/zip/writeZip.ts';
import { ingest } from '../../../../app/data/ingest.ts';
import { openModel } from '../../../../app/model/openModel.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { prepareRun, type PrepareOptions } from '../../runs/support/prepareRun.ts';

const assets = new URL('../../../../app/bundle/assets/', import.meta.url).pathname;

export interface TestContext {
  context: TargetContext;
  remove: () => Promise<void>;
}

export async function targetContext(options: PrepareOptions, name = 'strike-damage'): Promise<TestContext> {
  const run = await prepareRun(options);
  await validate(run.request, {});
  const cacheDir = join(run.root, 'cache');
  const sources = await readSources(
    { projectDir: run.projectDir, runId: run.folder.id, out: '', serverDist: '', name },
    {
      openModel: (path) => openModel(path, { cacheDir }),
      openData: (paths) => ingest({ paths, options: {} }, { cacheDir }),
    },
  );
  return {
    context: {
      sources,
      golden: await goldenSet(sources),
      modelFiles: await modelFiles(sources),
      baseline: await baselineOf(sources),
      runtimeVersion: '1.30.0',
      runtimePlatforms: [],
      targetIds: bundleTargets.map(({ id }) => id),
      capacity: null,
      asset: (file) => readFile(join(assets, file), 'utf8'),
    },
    remove: () => rm(run.root, { recursive: true, force: true }),
  };
}

export const capacity: CapacityPlan = {
  goal: { ratePerSecond: 200, p99Ms: 50 },
  perReplica: {
    ratePerSecond: { value: 90, low: 80, high: 100 },
    p99Ms: { value: 41, low: 38, high: 45 },
    meanMs: 25,
    cores: 1.3,
    memoryBytes: 400 * 1024 * 1024,
  },
  replicas: { min: 2, wanted: 3, max: 6 },
  batch: { maxRows: 32, maxDelayMs: 1.5 },
  measured: { at: '2026-11-30T06:00:00.000Z', machine: 'a test machine', rowsPerRequest: 4 },
};

export async function contentOf({ content }: ZipSource): Promise<Buffer> {
  return content instanceof Uint8Array ? Buffer.from(content) : readFile(content.file);
}

export async function textsByPath(files: readonly ZipSource[]): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.path, (await contentOf(file)).toString('utf8')] as const)),
  );
}

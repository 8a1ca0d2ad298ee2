// A real bundle of a real run: model, data, validation, export, with the server built from its sources.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BundleResult } from '../../../../app/api/schemas/bundles.ts';
import { exportBundle, type ExportContext, type ExportRequest } from '../../../../app/bundle/exportBundle.ts';
import { ingest } from '../../../../app/data/ingest.ts';
import { openModel } from '../../../../app/model/openModel.ts';
import { validate } from '../../../../app/runs/validate.ts';
import { prepareRun, type PreparedRun, type PrepareOptions } from '../../runs/support/prepareRun.ts';

const repository = new URL('../../../../', import.meta.url).pathname;

export interface ExportableRun extends PreparedRun {
  context: ExportContext;
  /** Where the server was built; below the repository, where its lock file is found. */
  serverDist: string;
  exportRequest: (out: string) => ExportRequest;
  remove(): Promise<void>;
}

export async function buildServer(): Promise<string> {
  await mkdir(join(repository, 'test-results'), { recursive: true });
  const folder = await mkdtemp(join(repository, 'test-results', 'server-'));
  const shipped = { 'main/server/server.ts': 'server.mjs', 'main/verify/verify.ts': 'assets/verify.mjs' };
  for (const [entry, outfile] of Object.entries(shipped)) {
    await build({
      absWorkingDir: repository,
      entryPoints: [entry],
      outfile: join(folder, outfile),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      external: ['onnxruntime-node'],
      logLevel: 'warning',
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    });
  }
  await cp(join(repository, 'app/bundle/assets'), join(folder, 'assets'), { recursive: true });
  return folder;
}

/** Prepares and validates; nothing is exported yet. */
export async function exportableRun(options: PrepareOptions): Promise<ExportableRun> {
  const run = await prepareRun(options);
  await validate(run.request, {});
  const serverDist = await buildServer();
  const cacheDir = join(run.root, 'cache');
  return {
    ...run,
    serverDist,
    context: {
      openModel: (path) => openModel(path, { cacheDir }),
      openData: (paths) => ingest({ paths, options: {} }, { cacheDir }),
    },
    exportRequest: (out) => ({ projectDir: run.projectDir, runId: run.folder.id, out, serverDist, name: 'strike-damage' }),
    async remove() {
      await rm(run.root, { recursive: true, force: true });
      await rm(serverDist, { recursive: true, force: true });
    },
  };
}

export async function exported(run: ExportableRun, name = 'bundle.zip', targets?: string[]): Promise<BundleResult> {
  return exportBundle({ ...run.exportRequest(join(run.root, name)), targets }, run.context);
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'drydock-bundle-test-'));
}

/** Ages with holes, visits, cities some of which the model has never seen, labels that follow the model with noise. */
export const columnRows = `
  SELECT CASE WHEN i % 11 = 3 THEN NULL ELSE (20 + i * 7 % 60)::DOUBLE END AS age, (i % 5)::BIGINT AS visits,
         CASE WHEN i % 13 = 5 THEN NULL WHEN i % 97 = 0 THEN 'oslo' ELSE ['berlin', 'paris', 'rome'][1 + i % 3] END AS city,
         CASE WHEN i % 4 = 1 THEN 'yes' ELSE 'no' END AS label,
         TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * i AS at
  FROM range(400) t(i) ORDER BY i`;

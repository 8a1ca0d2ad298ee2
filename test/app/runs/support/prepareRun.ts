// A real model, a real dataset and a run folder: everything validate() needs.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedSlice } from '../../../../app/api/schemas/common.ts';
import type { Mapping } from '../../../../app/api/schemas/mapping.ts';
import { RunSettings } from '../../../../app/api/schemas/runs.ts';
import { openDatabase, quoteText } from '../../../../app/data/duckdb.ts';
import { ingest } from '../../../../app/data/ingest.ts';
import { preparationPlan } from '../../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../../app/model/openModel.ts';
import { createProject } from '../../../../app/runs/projectStore.ts';
import { createRun } from '../../../../app/runs/runStore.ts';
import type { RunFolder } from '../../../../app/runs/runFolder.ts';
import type { ValidateRequest } from '../../../../app/runs/validateRequest.ts';
import { saveModel } from '../../../support/tinyModels.ts';

export interface PrepareOptions {
  /** ONNX bytes. */
  model: Uint8Array;
  /** Files that lie beside the model: its external data. */
  beside?: Record<string, Uint8Array>;
  /** SELECT that gives the rows, in order. */
  sql: string;
  roles?: { target?: string; time?: string; id?: string; weight?: string };
  settings?: Partial<RunSettings>;
  /** Changes the suggested mapping. */
  map?: (mapping: Mapping) => Mapping;
  /** Named in the project. */
  slices?: NamedSlice[];
}

export interface PreparedRun {
  /** Temporary folder to remove afterwards. */
  root: string;
  projectDir: string;
  folder: RunFolder;
  request: ValidateRequest;
  dataPath: string;
}

export const versions = { drydock: '0.0.0-test', onnxruntime: '1', node: process.versions.node, duckdb: '1' };

export async function writeParquet(path: string, sql: string): Promise<void> {
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    await connection.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`);
    connection.close();
  } finally {
    database.close();
  }
}

export async function prepareRun(options: PrepareOptions): Promise<PreparedRun> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-run-'));
  const cacheDir = join(root, 'cache');
  await mkdir(cacheDir);
  const dataPath = join(root, 'data.parquet');
  await writeParquet(dataPath, options.sql);
  const modelPath = await saveModel(options.model, 'model.onnx', root);
  for (const [name, bytes] of Object.entries(options.beside ?? {})) await writeFile(join(root, name), bytes);
  const { card: model, runPath } = await openModel(modelPath, { cacheDir });
  const data = await ingest({ paths: [dataPath], options: {} }, { cacheDir });
  const suggested = suggestMapping(model, data, options.roles ?? {});
  const mapping = options.map ? options.map(suggested) : suggested;
  const settings = RunSettings.parse({ threads: 1, ...options.settings });
  const { dir } = await createProject({ name: 'test', projectsFolder: join(root, 'projects') });
  const { folder } = await createRun(dir, {
    model,
    data,
    mapping,
    plan: preparationPlan(model, data, mapping),
    settings,
    versions,
    ...(options.slices && { slices: options.slices }),
  });
  return {
    root,
    projectDir: dir,
    folder,
    request: { runDir: folder.dir, model, runPath, data, mapping, settings, provider: 'cpu' },
    dataPath,
  };
}

/** Rows of predictions.parquet (or anything else) as objects. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const database = await openDatabase({ threads: 1 });
  try {
    const connection = await database.connect();
    return await connection.rows(sql);
  } finally {
    database.close();
  }
}

// Where the time of a stress run goes, as shares of one run: damaging and preparing rows must never dominate inference.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StressSettings, type StressReport } from '../app/api/schemas/stress.ts';
import { ingest } from '../app/data/ingest.ts';
import { preparationPlan } from '../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../app/mapping/suggestMapping.ts';
import { openModel } from '../app/model/openModel.ts';
import { createProject } from '../app/runs/projectStore.ts';
import { runStress } from '../app/stress/runStress.ts';
import { createStressRun } from '../app/stress/stressStore.ts';
import { mlp } from '../test/support/tinyModels.ts';

export const stressRows = 100_000;
export const stressColumns = 20;

export interface StressRequest {
  kind: 'stress';
  /** A Parquet table with the columns f0 … f19, label and at. */
  dataPath: string;
  cacheDir: string;
  /** It works through the plan for so long; the whole of it takes several minutes. */
  minutes: number;
}

export interface StressShares {
  timing: StressReport['timing'];
  corruptions: number;
  passes: number;
  peakRssBytes: number;
}

export async function measureStress({ dataPath, cacheDir, minutes }: StressRequest): Promise<StressShares> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-stress-'));
  try {
    const modelPath = join(folder, 'mlp-512.onnx');
    await writeFile(modelPath, mlp(stressColumns, 512));
    const { card: model, runPath } = await openModel(modelPath, { cacheDir });
    const data = await ingest({ paths: [dataPath], options: {} }, { cacheDir });
    const mapping = suggestMapping(model, data, { target: 'label', time: 'at' });
    const plan = preparationPlan(model, data, mapping);
    const settings = StressSettings.parse({ maxRows: stressRows, budgetMinutes: minutes, provider: 'cpu' });
    const { dir } = await createProject({ name: 'bench', projectsFolder: folder });
    const versions = { drydock: '', onnxruntime: '', node: process.versions.node, duckdb: '' };
    const run = await createStressRun(dir, { model, data, mapping, plan, settings, versions });
    const { report } = await runStress({
      runDir: run.folder.dir,
      model,
      runPath,
      data,
      mapping,
      settings,
      provider: 'cpu',
      threads: 1,
      baselineDir: null,
    });
    if (!report) throw new Error('The stress run found nothing.');
    return {
      timing: report.timing,
      corruptions: report.corruptions.length,
      passes: report.progress.done / report.rows,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As a section of Markdown. */
export function stressTable({ timing, corruptions, passes, peakRssBytes }: StressShares): string {
  const { totalMs } = timing;
  const share = (ms: number): string => `${((100 * ms) / totalMs).toFixed(1)} %`;
  const known = timing.inferMs + timing.prepareMs + timing.corruptMs + timing.scoreMs;
  const row = (name: string, ms: number): string => `| ${name} | ${share(ms)} | ${(ms / 1000).toFixed(1)} |`;
  return [
    '### Stress: shares of one run',
    '',
    `${stressRows.toLocaleString('en-US')} rows × ${String(stressColumns)} float columns, network of 274,434 weights, ${String(corruptions)} corruptions, ` +
      `${passes.toFixed(0)} passes over the table in ${(totalMs / 1000).toFixed(0)} s, peak ${(peakRssBytes / 1e6).toFixed(0)} MB.`,
    '',
    '| part | share | s |',
    '|---|--:|--:|',
    row('infer', timing.inferMs),
    row('prepare', timing.prepareMs),
    row('corrupt', timing.corruptMs),
    row('score', timing.scoreMs),
    row('read, open, measure, write', totalMs - known),
  ].join('\n');
}

// The last result of a project, as measured: <project>/.drydock/quality/. It can be made again, and may be deleted.
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { QualityFinding, QualityReport } from '../api/schemas/quality.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

const StoredMeasure = QualityFinding.omit({ severity: true, check: true, id: true }).extend({ key: z.string() });

export const StoredQuality = QualityReport.pick({
  version: true,
  createdAt: true,
  data: true,
  roles: true,
  reference: true,
  seed: true,
  complete: true,
  elapsedMs: true,
}).extend({
  /** As the reference has them: what is declared is added when they are shown. */
  expectations: QualityReport.shape.expectations,
  /** What it depends on: data, reference, roles, parameters, program. */
  key: z.string(),
  /** Name of the Parquet file of kept rows in the folder: finding (text), place, row (0-based), note. */
  rowsFile: z.string(),
  checks: z.array(
    z.object({
      id: z.string(),
      skipped: z.string().nullable(),
      tested: z.number(),
      measures: z.array(StoredMeasure),
      /** Measures left out because there were too many; the worst are kept. */
      more: z.number(),
    }),
  ),
});
export type StoredQuality = z.infer<typeof StoredQuality>;

export function qualityFolder(projectDir: string): string {
  return join(projectDir, '.drydock/quality');
}

const resultPath = (projectDir: string): string => join(qualityFolder(projectDir), 'quality.json');

/** Null where there is none, or none that this version understands. */
export async function readStoredQuality(projectDir: string): Promise<StoredQuality | null> {
  try {
    return StoredQuality.safeParse(JSON.parse(await readFile(resultPath(projectDir), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** The rows it names must be written before; those of older results are removed after. */
export async function writeStoredQuality(projectDir: string, stored: StoredQuality): Promise<void> {
  await writeJsonAtomic(resultPath(projectDir), stored);
  const folder = qualityFolder(projectDir);
  const old = (await readdir(folder)).filter((name) => name.endsWith('.parquet') && name !== stored.rowsFile);
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}

// Keeps the repaired copy of a model, with its external data within reach of it.
import { copyFile, link, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryPath } from '../storage/atomicWrite.ts';
import { makeFolder } from '../storage/makeFolder.ts';
import type { ExternalFile } from './externalData.ts';
import type { ModelFile } from './readModelFile.ts';
import type { RepairPlan } from './removeZipMap.ts';
import { rewriteModel } from './rewriteModel.ts';

/** A hard link where the file system allows, else a copy. The runtime refuses symbolic links that lead out of the folder. */
async function bringAlong(source: string, target: string): Promise<void> {
  const [original, present] = await Promise.all([stat(source), stat(target).catch(() => null)]);
  const isSame = present !== null && present.size === original.size && present.mtimeMs === original.mtimeMs;
  if (isSame) return;
  await makeFolder(dirname(target));
  const temporary = temporaryPath(target);
  try {
    try {
      await link(source, temporary);
    } catch {
      await copyFile(source, temporary);
      await utimes(temporary, original.atime, original.mtime);
    }
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Writes the repaired copy as `<cacheDir>/<sha256>.onnx`; with external data as `<cacheDir>/<sha256>/model.onnx`
 * beside that data. Atomic: the copy is there whole or not at all.
 */
export async function storeRepairedModel(
  path: string,
  job: {
    model: ModelFile;
    size: number;
    repair: RepairPlan;
    externalData: ExternalFile[];
    cacheDir: string;
    signal?: AbortSignal;
  },
): Promise<{ path: string; sha256: string }> {
  const { model, size, repair, cacheDir, signal } = job;
  const temporary = temporaryPath(join(cacheDir, 'repaired.onnx'));
  try {
    const { edits, appended } = repair;
    const sha256 = await rewriteModel(path, temporary, { model, size, edits, appended, signal });
    const folder = job.externalData.length === 0 ? cacheDir : join(cacheDir, sha256);
    await makeFolder(folder);
    const target = join(folder, job.externalData.length === 0 ? `${sha256}.onnx` : 'model.onnx');
    for (const { location } of job.externalData) {
      const parts = location.split(/[/\\]/);
      await bringAlong(join(dirname(path), ...parts), join(folder, ...parts));
    }
    await rename(temporary, target).catch(async (error: unknown) => {
      // Where the copy is in use it cannot be replaced, and need not be: same name, same content.
      if ((await stat(target).catch(() => null)) === null) throw error;
    });
    return { path: target, sha256 };
  } finally {
    await rm(temporary, { force: true });
  }
}

// A bundle laid out in a folder of its own, if it is as it was exported.
import { cp, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import { AppError } from '../../base/errors.ts';
import { unpackZip, type UnpackedEntry } from '../zip/readZip.ts';
import { archiveDifference } from './checkArchive.ts';
import { checkFiles, filesText } from './checkFiles.ts';
import type { Checks } from './checks.ts';

/** What `npm ci` put there is no part of the bundle. */
const installed = join('server', 'node_modules');

/** Unpacks (or copies) the bundle to `folder`; false when it is not as exported, and then nothing of it is run. */
export async function checkContent(
  path: string,
  folder: string,
  checks: Checks,
  signal: AbortSignal | undefined,
): Promise<BundleManifest | null> {
  let entries: UnpackedEntry[] | null = null;
  const found = await stat(path);
  const isFolder = found.isDirectory();
  if (!isFolder && !found.isFile()) {
    throw new AppError('INVALID_INPUT', `${path} is neither a file nor a folder.`, {
      hint: 'Name the .zip, or the folder it was unpacked to.',
      where: { path },
    });
  }
  // Any other folder is not copied to be looked at: it may be the whole disk.
  const parts = ['manifest.json', 'manifest.sha256', 'model'].map((name) => stat(join(path, name)).catch(() => null));
  if (isFolder && (await Promise.all(parts)).every((part) => part === null)) {
    throw new AppError('INVALID_INPUT', `${path} is not a bundle: it holds neither a manifest.json nor a model.`, {
      hint: 'Name the .zip, or the folder it was unpacked to.',
      where: { path },
    });
  }
  if (isFolder) await cp(path, folder, { recursive: true, filter: (source) => relative(path, source) !== installed });
  else if (!(await checks.run('unpack', async () => `${(entries = await unpackZip(path, folder, { signal })).length} files`)))
    return null;
  let manifest: BundleManifest | null = null;
  const intact = await checks.run('files', async () => {
    const { manifest: found, problems, beside } = await checkFiles(folder, signal);
    manifest = found;
    // An archive is as it was exported, or it is not.
    const foreign = isFolder ? [] : beside.map((path) => `${path} is not part of the bundle`);
    return { problems: [...problems, ...foreign], fine: filesText(found, beside) };
  });
  if (!intact) return null;
  if (entries !== null) {
    const same = await checks.run('archive', async () => {
      const difference = await archiveDifference(path, folder, entries!);
      return { problems: difference === null ? [] : [difference], fine: 'byte for byte as exported' };
    });
    if (!same) return null;
  }
  return manifest;
}

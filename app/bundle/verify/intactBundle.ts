// A bundle in a folder of ours, for work that runs its server: nothing of a bundle that is not as exported is executed.
import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import { AppError } from '../../base/errors.ts';
import { unpackZip } from '../zip/readZip.ts';
import { archiveDifference } from './checkArchive.ts';
import { checkFiles } from './checkFiles.ts';

const shown = 3;

/**
 * Unpacks (or copies) the bundle to `folder` and checks every file and the archive.
 * @throws BUNDLE_INVALID when anything is not as exported, INVALID_INPUT when it is no bundle, NOT_FOUND
 */
export async function intactBundle(path: string, folder: string, signal?: AbortSignal): Promise<BundleManifest> {
  const isFolder = (await stat(path)).isDirectory();
  // Any other folder is not copied to be looked at: it may be the whole disk.
  if (isFolder && !(await stat(join(path, 'manifest.json')).catch(() => null))) {
    throw new AppError('INVALID_INPUT', `${path} is not a bundle: it holds no manifest.json.`, {
      hint: 'Name the .zip, or the folder it was unpacked to.',
      where: { path },
    });
  }
  const entries = isFolder ? null : await unpackZip(path, folder, { signal });
  if (isFolder) await cp(path, folder, { recursive: true, filter: (source) => !source.endsWith('node_modules') });
  const { manifest, problems } = await checkFiles(folder, signal);
  const difference = entries && problems.length === 0 ? await archiveDifference(path, folder, entries) : null;
  if (difference) problems.push(difference);
  if (manifest && problems.length === 0) return manifest;
  const more = problems.length > shown ? `; and ${problems.length - shown} more` : '';
  throw new AppError('BUNDLE_INVALID', `The bundle is not as exported: ${problems.slice(0, shown).join('; ')}${more}.`, {
    hint: 'Nothing of it was run. Export it again; drydock verify lists every difference.',
    where: { path },
  });
}

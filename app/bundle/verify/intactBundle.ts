// A bundle in a folder of ours, for work that needs it as it was exported: nothing of another one is executed or signed.
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import { AppError } from '../../base/errors.ts';
import { checkContent } from './checkContent.ts';
import { Checks } from './checks.ts';

/**
 * Unpacks (or copies) the bundle to `folder` and checks every file and the archive.
 * @throws BUNDLE_INVALID when anything is not as exported, INVALID_INPUT when it is no bundle, NOT_FOUND
 */
export async function intactBundle(path: string, folder: string, signal?: AbortSignal): Promise<BundleManifest> {
  const checks = new Checks({ signal, total: 3 });
  const manifest = await checkContent(path, folder, checks, signal);
  if (manifest) return manifest;
  const detail = checks.list.find(({ ok }) => !ok)?.detail ?? '';
  throw new AppError('BUNDLE_INVALID', `The bundle is not as it was exported: ${detail}`, {
    hint: 'Nothing of it was used. Export it again from its run.',
    where: { path },
  });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleManifest } from '../../api/schemas/bundles.ts';
import { sha256File } from '../../storage/sha256.ts';
import { manifestHashPath, manifestPath } from '../manifestFiles.ts';
import type { Checks } from '../verify/checks.ts';
import { keyHint, readKeyFile, readPublicKey } from './keys.ts';
import { signaturePath, signatureProblems } from './signature.ts';
import type { SignedFile } from './statement.ts';

export interface SignedBy {
  /** PEM of the public key of who must have signed. */
  publicKey: string;
  /** The signature file; absent = beside the bundle. */
  signature?: string | undefined;
}

/** Every file of an unpacked bundle that is as its manifest states, the manifest and its own hash included. */
export async function signedFiles(folder: string, manifest: BundleManifest): Promise<SignedFile[]> {
  const own = [manifestPath, manifestHashPath].map(async (path) => ({ path, sha256: await sha256File(join(folder, path)) }));
  return [...manifest.files, ...(await Promise.all(own))];
}

/** Adds the check of a signature to the list. */
export async function checkSigned(
  bundle: string,
  folder: string,
  of: SignedBy & { manifest: BundleManifest },
  checks: Checks,
): Promise<void> {
  const publicKey = readPublicKey(await readKeyFile(of.publicKey), of.publicKey);
  const path = of.signature ?? signaturePath(bundle);
  await checks.run('signature', async () => {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return { problems: [`there is no signature file: ${path}`], fine: '' };
    return {
      problems: signatureProblems(text, await signedFiles(folder, of.manifest), publicKey),
      fine: `signed by the owner of key ${keyHint(publicKey).slice(0, 16)}…`,
    };
  });
}

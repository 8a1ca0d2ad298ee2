// Signs a bundle that is as it was exported, and nothing else.
import { createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignResult } from '../api/schemas/bundles.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { signedFiles } from './signature/checkSigned.ts';
import { keyHint, readPrivateKey } from './signature/keys.ts';
import { signaturePath, signFiles } from './signature/signature.ts';
import { intactBundle } from './verify/intactBundle.ts';

export interface SignRequest {
  /** Archive, or the folder it was unpacked to. */
  path: string;
  /** PEM of the private key. */
  key: string;
  /** The signature file to write; absent = beside the bundle. */
  out?: string | undefined;
}

export interface SignContext {
  /** Of an encrypted key. */
  password?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a detached signature (OpenSSF Model Signing v1.0, key method) over every file of the bundle.
 * @throws BUNDLE_INVALID when the bundle is not as it was exported; INVALID_INPUT when the key cannot be used; NOT_FOUND.
 */
export async function signBundle({ path, key, out }: SignRequest, context: SignContext): Promise<SignResult> {
  const privateKey = readPrivateKey(await readFile(key, 'utf8'), key, context.password);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-sign-')));
  try {
    const manifest = await intactBundle(path, folder, context.signal);
    const signature = out ?? signaturePath(path);
    await writeFileAtomic(signature, signFiles(manifest.name, await signedFiles(folder, manifest), privateKey));
    return { path: signature, keyHint: keyHint(createPublicKey(privateKey)), files: manifest.files.length + 2 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Signs a bundle that is as it was exported, and nothing else.
import { createPublicKey } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SignResult } from '../api/schemas/bundles.ts';
import { AppError } from '../base/errors.ts';
import { writeFileAtomic } from '../storage/atomicWrite.ts';
import { signedFiles } from './signature/checkSigned.ts';
import { keyHint, readKeyFile, readPrivateKey } from './signature/keys.ts';
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
  const privateKey = readPrivateKey(await readKeyFile(key), key, context.password);
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'drydock-sign-')));
  try {
    const manifest = await intactBundle(path, folder, context.signal);
    const signature = out ?? signaturePath(path);
    if ([resolve(path), resolve(key)].includes(resolve(signature))) {
      throw new AppError('INVALID_INPUT', `The signature would take the place of the bundle or the key: ${signature}`, {
        hint: 'Name another file.',
        where: { path: signature },
      });
    }
    await writeFileAtomic(signature, signFiles(manifest.name, await signedFiles(folder, manifest), privateKey));
    return { path: signature, keyHint: keyHint(createPublicKey(privateKey)), files: manifest.files.length + 2 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

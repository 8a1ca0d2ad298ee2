// Keys of the key method: NIST P-256, P-384 or P-521, as PEM.
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';

/** By curve, as Node names it. */
const hashes: Record<string, string> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };

const makeKey = 'Make one with: openssl ecparam -name prime256v1 -genkey -noout -out key.pem';

/** More than the PEM of any key. */
const keyBytes = 64 * 1024;

/** @throws INVALID_INPUT for what is no file of the size of a key, NOT_FOUND. */
export async function readKeyFile(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', `There is no such key: ${path}`, {
      hint: 'Name the PEM file of the key.',
      where: { path },
      cause,
    });
  });
  if (found.isFile() && found.size <= keyBytes) return readFile(path, 'utf8');
  throw new AppError('INVALID_INPUT', `This is not the file of a key: ${path}`, { hint: makeKey, where: { path } });
}

function checkCurve(key: KeyObject, path: string): KeyObject {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
  if (key.asymmetricKeyType === 'ec' && Object.hasOwn(hashes, curve)) return key;
  const kind = [key.asymmetricKeyType, curve].filter(Boolean).join(' ');
  throw new AppError('INVALID_INPUT', `The key is of a kind that bundles are not signed with (${kind}): ${path}`, {
    hint: `Keys of the curves P-256, P-384 and P-521 are taken. ${makeKey}`,
    where: { path },
  });
}

/** @throws INVALID_INPUT when it is not the PEM of such a key, or needs a password that is not given or wrong. */
export function readPrivateKey(pem: string, path: string, password?: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem', ...(password !== undefined && { passphrase: password }) });
  } catch (cause) {
    const locked = /ENCRYPTED/.test(pem);
    throw new AppError('INVALID_INPUT', `${locked ? 'The key cannot be unlocked' : 'This is not a private key'}: ${path}`, {
      hint: locked ? 'Set DRYDOCK_KEY_PASSWORD to its password.' : `A private key as PEM is needed. ${makeKey}`,
      where: { path },
      cause,
    });
  }
  return checkCurve(key, path);
}

/** @throws INVALID_INPUT when it is not the PEM of such a key. */
export function readPublicKey(pem: string, path: string): KeyObject {
  if (/PRIVATE KEY/.test(pem)) {
    throw new AppError('INVALID_INPUT', `This is a private key, which must not leave its owner: ${path}`, {
      hint: 'Give the public one: openssl ec -in key.pem -pubout -out key.pub.pem',
      where: { path },
    });
  }
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch (cause) {
    throw new AppError('INVALID_INPUT', `This is not a public key: ${path}`, {
      hint: 'Give the PEM of the public key of who signed: openssl ec -in key.pem -pubout -out key.pub.pem',
      where: { path },
      cause,
    });
  }
  return checkCurve(key, path);
}

export function hashOf(key: KeyObject): string {
  return hashes[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256';
}

/** SHA-256 of the PEM of the public key, by which a signature says whose it is. */
export function keyHint(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

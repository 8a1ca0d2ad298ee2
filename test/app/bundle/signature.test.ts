import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey } from '../../../app/bundle/signature/keys.ts';
import { signatureProblems, signFiles } from '../../../app/bundle/signature/signature.ts';
import { rootDigest } from '../../../app/bundle/signature/statement.ts';
import { signBundle } from '../../../app/bundle/signBundle.ts';
import { verifyBundle } from '../../../app/bundle/verifyBundle.ts';
import { sha256 } from '../../../app/storage/sha256.ts';
import { startProcess } from '../../../main/worker/startProcess.ts';
import { perColumn } from '../../support/tinyModels.ts';
import { columnRows, exportableRun, exported, type ExportableRun } from './support/exportedBundle.ts';

function pair(namedCurve: string): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ec', {
    namedCurve,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

const files = [
  { path: 'model/model.onnx', sha256: sha256('model') },
  { path: 'README.md', sha256: sha256('readme') },
  { path: 'server/server.mjs', sha256: sha256('server') },
];

describe('a signature', () => {
  it.each(['prime256v1', 'secp384r1', 'secp521r1'])('of a key on %s is accepted for the very files alone', (curve) => {
    const { privateKey, publicKey } = pair(curve);
    const text = signFiles('strikes', files, readPrivateKey(privateKey, 'key.pem'));
    const key = readPublicKey(publicKey, 'key.pub.pem');
    expect(signatureProblems(text, files, key)).toEqual([]);
    expect(signatureProblems(text, [...files].reverse(), key)).toEqual([]);
    expect(signatureProblems(text, [...files.slice(1), { path: 'model/model.onnx', sha256: sha256('other') }], key)).toEqual([
      'model/model.onnx is not what was signed',
    ]);
    expect(signatureProblems(text, files.slice(1), key)).toEqual(['model/model.onnx was signed and is missing']);
    expect(signatureProblems(text, [...files, { path: 'x', sha256: sha256('x') }], key)).toEqual(['x was not signed']);
  });

  it('is refused with another key, when its statement was changed, and when it is no signature', () => {
    const { privateKey, publicKey } = pair('prime256v1');
    const key = readPublicKey(publicKey, 'key.pub.pem');
    const text = signFiles('strikes', files, readPrivateKey(privateKey, 'key.pem'));
    expect(signatureProblems(text, files, readPublicKey(pair('prime256v1').publicKey, 'other'))).toEqual([
      expect.stringContaining('another key'),
    ]);
    const document = JSON.parse(text) as { dsseEnvelope: { payload: string } };
    const payload = Buffer.from(document.dsseEnvelope.payload, 'base64').toString('utf8').replace('README.md', 'README.MD');
    document.dsseEnvelope.payload = Buffer.from(payload, 'utf8').toString('base64');
    expect(signatureProblems(JSON.stringify(document), files, key)).toEqual([
      'the signature does not fit what it claims to sign',
    ]);
    for (const broken of ['', '{}', 'null', text.slice(0, 200)])
      expect(signatureProblems(broken, files, key)).toEqual([expect.stringContaining('damaged')]);
  });

  it('states the root digest of the specification: SHA-256 over the raw digests in the order of the names', () => {
    // Two digests, whose root was worked out by Python's hashlib over the 64 raw bytes.
    expect(rootDigest([{ digest: '00'.repeat(32) }, { digest: 'ff'.repeat(32) }])).toBe(
      'bba91ca85dc914b2ec3efb9e16e7267bf9193b14350d20fba8a8b406730ae30a',
    );
  });
});

describe('keys', () => {
  it('that cannot be used are refused in words', () => {
    const { privateKey, publicKey } = pair('prime256v1');
    expect(() => readPublicKey(privateKey, 'key.pem')).toThrow(/private key, which must not leave/);
    expect(() => readPrivateKey(publicKey, 'key.pub.pem')).toThrow(/not a private key/);
    expect(() => readPrivateKey('', 'key.pem')).toThrow(/not a private key/);
    expect(() => readPrivateKey(pair('secp256k1').privateKey, 'key.pem')).toThrow(
      /kind that bundles are not signed with \(ec secp256k1\)/,
    );
    const { privateKey: locked } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    expect(() => readPrivateKey(locked, 'key.pem')).toThrow(/cannot be unlocked/);
    expect(readPrivateKey(locked, 'key.pem', 'open sesame').type).toBe('private');
  });
});

describe('an exported bundle', () => {
  let run: ExportableRun;
  const { privateKey, publicKey } = pair('prime256v1');
  beforeAll(async () => {
    run = await exportableRun({ model: perColumn(), sql: columnRows, roles: { target: 'label', time: 'at' } });
    await writeFile(join(run.root, 'key.pem'), privateKey);
    await writeFile(join(run.root, 'key.pub.pem'), publicKey);
  });
  afterAll(() => run.remove());

  it('is signed beside, and verifies with the public key', async () => {
    const { path } = await exported(run);
    const signed = await signBundle({ path, key: join(run.root, 'key.pem') }, {});
    expect(signed).toMatchObject({ path: `${path}.sig`, keyHint: sha256(publicKey) });
    const signedBy = { publicKey: join(run.root, 'key.pub.pem') };
    const fine = await verifyBundle(path, { startProcess, signedBy });
    expect(fine.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(fine.checks.map(({ name }) => name)).toContain('signature');

    // A whole and well-formed bundle, but not the one that was signed: nothing of it is started.
    const neverStarts = (): never => {
      throw new Error('A process was started.');
    };
    const other = await exported(run, 'other.zip', []);
    const refused = await verifyBundle(other.path, {
      startProcess: neverStarts,
      signedBy: { ...signedBy, signature: signed.path },
    });
    expect(refused.checks.at(-1)).toMatchObject({
      name: 'signature',
      ok: false,
      detail: expect.stringContaining('manifest.json'),
    });
    const without = await verifyBundle(other.path, { startProcess: neverStarts, signedBy });
    expect(without.checks.at(-1)?.detail).toContain('there is no signature file');
  });

  it('is not signed once it was changed', async () => {
    const { path } = await exported(run, 'changed.zip');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(signBundle({ path, key: join(run.root, 'key.pem') }, {})).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    await expect(readFile(`${path}.sig`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

// `npm run check:signature`: signatures of ours, checked by the reference implementation of OpenSSF Model Signing (PyPI), and
// one of its own, checked by us. Needs Python 3.10 with venv and pip, which `npm test` does not.
//   node test/tooling/checkSignature.mjs                   fails where it cannot be done
//   node test/tooling/checkSignature.mjs --where-possible  says so instead, and is content
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pythonEnvironment } from './pythonEnvironment.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isContent = process.argv.includes('--where-possible');
const pinned = 'model-signing==1.1.1';

let python;
try {
  // It imports pyOpenSSL without naming it among what it needs.
  python = pythonEnvironment({ name: 'signing', installs: [['--only-binary', ':all:', 'pyopenssl', pinned]] });
} catch (error) {
  console.log(`Check of signatures: NOT RUN, since ${error.message}.`);
  process.exit(isContent ? 0 : 1);
}

const work = mkdtempSync(join(tmpdir(), 'drydock-check-signature-'));
const script = join(root, 'node_modules/.cache', `signature-${process.pid}.mjs`);
const files = {
  'model/model.onnx': 'a model',
  'README.md': 'text',
  'a b/ä.txt': 'a name that is not plain',
  'golden/.hidden': '',
};

function reference(...args) {
  return spawnSync(python, ['-m', 'model_signing', ...args], { cwd: work, encoding: 'utf8', timeout: 120_000 });
}

function expect(what, isSo, detail = '') {
  if (!isSo) throw new Error(`${what}\n${detail}`);
}

try {
  await build({
    absWorkingDir: root,
    stdin: {
      contents: `export * from './app/bundle/signature/signature.ts'; export * from './app/bundle/signature/keys.ts';`,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const { readPrivateKey, readPublicKey, signatureProblems, signFiles } = await import(pathToFileURL(script).href);
  const bundle = join(work, 'bundle');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(bundle, path)), { recursive: true });
    writeFileSync(join(bundle, path), text);
  }
  const signed = Object.entries(files).map(([path, text]) => ({ path, sha256: createHash('sha256').update(text).digest('hex') }));
  for (const namedCurve of ['prime256v1', 'secp384r1', 'secp521r1']) {
    const pair = generateKeyPairSync('ec', {
      namedCurve,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    writeFileSync(join(work, 'key.pem'), pair.privateKey);
    writeFileSync(join(work, 'key.pub.pem'), pair.publicKey);
    writeFileSync(join(work, 'bundle.sig'), signFiles('bundle', signed, readPrivateKey(pair.privateKey, 'key.pem')));
    const verify = ['verify', 'key', 'bundle', '--signature', 'bundle.sig', '--public_key', 'key.pub.pem'];
    const fine = reference(...verify);
    expect(`The reference refuses our signature (${namedCurve}).`, fine.status === 0, fine.stderr + fine.stdout);
    writeFileSync(join(bundle, 'README.md'), 'changed');
    expect(`The reference accepts a changed file (${namedCurve}).`, reference(...verify).status !== 0);
    writeFileSync(join(bundle, 'README.md'), files['README.md']);
    const own = reference('sign', 'key', 'bundle', '--signature', 'theirs.sig', '--private_key', 'key.pem');
    expect(`The reference cannot sign (${namedCurve}).`, own.status === 0, own.stderr);
    const publicKey = readPublicKey(createPublicKey(pair.privateKey).export({ type: 'spki', format: 'pem' }), 'key.pub.pem');
    const problems = signatureProblems(readFileSync(join(work, 'theirs.sig'), 'utf8'), signed, publicKey);
    expect(`We refuse a signature of the reference (${namedCurve}).`, problems.length === 0, problems.join('\n'));
  }
  console.log(`Check of signatures: fine, against ${pinned}, with three curves, both ways.`);
} catch (error) {
  console.error(`Check of signatures: FAILED. ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(script, { force: true });
}

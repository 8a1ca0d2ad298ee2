// A detached signature over the files of a bundle (OpenSSF Model Signing v1.0, key method), made and checked without network.
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { hashOf, keyHint } from './keys.ts';
import { payloadType, preAuthenticationEncoding, rootDigest, Statement, statementOf, type SignedFile } from './statement.ts';

const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A Sigstore bundle with a public key for its material. */
const SignatureFile = z.looseObject({
  mediaType: z.literal(mediaType),
  verificationMaterial: z.looseObject({ publicKey: z.looseObject({ hint: z.string() }) }),
  dsseEnvelope: z.looseObject({
    payload: z.base64(),
    payloadType: z.literal(payloadType),
    signatures: z.array(z.looseObject({ sig: z.base64() })).length(1),
  }),
});

/** Where a signature lies that no other place was named for: beside the archive or folder. */
export function signaturePath(bundle: string): string {
  return `${bundle.replace(/[\\/]+$/, '')}.sig`;
}

/** The text of the signature file. ECDSA signatures differ from time to time; the bundle itself does not. */
export function signFiles(name: string, files: readonly SignedFile[], privateKey: KeyObject): string {
  const payload = Buffer.from(JSON.stringify(statementOf(name, files)), 'utf8');
  const publicKey = createPublicKey(privateKey);
  const document = {
    mediaType,
    verificationMaterial: { publicKey: { hint: keyHint(publicKey) }, tlogEntries: [] },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType,
      signatures: [
        { sig: sign(hashOf(publicKey), preAuthenticationEncoding(payload), privateKey).toString('base64'), keyid: '' },
      ],
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Signed names against the files that are there. */
function fileProblems(statement: Statement, files: readonly SignedFile[]): string[] {
  const present = new Map(files.map((file) => [file.path, file.sha256]));
  const problems: string[] = [];
  for (const { name, digest } of statement.predicate.resources) {
    const found = present.get(name);
    if (found === undefined) problems.push(`${name} was signed and is missing`);
    else if (found !== digest) problems.push(`${name} is not what was signed`);
    present.delete(name);
  }
  return [...problems, ...Array.from(present.keys(), (path) => `${path} was not signed`)];
}

/** What keeps these files from being what the owner of the key signed, in words; empty when they are. */
export function signatureProblems(text: string, files: readonly SignedFile[], publicKey: KeyObject): string[] {
  let parsed: z.infer<typeof SignatureFile>;
  let statement: Statement;
  let payload: Buffer;
  try {
    parsed = SignatureFile.parse(JSON.parse(text));
    payload = Buffer.from(parsed.dsseEnvelope.payload, 'base64');
    statement = Statement.parse(JSON.parse(payload.toString('utf8')));
  } catch {
    return ['the signature file is damaged, or not one of OpenSSF Model Signing v1.0 with a key'];
  }
  const hint = keyHint(publicKey);
  if (parsed.verificationMaterial.publicKey.hint !== hint)
    return [
      `it was signed with another key (${parsed.verificationMaterial.publicKey.hint.slice(0, 16)}…, not ${hint.slice(0, 16)}…)`,
    ];
  const signature = Buffer.from(parsed.dsseEnvelope.signatures[0]!.sig, 'base64');
  if (!verify(hashOf(publicKey), preAuthenticationEncoding(payload), publicKey, signature))
    return ['the signature does not fit what it claims to sign'];
  if (rootDigest(statement.predicate.resources) !== statement.subject[0]!.digest.sha256)
    return ['the signed statement contradicts itself'];
  return fileProblems(statement, files);
}

// What is signed: every file of the bundle with its sha256, as the in-toto statement of OpenSSF Model Signing v1.0.
// Source: https://github.com/ossf/model-signing-spec (spec/v1.0.md); envelope: https://github.com/secure-systems-lab/dsse.
import { z } from 'zod';
import { sha256 } from '../../storage/sha256.ts';

export const payloadType = 'application/vnd.in-toto+json';
const statementType = 'https://in-toto.io/Statement/v1';
const predicateType = 'https://model_signing/signature/v1.0';

export interface SignedFile {
  /** Relative, with forward slashes. */
  path: string;
  sha256: string;
}

const Digest = z.string().regex(/^[0-9a-f]{64}$/);

export const Statement = z.looseObject({
  _type: z.literal(statementType),
  subject: z.array(z.looseObject({ name: z.string(), digest: z.looseObject({ sha256: Digest }) })).length(1),
  predicateType: z.literal(predicateType),
  predicate: z.looseObject({
    resources: z.array(z.looseObject({ name: z.string(), algorithm: z.literal('sha256'), digest: Digest })),
    serialization: z.looseObject({ method: z.literal('files'), hash_type: z.literal('sha256') }),
  }),
});
export type Statement = z.infer<typeof Statement>;

/** Order of the code points, which is that of the bytes of UTF-8. */
function byName(a: { name: string }, b: { name: string }): number {
  return Buffer.compare(Buffer.from(a.name, 'utf8'), Buffer.from(b.name, 'utf8'));
}

/** SHA-256 over the raw digests, one after the other, in the order of the resources. */
export function rootDigest(resources: readonly { digest: string }[]): string {
  return sha256(Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex'))));
}

/** `name` is that of the bundle. Paths that a checker finds in any folder are ignored, as the reference implementation does. */
export function statementOf(name: string, files: readonly SignedFile[]): Statement {
  const resources = files.map((file) => ({ name: file.path, algorithm: 'sha256' as const, digest: file.sha256 })).sort(byName);
  return {
    _type: statementType,
    subject: [{ name, digest: { sha256: rootDigest(resources) } }],
    predicateType,
    predicate: {
      resources,
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        // What `npm ci` installs is not part of the bundle; the others are those of the specification.
        ignore_paths: ['server/node_modules', '.git', '.gitattributes', '.github', '.gitignore'],
      },
    },
  };
}

/** Pre-authentication encoding of DSSE v1: what is really signed. */
export function preAuthenticationEncoding(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `, 'utf8'), payload]);
}

import { z } from 'zod';
import { FilePath, IsoTime, Sha256 } from './common.ts';

/** The `bundle --json` document. */
export const BundleResult = z.object({
  path: FilePath,
  sha256: Sha256,
  files: z.array(z.object({ path: z.string(), sha256: Sha256, bytes: z.number() })),
});
export type BundleResult = z.infer<typeof BundleResult>;

/** manifest.json in the bundle: the sha256 of every other file. */
export const BundleManifest = z.object({
  version: z.literal(1),
  name: z.string(),
  tool: z.object({ name: z.literal('drydock'), version: z.string() }),
  run: z.object({ id: z.string(), startedAt: IsoTime }),
  model: z.object({ originalSha256: Sha256, sha256: Sha256, path: z.string() }),
  data: z.object({ name: z.string(), sha256: Sha256, rows: z.number() }),
  runtime: z.object({ onnxruntime: z.string(), node: z.string() }),
  /** Sorted by path. */
  files: z.array(z.object({ path: z.string(), sha256: Sha256, bytes: z.number() })),
});
export type BundleManifest = z.infer<typeof BundleManifest>;

/** The `verify --json` document. */
export const VerifyResult = z.object({
  ok: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
export type VerifyResult = z.infer<typeof VerifyResult>;

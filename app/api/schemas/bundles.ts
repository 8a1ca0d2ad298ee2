import { z } from 'zod';
import { FilePath, IsoTime, Sha256 } from './common.ts';
import { Abstain } from './repairs.ts';

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
  model: z.object({
    originalSha256: Sha256,
    sha256: Sha256,
    path: z.string(),
    /** Only where the run found that rows of a batch influence each other; `batch`: rows a batch in the run. */
    batchDependent: z.object({ batch: z.number().nullable(), message: z.string(), hint: z.string() }).optional(),
  }),
  /** Only where a threshold tells the classes apart: the positive one where its score is at least that. */
  decision: z.object({ positive: z.string(), threshold: z.number() }).optional(),
  /** Only where scores are calibrated, and where answers are marked as unsure. */
  calibration: z.string().optional(),
  abstain: Abstain.optional(),
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

import { z } from 'zod';
import { FilePath, IsoTime, Sha256 } from './common.ts';
import { FormNote } from './forms.ts';
import { Abstain } from './repairs.ts';

/** Something about the model or a target that the person should know before deploying, with what to do about it. */
export const BundleFinding = z.object({
  /** Id of the target it is about; null = the bundle itself. */
  target: z.string().nullable(),
  /** Name of the rule, as in the guide. */
  rule: z.string(),
  /** blocking = that target (or, of the bundle itself, the whole bundle) cannot work and is not written. */
  severity: z.enum(['blocking', 'warning', 'note']),
  message: z.string(),
  fix: z.string(),
});
export type BundleFinding = z.infer<typeof BundleFinding>;

/** A way to deploy a bundle that files are written for. */
export const TargetInfo = z.object({
  id: z.string(),
  title: z.string(),
  what: z.string(),
  /** Where its files lie in the bundle. */
  folder: z.string(),
  /** How its files were tried: whether by the real program or against its specification. */
  checked: z.string(),
  /** Written where nothing else is asked for. */
  isDefault: z.boolean(),
});
export type TargetInfo = z.infer<typeof TargetInfo>;

/** What libraries of the runtime are made for: operating system and processor. */
export const RuntimePlatform = z.enum(['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64']);
export type RuntimePlatform = z.infer<typeof RuntimePlatform>;

/** A platform whose libraries a bundle can carry, with the bytes they take there before compression. */
export const RuntimeOffer = z.object({ platform: RuntimePlatform, bytes: z.number().int() });
export type RuntimeOffer = z.infer<typeof RuntimeOffer>;

/** What of the readiness score speaks against serving a bundle. */
export const ReadinessAgainst = z.object({
  score: z.number(),
  failed: z.array(z.object({ id: z.string(), evidence: z.string() })),
  /** They failed as well, and somebody said why that is accepted. */
  waived: z.array(z.object({ id: z.string(), evidence: z.string(), statement: z.string() })),
});
export type ReadinessAgainst = z.infer<typeof ReadinessAgainst>;

/** The `bundle --json` document. */
export const BundleResult = z.object({
  path: FilePath,
  sha256: Sha256,
  files: z.array(z.object({ path: z.string(), sha256: Sha256, bytes: z.number() })),
  targets: z.array(z.string()),
  findings: z.array(BundleFinding),
  /** Absent = the score was not asked for. */
  readiness: ReadinessAgainst.optional(),
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
  /** Only where it is another form of the model that was given: which, and how it differs on the rows of the run. */
  form: FormNote.optional(),
  data: z.object({ name: z.string(), sha256: Sha256, rows: z.number() }),
  runtime: z.object({
    onnxruntime: z.string(),
    node: z.string(),
    /** Platforms that `runtime/` has the libraries of. */
    platforms: z.array(RuntimePlatform).optional(),
  }),
  /** Ids of the targets that files were written for. */
  targets: z.array(z.string()).default([]),
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

/** The `sign --json` document. */
export const SignResult = z.object({
  /** The signature file. */
  path: FilePath,
  /** SHA-256 of the PEM of the public key. */
  keyHint: Sha256,
  files: z.number().int(),
});
export type SignResult = z.infer<typeof SignResult>;

/** An archive in the project's folder of bundles, newest first. */
export const KeptBundle = z.object({
  path: FilePath,
  bytes: z.number(),
  /** When the file was written. */
  at: IsoTime,
  /** A signature lies beside it; whose, is for `verify` to say. */
  signed: z.boolean(),
  /** Null = what lies there is not a bundle that can be read. */
  manifest: BundleManifest.omit({ files: true }).extend({ files: z.number().int() }).nullable(),
});
export type KeptBundle = z.infer<typeof KeptBundle>;

/** One file of an archive, to be looked at. */
export const BundleFile = z.object({
  path: z.string(),
  bytes: z.number(),
  /** Null = not text. */
  text: z.string().nullable(),
  /** Only the beginning is given. */
  cut: z.boolean(),
});
export type BundleFile = z.infer<typeof BundleFile>;

/** What tells two bundles apart. */
export const BundleDifference = z.object({
  /** What manifests, figures, mapping and alert limits say differently, in words. */
  facts: z.array(z.object({ name: z.string(), a: z.string(), b: z.string() })),
  files: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['added', 'removed', 'changed']),
      bytesA: z.number().nullable(),
      bytesB: z.number().nullable(),
    }),
  ),
  same: z.number().int(),
});
export type BundleDifference = z.infer<typeof BundleDifference>;

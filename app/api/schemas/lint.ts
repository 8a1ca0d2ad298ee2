// Silent failures of a graph: what gives an answer although it should not, or another one than it should.
import { z } from 'zod';
import { IsoTime, Sha256 } from './common.ts';
import { ProviderName } from './runs.ts';

/** fail: do not serve it like this. warn: know it, and decide. info: worth knowing. */
export const LintSeverity = z.enum(['fail', 'warn', 'info']);
export type LintSeverity = z.infer<typeof LintSeverity>;

export const LintFinding = z.object({
  /** Stable within a check: "nan:Speed". */
  id: z.string(),
  severity: LintSeverity,
  /** What was found, in one sentence. */
  message: z.string(),
  meaning: z.string(),
  action: z.string(),
  evidence: z.array(z.object({ name: z.string(), value: z.union([z.number(), z.string(), z.null()]) })),
  where: z
    .object({
      input: z.string().optional(),
      output: z.string().optional(),
      column: z.string().optional(),
      provider: z.string().optional(),
    })
    .optional(),
  /** 1-based rows of the data that show it, at most ten. */
  rows: z.array(z.number()),
});
export type LintFinding = z.infer<typeof LintFinding>;

export const LintCheck = z.object({
  id: z.string(),
  title: z.string(),
  help: z.string(),
  /** crashed: the native runtime ended during this check, which is a finding. skipped: it does not apply, `reason` says why. */
  state: z.enum(['done', 'skipped', 'crashed']),
  reason: z.string().nullable(),
  /** What was looked at when nothing was found: "512 rows alone and together: no difference". */
  summary: z.string(),
  findings: z.array(LintFinding),
  elapsedMs: z.number(),
});
export type LintCheck = z.infer<typeof LintCheck>;

export const LintSettings = z.object({
  /** Rows of the data it runs: a seeded sample where there are more. */
  rows: z.number().int().min(2).max(100_000).default(512),
  seed: z.number().int().min(0).max(0xffffffff).default(0),
  /** Which providers to compare with the CPU; null = all that can run here. */
  providers: z
    .array(ProviderName.exclude(['auto', 'cpu']))
    .nullable()
    .default(null),
});
export type LintSettings = z.infer<typeof LintSettings>;

export const LintReport = z.object({
  version: z.literal(1),
  model: z.object({ name: z.string(), sha256: Sha256 }),
  data: z.object({ name: z.string(), sha256: Sha256 }),
  /** Of the mapping it was run with: another one may give other findings. */
  planKey: z.string(),
  settings: LintSettings,
  rows: z.number(),
  totalRows: z.number(),
  at: IsoTime,
  checks: z.array(LintCheck),
  counts: z.object({ fail: z.number(), warn: z.number(), info: z.number() }),
  /** No finding of severity fail. */
  ok: z.boolean(),
});
export type LintReport = z.infer<typeof LintReport>;

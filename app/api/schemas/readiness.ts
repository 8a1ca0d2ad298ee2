// Is the model ready to be served? The ML Test Score (Breck et al. 2017), filled by what the project already has.
import { z } from 'zod';
import { Interval } from './common.ts';
import { DriftAction } from './drift.ts';
import { MetricName } from './runs.ts';

/** What the project knows about a run, as the tests of the score read it. Null or 0 = it was not looked for. */
export const ReadinessFacts = z.object({
  run: z.object({
    id: z.string(),
    complete: z.boolean(),
    rows: z.number(),
    labelled: z.number(),
    /** It says itself what was tried and why. */
    hasNote: z.boolean(),
    /** Rows of a batch influence each other. */
    batchDependent: z.boolean(),
    /** Rows that ended the runtime. */
    fatalRows: z.number(),
  }),
  /** The figure that is compared with the dummy, and its own. */
  beyondDummy: z
    .object({ metric: MetricName, value: Interval, dummy: z.number(), higherIsBetter: z.boolean(), strategy: z.string() })
    .nullable(),
  features: z.number(),
  /** Columns in the data that were left out of the model. */
  leftOut: z.number(),
  /** Features that may hold the answer, as the quality checks found. */
  leaks: z.array(z.string()),
  quality: z.object({ outcome: z.enum(['pass', 'warn', 'fail']), fail: z.number(), warn: z.number() }).nullable(),
  /** Features whose permutation importance was measured, and those where its interval holds zero. */
  importance: z.object({ measured: z.number(), useless: z.array(z.string()) }).nullable(),
  slices: z.array(z.object({ name: z.string(), value: Interval, labelled: z.number() })),
  /** Slices that the search found clearly worse, of so many tested; null = it was not made. */
  weakSlices: z.object({ found: z.number(), tested: z.number() }).nullable(),
  /** The metric that slices and windows are told in, and the figure of all rows. */
  headline: z.object({ metric: MetricName, value: Interval, higherIsBetter: z.boolean() }).nullable(),
  windows: z.array(z.object({ start: z.string().nullable(), value: Interval })),
  stress: z.object({ corruptions: z.number(), grade: z.string().nullable(), state: z.string() }).nullable(),
  lint: z.object({ fail: z.number(), warn: z.number(), checks: z.number() }).nullable(),
  drift: z.object({ action: DriftAction, headline: z.string(), columns: z.number() }).nullable(),
  /** Trained by a command that is kept with its rows and seed. */
  retrained: z.number(),
  /** Comparisons of champion and challenger that ended in a decision. */
  decided: z.number(),
  rowTests: z.number(),
  /** Archives that were exported from this project, of other runs. */
  otherBundles: z.number(),
  /** What its deployed bundle answered, as read from its log. */
  deployed: z.object({ rows: z.number(), labelled: z.number(), value: Interval.nullable() }).nullable(),
  load: z.object({ ratePerSecond: z.number(), p99Ms: z.number(), machine: z.string() }).nullable(),
});
export type ReadinessFacts = z.infer<typeof ReadinessFacts>;

/**
 * passed = shown by evidence of the project (1 point); partly = half of it is; stated = a person says how it is met (half a
 * point, as the paper gives for tests by hand whose results are written down); waived = it failed, and a person says why that
 * is accepted; unknown = nobody looked; failed = the evidence speaks against it.
 */
export const ReadinessState = z.enum(['passed', 'partly', 'stated', 'waived', 'unknown', 'failed']);
export type ReadinessState = z.infer<typeof ReadinessState>;

export const ReadinessSection = z.enum(['data', 'model', 'infrastructure', 'monitoring']);
export type ReadinessSection = z.infer<typeof ReadinessSection>;

export const ReadinessTest = z.object({
  /** As used by `--state`. */
  id: z.string(),
  section: ReadinessSection,
  title: z.string(),
  state: ReadinessState,
  points: z.number(),
  /** What the project has to show, in words. */
  evidence: z.string(),
  /** What would raise it; empty where there is nothing to do. */
  next: z.string(),
  /** What a person said. */
  statement: z.string().nullable(),
});
export type ReadinessTest = z.infer<typeof ReadinessTest>;

/** The `readiness --json` document, and readiness.json of a bundle. */
export const ReadinessReport = z.object({
  version: z.literal(1),
  runId: z.string(),
  /** The least of the four sections: 0–7. */
  score: z.number(),
  sections: z.array(z.object({ id: ReadinessSection, title: z.string(), points: z.number() })),
  /** No test failed without a waiver. */
  ok: z.boolean(),
  tests: z.array(ReadinessTest),
});
export type ReadinessReport = z.infer<typeof ReadinessReport>;

/** `readiness` in drydock.json: what a person says about a test, by its id. */
export const ReadinessStatements = z.record(z.string(), z.string().min(1).max(2000));
export type ReadinessStatements = z.infer<typeof ReadinessStatements>;

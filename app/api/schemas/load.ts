// A load test: what was asked, every step that was measured, and what follows for a wanted rate.
import { z } from 'zod';
import { CapacityPlan } from './capacity.ts';
import { FilePath, Interval, IsoTime, Warning } from './common.ts';

/** Milliseconds that 99 of 100 requests shall stay within, where nobody says. */
export const defaultP99Ms = 50;

export const LoadSettings = z.object({
  /** Requests a second that the deployment shall carry; absent = what one replica carries. */
  ratePerSecond: z.number().positive().max(10_000_000).optional(),
  p99Ms: z.number().positive().max(600_000).optional(),
  rowsPerRequest: z.number().int().min(1).max(10_000).default(1),
  /** Through the Open Inference Protocol instead of named rows. */
  tensors: z.boolean().default(false),
  /** Of every step of the sweep; steps at a rate take twice as long. Absent = 4, with `quick` 1. */
  seconds: z.number().min(0.2).max(120).optional(),
  quick: z.boolean().default(false),
  /** Try settings of the server first, and measure with the best. */
  tune: z.boolean().default(false),
  /** Of the moments at which requests arrive. */
  seed: z.number().int().min(0).default(1),
});
export type LoadSettings = z.infer<typeof LoadSettings>;

/** One load, kept up for a while. Latencies in milliseconds, of answered requests, with 95 % intervals. */
export const LoadStep = z.object({
  /** closed: so many requests under way at any time. open: Poisson arrivals, whatever the server does. */
  mode: z.enum(['closed', 'open']),
  rowsPerRequest: z.number().int(),
  concurrency: z.number().int().nullable(),
  offeredPerSecond: z.number().nullable(),
  seconds: z.number(),
  requests: z.number().int(),
  ratePerSecond: Interval,
  meanMs: z.number().nullable(),
  p50Ms: Interval,
  p90Ms: Interval,
  p99Ms: Interval,
  /** Too few requests for an upper bound of the 99th percentile: its `high` is the longest latency that was seen. Absent = no. */
  p99Open: z.boolean().optional(),
  errors: z.number().int(),
  /** The first of them in words. */
  errorText: z.string().nullable(),
  /** The last three windows agree within ±10 % in rate and mean latency. */
  stable: z.boolean(),
  /**
   * The host of this virtual machine took processors away: that share of their time. So many seconds of the step were left out for
   * it, with which p99 would be so much; 0 = it never let go for long enough, and everything counts. Absent = it did not.
   */
  stolen: z.object({ share: z.number(), leftOutSeconds: z.number(), p99Ms: z.number().nullable() }).optional(),
  /** Processor cores in use by all processes of the server; null = cannot be seen. */
  cores: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** 99 % of the requests were sent within so many milliseconds of their moment; null = closed loop. */
  sentLateMs: z.number().nullable(),
  /** Share of the time that the load generator itself was busy. */
  generatorBusy: z.number(),
});
export type LoadStep = z.infer<typeof LoadStep>;

/** Time of one request alone by its rows: `perRowMs` · rows + `fixedMs`. */
export const BatchTime = z.object({
  points: z.array(z.object({ rows: z.number().int(), ms: z.number() })),
  perRowMs: z.number(),
  fixedMs: z.number(),
});
export type BatchTime = z.infer<typeof BatchTime>;

/** As CapacityPlan, but cores and memory may be unknown: then it cannot go into exported files. */
export const LoadPlan = CapacityPlan.extend({
  perReplica: CapacityPlan.shape.perReplica.extend({
    cores: z.number().nullable(),
    memoryBytes: z.number().nullable(),
  }),
});
export type LoadPlan = z.infer<typeof LoadPlan>;

/** The `loadtest --json` document. */
export const LoadResult = z.object({
  version: z.literal(1),
  at: IsoTime,
  of: z.object({
    kind: z.enum(['bundle', 'server']),
    /** Path of the bundle, or address of the server. */
    where: z.string(),
    name: z.string(),
    /** The run that the bundle was exported from. */
    runId: z.string().nullable(),
  }),
  settings: LoadSettings,
  goal: z.object({ ratePerSecond: z.number().nullable(), p99Ms: z.number() }),
  /** Settings of the server that were not left as they are. */
  serverSettings: z.record(z.string(), z.string()),
  machine: z.object({
    text: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memoryBytes: z.number(),
    platform: z.string(),
  }),
  steps: z.array(LoadStep),
  /** The most that the server answers: throughput does not grow any more, however many requests are under way. */
  saturation: z.object({ ratePerSecond: Interval, concurrency: z.number().int() }).nullable(),
  batchTime: BatchTime.nullable(),
  /** Of all processes of the server together; null = cannot be seen. */
  memoryPeakBytes: z.number().nullable(),
  answers: z.object({ checked: z.number().int(), wrong: z.number().int(), examples: z.array(z.string()) }),
  tuning: z.array(
    z.object({ settings: z.record(z.string(), z.string()), ratePerSecond: z.number(), p99Ms: z.number(), chosen: z.boolean() }),
  ),
  plan: LoadPlan.nullable(),
  /** Why there is no plan. */
  refusal: z.string().nullable(),
  warnings: z.array(Warning),
  /** Answers were right, and what was asked can be met by replicas of this server. */
  ok: z.boolean(),
  /** One replica carries the wanted rate within the wanted p99, both being given; else null. */
  oneIsEnough: z.boolean().nullable(),
});
export type LoadResult = z.infer<typeof LoadResult>;

export const LoadRequest = z.object({
  /** A bundle (.zip or folder), or http(s)://… of a server that runs. */
  target: z.string().min(1).max(4096),
  /** With an address: the bundle whose golden rows are sent and whose answers are expected. */
  bundle: FilePath.optional(),
  settings: LoadSettings,
});
export type LoadRequest = z.infer<typeof LoadRequest>;

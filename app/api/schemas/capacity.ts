// What a bundle was measured to carry, and what follows for a wanted rate. Kept in capacity.json of the run's folder.
import { z } from 'zod';
import { Interval, IsoTime } from './common.ts';

/** What is asked of the deployment. */
export const CapacityGoal = z.object({
  /** Requests a second, of the rows a request that were measured. */
  ratePerSecond: z.number().positive(),
  /** Milliseconds that 99 of 100 requests must stay within. */
  p99Ms: z.number().positive(),
});
export type CapacityGoal = z.infer<typeof CapacityGoal>;

/** Of the rate that a replica is sure to carry: at that it is kept, and the rest is for what comes all at once. */
export const keptShare = 0.8;

/** The part of a measurement that goes into exported files. */
export const CapacityPlan = z.object({
  goal: CapacityGoal,
  /** One replica at the rate where it still meets the goal. */
  perReplica: z.object({
    ratePerSecond: Interval,
    p99Ms: Interval,
    /** Mean time of an answer at the rate that a replica is kept at (`keptShare`); null = not measured, or by an earlier version. */
    meanMs: z.number().nullable().default(null),
    /** Processor cores in use, of all processes of the server. */
    cores: z.number(),
    /** Largest resident memory of all processes of the server together. */
    memoryBytes: z.number(),
  }),
  /** `min` carries the goal, `wanted` is one more so that one may fail, `max` is for twice the rate, and one more. */
  replicas: z.object({ min: z.number().int(), wanted: z.number().int(), max: z.number().int() }),
  /** Rows that the server puts into one batch at most, and how long the first of them may wait for others. */
  batch: z.object({ maxRows: z.number().int(), maxDelayMs: z.number() }),
  measured: z.object({ at: IsoTime, machine: z.string(), rowsPerRequest: z.number().int() }),
});
export type CapacityPlan = z.infer<typeof CapacityPlan>;

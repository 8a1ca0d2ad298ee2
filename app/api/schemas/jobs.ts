import { z } from 'zod';
import { ErrorRecord, IsoTime } from './common.ts';

export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

/** Absolute and honest: `total` is null when unknown, never an invented percentage. */
export const Progress = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  /** Units per second, null until measured. */
  rate: z.number().nullable(),
  /** Seconds left, null when unknown. */
  eta: z.number().nullable(),
});
export type Progress = z.infer<typeof Progress>;

/** Stage of cancelled or failed work that still computes the figures of what it finished: it is left to it. */
export const finishingStage = 'finishing…';

export const JobRecord = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  /** The project it belongs to, when there is one. */
  project: z.string().nullable(),
  state: JobState,
  cancelling: z.boolean(),
  /** What is finished when it is cancelled stays; else all of its work is lost. */
  keeps: z.boolean(),
  progress: Progress,
  /** Live figures of an unfinished job (a validation run: LiveFigures; reading data: ReadUnderWay), replaced as a whole. */
  partial: z.unknown().optional(),
  createdAt: IsoTime,
  startedAt: IsoTime.nullable(),
  endedAt: IsoTime.nullable(),
  error: ErrorRecord.optional(),
  result: z.unknown().optional(),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** Carries the whole record, so any event may be lost or replayed. */
export const JobEvent = z.object({ seq: z.number(), job: JobRecord });
export type JobEvent = z.infer<typeof JobEvent>;

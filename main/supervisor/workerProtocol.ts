import { z } from 'zod';
import { ErrorRecord } from '../../app/api/schemas/common.ts';

export const ToWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), kind: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel') }),
  z.object({ type: z.literal('ask'), id: z.number(), kind: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('withdraw'), id: z.number() }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

export const ProgressReport = z.object({
  stage: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.string(),
  rate: z.number().nullable().optional(),
  eta: z.number().nullable().optional(),
});

/** To questions: notes, then exactly one of `answered` and `refused`. To a task: progress and partial figures may be skipped, in favour of later ones; then exactly one of `result` and `error`. */
export const FromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: ProgressReport }),
  z.object({ type: z.literal('partial'), partial: z.unknown() }),
  z.object({ type: z.literal('result'), result: z.unknown() }),
  z.object({ type: z.literal('error'), error: ErrorRecord }),
  z.object({ type: z.literal('noted'), id: z.number(), note: z.unknown() }),
  z.object({ type: z.literal('answered'), id: z.number(), result: z.unknown() }),
  z.object({ type: z.literal('refused'), id: z.number(), error: ErrorRecord }),
]);
export type FromWorker = z.infer<typeof FromWorker>;

import { z } from 'zod';
import { FilePath, Interval, IsoTime, Sha256 } from './common.ts';
import { RunComparison } from './compare.ts';
import { MetricName } from './runs.ts';

/** Other forms of a model: its graph simplified by the runtime, its weights at half precision, its products in whole numbers. */
export const FormKind = z.enum(['optimized', 'float16', 'int8', 'int8-static']);
export type FormKind = z.infer<typeof FormKind>;

/** How long a batch of so many rows takes with either, measured in turns on one thread. */
export const FormSpeed = z.object({
  rows: z.number().int().min(1),
  /** Of the turn whose ratio is the median, in microseconds a batch. */
  originalUs: z.number(),
  formUs: z.number(),
  /** Time of the original in that of the form, above 1 = the form is faster; the median of turns, with its 95 % interval. */
  ratio: Interval,
});
export type FormSpeed = z.infer<typeof FormSpeed>;

/** A form that was written and validated over the rows of the run. */
export const MadeForm = z.object({
  path: FilePath,
  sha256: Sha256,
  bytes: z.number(),
  /** The validation of this form: a run of the project as any other, and what a bundle of it is made of. */
  runId: z.string(),
  /** The run of the original is a, that of the form is b. */
  comparison: RunComparison,
  /** The largest difference of a score, or of a predicted number; null where there is neither. */
  largest: z.number().nullable(),
  speed: z.array(FormSpeed),
});
export type MadeForm = z.infer<typeof MadeForm>;

export const FormResult = z.object({
  kind: FormKind,
  /** Why the model has no such form; null = it has. */
  reason: z.string().nullable(),
  made: MadeForm.nullable(),
});
export type FormResult = z.infer<typeof FormResult>;

/** The `forms --json` document, and forms.json in the folder of the run. */
export const FormReport = z.object({
  version: z.literal(1),
  of: z.object({ runId: z.string(), runName: z.string(), sha256: Sha256, bytes: z.number() }),
  at: IsoTime,
  /** What speed was measured on. */
  cpu: z.string(),
  forms: z.array(FormResult),
});
export type FormReport = z.infer<typeof FormReport>;

/** Of which run a run validated a form, and how it differs: form.json in its folder, and `form` in the manifest of its bundle. */
export const FormNote = z.object({
  kind: FormKind,
  of: z.object({ runId: z.string(), sha256: Sha256, bytes: z.number() }),
  bytes: z.number(),
  rows: z.number(),
  /** Rows that get another answer; null where the runs cannot be matched. */
  changed: z.number().nullable(),
  largest: z.number().nullable(),
  figures: z.array(
    z.object({
      metric: MetricName,
      original: z.number().nullable(),
      form: z.number().nullable(),
      difference: Interval,
      verdict: z.enum(['better', 'worse', 'unclear']),
    }),
  ),
  speed: z.array(FormSpeed),
  cpu: z.string(),
});
export type FormNote = z.infer<typeof FormNote>;

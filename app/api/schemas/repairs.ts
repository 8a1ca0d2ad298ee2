// What is mended on the way: cells before they enter the model, scores after they come out of it. Plain data, part of the
// mapping and of the preparation plan, so that it travels into runs and bundles.
import { z } from 'zod';

/** Cells that say "missing" in other words: 0, -1, 999, "N/A". Texts are compared without case and outer spaces. */
export const SentinelRepair = z.object({
  kind: z.literal('sentinels'),
  values: z
    .array(z.union([z.number(), z.string()]))
    .min(1)
    .max(1000),
});

/** Numbers beyond a bound become the bound; null = none on that side. */
export const ClipRepair = z.object({ kind: z.literal('clip'), low: z.number().nullable(), high: z.number().nullable() });

/**
 * A number outside [low, high] that lies inside when multiplied by a factor is in another unit: it becomes the product, of
 * the first such factor. Every other number stays.
 */
export const UnitRepair = z.object({
  kind: z.literal('unit'),
  low: z.number(),
  high: z.number(),
  factors: z.array(z.number().positive()).min(1).max(20),
});

/**
 * Texts that are none of the known ones: first without case and spaces (where said so), then the nearest within `distance`
 * edits; where two known ones fit equally well, neither does. What is still unknown stays, is missing, or becomes `category`.
 */
export const CategoryRepair = z.object({
  kind: z.literal('category'),
  known: z.array(z.string()).min(1).max(1000),
  ignoreCase: z.boolean(),
  ignoreSpaces: z.boolean(),
  distance: z.number().int().min(0).max(3),
  unknown: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('keep') }),
    z.object({ kind: z.literal('missing') }),
    z.object({ kind: z.literal('category'), value: z.string() }),
  ]),
});
export type CategoryRepair = z.infer<typeof CategoryRepair>;

/** One thing done to a cell. Cells that are missing stay missing; what is missing in the end meets the missing policy. */
export const Repair = z.discriminatedUnion('kind', [SentinelRepair, ClipRepair, UnitRepair, CategoryRepair]);
export type Repair = z.infer<typeof Repair>;

/**
 * Scores made right, after they are read and before anything is decided by them.
 * - temperature: softmax(log p / temperature)
 * - platt: 1 / (1 + exp(a f + b)), f the log-odds of p (Platt 1999)
 * - isotonic: a step-free line through the points (x ascending, y not falling), flat beyond its ends
 * platt and isotonic hold one entry for two classes (of the second one), else one a class, scaled to sum to 1.
 */
export const Calibration = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('temperature'), temperature: z.number().positive() }),
  z.object({ kind: z.literal('platt'), classes: z.array(z.object({ a: z.number(), b: z.number() })).min(1) }),
  z.object({
    kind: z.literal('isotonic'),
    classes: z.array(z.object({ x: z.array(z.number()).min(1), y: z.array(z.number()).min(1) })).min(1),
  }),
]);
export type Calibration = z.infer<typeof Calibration>;

/**
 * Answers that are marked as unsure; the class stays what it is.
 * - confidence: the score of the predicted class is below `least`
 * - conformal: the classes with a score of at least 1 - `quantile` are not exactly the predicted one. By split-conformal
 *   prediction, that set holds the true class for a share `level` of rows like those it was made with.
 */
export const Abstain = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('confidence'), least: z.number().min(0).max(1) }),
  z.object({ kind: z.literal('conformal'), level: z.number().gt(0).lt(1), quantile: z.number().min(0).max(1) }),
]);
export type Abstain = z.infer<typeof Abstain>;

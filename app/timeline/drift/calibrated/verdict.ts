/** Whether a column has drifted; `possible` = look at it, do not act on it. */
export type DriftVerdict = 'none' | 'possible' | 'drift';

/** Of the columns called `drift`, on average at most this share have not changed; of none changed, any is with this chance. */
const LEVEL = 0.05;

/** Likewise of those called `possible`. */
const POSSIBLE_LEVEL = 0.2;

/** Least distances that matter: those at which peers alarm, numbers in standard deviations, categories to base 2, texts as 2 AUC - 1. */
export const effectThresholds = { number: 0.1, category: 0.1, text: 0.1 } as const;

export interface Evidence {
  effect: number;
  /** Least effect that matters. */
  threshold: number;
  /** Of this column alone. */
  pValue: number;
  /** After Benjamini and Hochberg over all columns compared. */
  adjustedPValue: number;
}

/**
 * Two questions, each with its own answer: is there a change (p), and is it large enough to matter (effect)?
 *
 * `drift` takes both: adjusted p at most 0.05, effect at the threshold or above. A threshold alone alarms on small samples, whose
 * distances are large by chance; a p-value alone alarms on large ones, where any change is certain.
 * `possible` is one of the two in full and the other in part: a certain change of at least half the threshold, which may be on its
 * way; or one of full size that is significant alone (p at most 0.05) and not quite among so many columns (adjusted at most 0.2:
 * without this, of ten columns that have not changed, four in ten comparisons would show one).
 *
 * How often either is said although nothing has changed: test/reference/driftFalseAlarms.ts.
 */
export function verdictOf({ effect, threshold, pValue, adjustedPValue }: Evidence): DriftVerdict {
  const isCertain = adjustedPValue <= LEVEL;
  if (isCertain && effect >= threshold) return 'drift';
  if (isCertain && effect >= threshold / 2) return 'possible';
  return pValue <= LEVEL && adjustedPValue <= POSSIBLE_LEVEL && effect >= threshold ? 'possible' : 'none';
}

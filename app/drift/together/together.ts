// What no column shows alone: changes in how columns go together, and the reference weighted to look like each window.
import { undefinedInterval } from '../../metrics/interval.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { DriftEstimate, DriftTogether, DriftVerdict } from '../../api/schemas/drift.ts';
import type { DomainClassification } from '../../timeline/estimates/domainClassifier.ts';
import type { ComparedPredictions } from '../comparedPredictions.ts';
import { evenly } from '../evenly.ts';
import type { ReferenceProfile } from '../profile/profile.ts';
import type { Sides } from '../sides.ts';
import type { WatchedMetrics } from '../watchedMetrics.ts';
import type { LearnHooks, Learnt, LearnTogether } from './learnTogether.ts';
import { togetherRows, type TogetherRows } from './togetherRows.ts';
import { weightedReference } from './weightedReference.ts';

/** Of more columns the first: trees would need more rows than there is time for. */
const mostTogether = 30;

/** NannyML's alert; and from where on the two can be told apart at all. */
const drifts = 0.65;
const mayDrift = 0.55;
/** Of a drift among all windows, where there is none. */
const level = 0.05;

export interface Together {
  together: DriftTogether[];
  estimates: DriftEstimate[];
}

/** Under way since it was started. */
export interface StartedTogether {
  rows: TogetherRows;
  /** Features that there are. */
  of: number;
  learnt: (onWindow: LearnHooks['onWindow']) => Promise<Learnt>;
}

/**
 * Reads the rows that all columns together are judged by, and begins to learn from them. Null where there is only one column, or a saved
 * reference has no rows.
 * @throws FILE_UNREADABLE, CANCELLED
 */
export async function startTogether(about: {
  data: DatasetCard;
  sides: Sides;
  /** Of a reference beside the data. */
  profile: ReferenceProfile | null;
  features: readonly string[];
  asCategory: ReadonlySet<string>;
  learn: LearnTogether;
  signal: AbortSignal | undefined;
}): Promise<StartedTogether | null> {
  const { sides, learn, signal } = about;
  const features = about.features.slice(0, mostTogether);
  if (features.length < 2 || about.profile?.about.sample === 0) return null;
  const rows = await togetherRows({ ...about, features });
  const { reference, isCategory } = rows;
  const parts = [...rows.windows, joinedWindows(rows, sides)];
  let tell: LearnHooks['onWindow'] = () => undefined;
  const learning = learn(
    { rows: { reference, isCategory }, parts, inside: sides.inside },
    { onWindow: (done, total) => tell(done, total), signal },
  );
  // Should it fail before anybody waits for it, it is told when somebody does.
  learning.catch(() => undefined);
  return {
    rows,
    of: about.features.length,
    learnt(onWindow) {
      tell = onWindow;
      return learning;
    },
  };
}

/**
 * Drift of all columns together: by a domain classifier (drift: an area under the ROC curve over 0.65 that chance does not give,
 * at a level of 5 % for all windows together, Bonferroni; possible: over 0.55, its whole 95 % interval over 0.5) and by PCA reconstruction; and, with labels in the reference, the figures of the model over the
 * reference weighted by the classifier's density ratio (Sugiyama, Suzuki and Kanamori 2012).
 * @throws CANCELLED
 */
export async function driftTogether(
  started: StartedTogether,
  about: {
    /** Of the reference, where it was validated. */
    predictions: ComparedPredictions | null;
    figures: WatchedMetrics | null;
    onWindow: LearnHooks['onWindow'];
  },
): Promise<Together> {
  const { rows, of } = started;
  const { predictions, figures } = about;
  const { classified, rebuilt } = await started.learnt(about.onWindow);
  const windows = classified.slice(0, -1);
  const overall = classified.at(-1) ?? null;
  const judged = windows.filter((window) => window !== null).length;
  return {
    together: [
      {
        method: 'domain-classifier',
        columns: rows.reference.length,
        of,
        band: { low: 0, high: drifts },
        overall: areaCell(overall, 1),
        windows: windows.map((window) => areaCell(window, judged)),
      },
      ...(rebuilt ? [{ ...rebuilt, of }] : []),
    ],
    estimates:
      predictions && figures ? weightedReference({ predictions, places: rows.referencePlaces, figures, windows, overall }) : [],
  };
}

/** The windows that are not the reference, each with its share of a thousand rows. */
function joinedWindows({ windows, reference }: TogetherRows, { current, others }: Sides): Float64Array[] {
  const used = (w: number): number => current.windows[w]?.used ?? 0;
  const total = others.reduce((sum, w) => sum + used(w), 0);
  const wanted = (w: number): number => Math.max(1, Math.round((1_000 * used(w)) / Math.max(1, total)));
  return reference.map((_, c) =>
    Float64Array.from(
      others.flatMap((w) => {
        const column = windows[w]?.[c] ?? new Float64Array();
        return [...evenly(column.length, wanted(w))].map((at) => column[at] as number);
      }),
    ),
  );
}

/** `judged`: windows that are looked at, each of which may alarm by chance. */
function areaCell(told: DomainClassification | null, judged: number): DriftTogether['overall'] {
  const { value, low, high } = told?.area ?? undefinedInterval;
  return { value, low, high, verdict: verdictOf(value, low, (told?.pValue ?? NaN) * judged < level) };
}

function verdictOf(value: number | null, low: number | null, isBeyondChance: boolean): DriftVerdict {
  if (value === null || low === null || low <= 0.5 || value <= mayDrift) return 'none';
  return value > drifts && isBeyondChance ? 'drift' : 'possible';
}

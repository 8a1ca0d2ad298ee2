// What no column shows alone: changes in how columns go together, and the reference weighted to look like each window.
import { undefinedInterval } from '../../metrics/interval.ts';
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { DriftEstimate, DriftTogether, DriftVerdict } from '../../api/schemas/drift.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import { classifyDomain, type DomainClassification } from '../../timeline/estimates/domainClassifier.ts';
import type { ComparedPredictions } from '../comparedPredictions.ts';
import { evenly } from '../evenly.ts';
import type { Sides } from '../sides.ts';
import type { WatchedMetrics } from '../watchedMetrics.ts';
import { reconstruct } from './reconstruct.ts';
import { togetherRows, type TogetherRows } from './togetherRows.ts';
import { weightedReference } from './weightedReference.ts';

/** Trees are small since rows are few: large ones would learn the rows by heart. */
const settings = { trees: 40, leaves: 8, bins: 64 };
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

/**
 * Drift of all columns together: by a domain classifier (drift: an area under the ROC curve over 0.65 that chance does not give,
 * at a level of 5 % for all windows together, Bonferroni; possible: over 0.55, its whole 95 % interval over 0.5) and by PCA reconstruction; and, with labels in the reference, the figures of the model over the
 * reference weighted by the classifier's density ratio (Sugiyama, Suzuki and Kanamori 2012).
 * @throws FILE_UNREADABLE, CANCELLED
 */
export async function driftTogether(about: {
  data: DatasetCard;
  sides: Sides;
  features: readonly string[];
  asCategory: ReadonlySet<string>;
  /** Of the reference, where it was validated. */
  predictions: ComparedPredictions | null;
  figures: WatchedMetrics | null;
  onWindow: (done: number, total: number) => void;
  signal: AbortSignal | undefined;
}): Promise<Together> {
  const { sides, predictions, figures, signal } = about;
  const features = about.features.slice(0, mostTogether);
  if (features.length < 2) return { together: [], estimates: [] };
  const rows = await togetherRows({ ...about, features });
  const told: (DomainClassification | null)[] = [];
  const parts = [...rows.windows, joinedWindows(rows, sides)];
  const isInside = new Set(sides.inside);
  for (const [w, window] of parts.entries()) {
    told.push(
      (window[0]?.length ?? 0) === 0 || isInside.has(w)
        ? null
        : classifyDomain({ reference: rows.reference, window, settings, ...(signal && { signal }) }),
    );
    about.onWindow(told.length, parts.length);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  const windows = told.slice(0, -1);
  const rebuilt = reconstruct(rows, parts);
  const overall = told.at(-1) ?? null;
  const judged = windows.filter((window) => window !== null).length;
  return {
    together: [
      {
        method: 'domain-classifier',
        columns: features.length,
        of: about.features.length,
        band: { low: 0, high: drifts },
        overall: areaCell(overall, 1),
        windows: windows.map((window) => areaCell(window, judged)),
      },
      ...(rebuilt ? [{ ...rebuilt, of: about.features.length }] : []),
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

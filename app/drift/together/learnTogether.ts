// What is learnt from a sample of rows alone: plain numbers in and out, so that a thread may do it while columns are compared.
import type { DriftTogether } from '../../api/schemas/drift.ts';
import { throwIfAborted, yieldToEventLoop } from '../../base/abort.ts';
import { classifyDomain, type DomainClassification } from '../../timeline/estimates/domainClassifier.ts';
import { reconstruct } from './reconstruct.ts';
import type { TogetherRows } from './togetherRows.ts';

/** Trees are small since rows are few: large ones would learn the rows by heart. */
const settings = { trees: 40, leaves: 8, bins: 64 };

export interface LearnRequest {
  rows: Pick<TogetherRows, 'reference' | 'isCategory'>;
  /** The windows, and last all that are not the reference together. */
  parts: Float64Array[][];
  /** Windows of the reference. */
  inside: readonly number[];
}

export interface Learnt {
  /** By part; null where there are no rows, or those of the reference. */
  classified: (DomainClassification | null)[];
  rebuilt: Omit<DriftTogether, 'of'> | null;
}

export interface LearnHooks {
  onWindow: (done: number, total: number) => void;
  signal: AbortSignal | undefined;
}

/** @throws CANCELLED */
export type LearnTogether = (request: LearnRequest, hooks: LearnHooks) => Promise<Learnt>;

/** In this thread. */
export const learnTogether: LearnTogether = async ({ rows, parts, inside }, { onWindow, signal }) => {
  const classified: Learnt['classified'] = [];
  const isInside = new Set(inside);
  for (const [w, window] of parts.entries()) {
    classified.push(
      (window[0]?.length ?? 0) === 0 || isInside.has(w)
        ? null
        : classifyDomain({ reference: rows.reference, window, settings, ...(signal && { signal }) }),
    );
    onWindow(classified.length, parts.length);
    await yieldToEventLoop();
    throwIfAborted(signal);
  }
  return { classified, rebuilt: reconstruct(rows, parts) };
};

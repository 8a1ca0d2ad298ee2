import type { Resume, RowRange } from './validateRequest.ts';

/** A model that dies on so many rows is broken, not the rows. */
export const fatalRowLimit = 20;

/** Rows of a suspicious range are run in so many pieces: 16 finds one row among 65,536 in four restarts (halving: sixteen). */
export const isolationPieces = 16;

export type Attempt = { kind: 'resume'; resume: Resume } | { kind: 'give-up'; reason: string };

/**
 * What to do after the process of a run died.
 * @param previous how the dead attempt was started; null = from the beginning
 * @param inflight the rows it had in flight (readInflight); null = none
 * Example: a batch [0, 4096) in flight → resume with that range in pieces of 256; a single row [7, 8) in flight → row 8 is fatal.
 */
export function nextAttempt(previous: Resume | null, inflight: RowRange | null): Attempt {
  const fatalRows = previous?.fatalRows ?? [];
  if (inflight === null) {
    return { kind: 'give-up', reason: 'The process ended unexpectedly while no rows were being run.' };
  }
  if (inflight.to - inflight.from > 1) return { kind: 'resume', resume: { isolate: inflight, fatalRows } };
  const row = inflight.from + 1;
  if (fatalRows.includes(row)) {
    return { kind: 'give-up', reason: `The native runtime ended again at row ${String(row)}, although it was left out.` };
  }
  if (fatalRows.length >= fatalRowLimit) {
    return {
      kind: 'give-up',
      reason: `The native runtime ended on more than ${String(fatalRowLimit)} rows: the model does not run here.`,
    };
  }
  // The rest of the suspicious range may hold more such rows: it stays in pieces.
  const rest = previous?.isolate && previous.isolate.to > inflight.to ? { from: inflight.to, to: previous.isolate.to } : null;
  return { kind: 'resume', resume: { isolate: rest, fatalRows: [...fatalRows, row].sort((a, b) => a - b) } };
}

/** The largest piece of a suspicious range that is run at once. */
export function pieceRows(isolate: RowRange): number {
  return Math.max(1, Math.ceil((isolate.to - isolate.from) / isolationPieces));
}

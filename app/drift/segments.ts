// The figure that is watched by the groups of a column, through the windows of the comparison.
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { Warning } from '../api/schemas/common.ts';
import type { DriftWindow } from '../api/schemas/drift.ts';
import type { Segment, SegmentTimeline } from '../api/schemas/segments.ts';
import { AppError, isAppError } from '../base/errors.ts';
import { segmentTimeline } from '../runs/segmentTimeline.ts';
import { isWorse } from './alerts/performance.ts';
import type { DriftRequest } from './driftRequest.ts';
import type { WatchedMetrics } from './watchedMetrics.ts';

/** @throws INVALID_INPUT before anything is computed: no such column, nothing was validated */
export function requireSegments({ settings, data, validationDir }: DriftRequest): void {
  const { segments } = settings;
  if (segments === null) return;
  if (!data.columns.some(({ name }) => name === segments)) {
    throw new AppError('INVALID_INPUT', `The data have no column "${segments}" to tell segments by.`, {
      hint: 'Name one of the data.',
      where: { column: segments },
    });
  }
  if (validationDir !== null) return;
  throw new AppError('INVALID_INPUT', 'Segments are told by the figures of a model, and there is no validation.', {
    hint: 'Validate the project first, or name a model and its label column: --model FILE --target COLUMN.',
  });
}

export interface Segments {
  found: SegmentTimeline | null;
  /** Why there are none. */
  warnings: Warning[];
}

/** What was not asked for is neither there nor warned of. */
export async function driftSegments(
  { settings, data, validationDir }: DriftRequest,
  about: {
    figures: WatchedMetrics | null;
    unit: string;
    windows: readonly DriftWindow[];
    inside: readonly number[];
    signal: AbortSignal | undefined;
  },
): Promise<Segments> {
  const { figures, unit, windows, inside, signal } = about;
  if (settings.segments === null || validationDir === null) return { found: null, warnings: [] };
  const none = (why: string): Segments => ({
    found: null,
    warnings: [{ code: 'no-segments', message: `There are no segments: ${why}` }],
  });
  if (!figures?.watched.windows.some(({ value }) => value !== null))
    return none('they take labels in the reference and in the windows of the validation.');
  const [start, end] = [windows[inside[0] ?? -1]?.start ?? null, windows[inside.at(-1) ?? -1]?.end ?? null];
  const request = {
    unit,
    metric: figures.watched.metric,
    column: settings.segments,
    selection: { filters: [] },
    reference: start === null || end === null ? null : { start, end },
  };
  try {
    return { found: await segmentTimeline({ runDir: validationDir, data, signal }, request, []), warnings: [] };
  } catch (error) {
    if (!isAppError(error) || error.code !== 'INVALID_INPUT') throw error;
    return none(`${error.message} ${error.hint}`.trim());
  }
}

/**
 * Whether the whole interval of a cell lies on the worse side of what the segment had in the reference or, where that is another table, of
 * what all rows of the window have.
 */
export function isWorseCell({ metric, segments }: SegmentTimeline, { kind, cells, reference }: Segment, window: number): boolean {
  const all = kind === 'all' ? null : segments.find((one) => one.kind === 'all')?.cells[window]?.value.value;
  const value = reference?.value ?? all ?? null;
  const isHigherBetter = metricCatalogue.find(({ name }) => name === metric)?.higherIsBetter ?? true;
  return value !== null && isWorse(cells[window]?.value, { value, low: value, high: value }, isHigherBetter);
}

// The figures of the project's named slices in a run, from its predictions and data.
import type { NamedSlice } from '../api/schemas/common.ts';
import type { SliceFigures } from '../api/schemas/runs.ts';
import { isAppError } from '../base/errors.ts';
import { evaluateRun, type RunQuery } from './evaluateRun.ts';

/**
 * One entry a slice, in their order. A slice that cannot be told in this run (it names a column that is not there) has no rows
 * and says why: the run is whole without it.
 */
export async function sliceFigures(query: RunQuery, slices: readonly NamedSlice[]): Promise<SliceFigures[]> {
  const found: SliceFigures[] = [];
  for (const slice of slices) {
    try {
      const { rows, labelled, metrics } = await evaluateRun(query, { filters: slice.filters });
      found.push({ ...slice, rows, labelled, metrics });
    } catch (error) {
      if (!isAppError(error) || error.code !== 'INVALID_INPUT') throw error;
      found.push({ ...slice, rows: 0, labelled: 0, metrics: {}, problem: error.message });
    }
  }
  return found;
}

/** Upper and lower case make no difference. */
export function findSlice<S extends { name: string }>(slices: readonly S[] | undefined, name: string): S | undefined {
  return slices?.find((slice) => slice.name.toLowerCase() === name.trim().toLowerCase());
}

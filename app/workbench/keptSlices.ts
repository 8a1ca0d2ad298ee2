import { z } from 'zod';
import { RunSelection } from '../api/schemas/runs.ts';
import { WeakSliceReport, WeakSliceSettings } from '../api/schemas/slices.ts';

/** The last answer is kept in the run folder: the rows of a run never change, and the window asks each time it is opened. */
export const KeptSlices = z.object({
  version: z.literal(1),
  settings: WeakSliceSettings,
  selection: RunSelection,
  report: WeakSliceReport,
});

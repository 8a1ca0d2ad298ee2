import type { Interval } from '../../api/schemas/common.ts';
import type { DriftTogether, DriftVerdict } from '../../api/schemas/drift.ts';
import { fitPca, reconstructionError, type TableColumn } from '../../timeline/estimates/pcaReconstruction.ts';
import type { TogetherRows } from './togetherRows.ts';

const chunks = 10;
/** NannyML's threshold: as many deviations of the chunks of the reference around their mean. */
const deviations = 3;

/**
 * Drift by PCA reconstruction error after NannyML 0.13: chunks of the reference give the band, mean ± 3 deviations (of rows that the
 * components were not fitted on, as theirs would be too near where rows are few). Null where there is nothing to reconstruct. A window
 * outside of it drifts where its whole interval (three standard errors) lies outside, and possibly does where only the value does.
 *
 * @param parts the windows, and last all that are not the reference together
 */
export function reconstruct(
  { reference, isCategory }: Pick<TogetherRows, 'reference' | 'isCategory'>,
  parts: readonly Float64Array[][],
): Omit<DriftTogether, 'of'> | null {
  const asTable = (columns: readonly Float64Array[]): TableColumn[] =>
    columns.map((column, c) =>
      isCategory[c] ? Array.from(column, (code) => (Number.isNaN(code) ? null : String(code))) : column,
    );
  // Rows that components were fitted on lie nearer to them than any others: the band is of rows that they were not fitted on.
  const half = (odd: number): Float64Array[] => reference.map((column) => column.filter((_, row) => row % 2 === odd));
  const model = fitPca(asTable(half(0)));
  // Where all components are kept nothing is left over, and what remains is rounding.
  if (model.components.length >= reference.length) return null;
  const others = half(1);
  const length = others[0]?.length ?? 0;
  // Of fewer rows there is no telling how much the error varies by itself.
  if (length < chunks) return null;
  const errors = Array.from({ length: chunks }, (_, chunk) => {
    const [from, to] = [Math.floor((chunk * length) / chunks), Math.floor(((chunk + 1) * length) / chunks)];
    return reconstructionError(model, asTable(others.map((column) => column.subarray(from, to)))).value;
  }).filter((value) => value !== null);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
  if (!Number.isFinite(mean) || !Number.isFinite(deviation)) return null;
  const band = { low: Math.max(0, mean - deviations * deviation), high: mean + deviations * deviation };
  const cells = parts.map((part) => {
    const error = reconstructionError(model, asTable(part));
    return { ...error, verdict: outside(error, band) };
  });
  return {
    method: 'pca-reconstruction',
    columns: reference.length,
    band,
    overall: cells.at(-1) ?? { value: null, low: null, high: null, verdict: 'none' },
    windows: cells.slice(0, -1),
  };
}

function outside({ value, low, high }: Interval, band: DriftTogether['band']): DriftVerdict {
  if (value === null || (value >= band.low && value <= band.high)) return 'none';
  if (low === null || high === null) return 'possible';
  return low > band.high || high < band.low ? 'drift' : 'possible';
}

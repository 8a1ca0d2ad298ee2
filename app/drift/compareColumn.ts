// One column in every window against the reference.
import type { DriftCell, DriftColumn } from '../api/schemas/drift.ts';
import type { ColumnComparison, ColumnDrift, DriftPreset } from '../timeline/drift/presets/preset.ts';
import { columnChanges, type ColumnChanges } from './changes.ts';
import type { ColumnSample } from './columnSamples.ts';
import { columnShape } from './columnShape.ts';
import { likenessLater, likenessSample, type Likeness } from './likeness/likeness.ts';

export interface ComparedColumn {
  name: string;
  kind: DriftColumn['kind'];
  role: DriftColumn['role'];
  /** All windows but those of the reference, put together. */
  overall: Compared;
  windows: Compared[];
  shape: DriftColumn['shape'];
}

export interface Compared {
  n: number;
  missing: number | null;
  /** Null where a side has no values. */
  drift: ColumnDrift | null;
  changed: ColumnChanges;
  /** Which fault of data it looks like; made out when it is asked for. */
  likeness: () => Likeness | null;
}

export interface ColumnSamples {
  reference: ColumnSample;
  /** Parts of the reference, where the preset wants to know how much they differ among themselves. */
  chunks: readonly ColumnSample[];
  overall: ColumnSample;
  windows: readonly ColumnSample[];
}

export function compareColumn(
  { name, role }: Pick<ComparedColumn, 'name' | 'role'>,
  samples: ColumnSamples,
  preset: DriftPreset,
  seed: number,
): ComparedColumn {
  // Labels come late: a row that has none yet is no missing cell of the world.
  const judged = role === 'target' ? withoutMissing : (sample: ColumnSample) => sample;
  const reference = judged(samples.reference);
  const chunks = samples.chunks.map(judged);
  const before = likenessSample(reference);
  const compare = (given: ColumnSample): Compared => {
    const current = judged(given);
    const { n, missing } = current.sample;
    // A column that has lost all of its values is compared by its missing cells.
    const isComparable = n + missing > 0 && reference.sample.n > 0;
    const rows = given.sample.n + given.sample.missing;
    return {
      n,
      missing: rows > 0 ? given.sample.missing / rows : null,
      drift: isComparable ? preset.compare(comparison(reference, current, chunks), seed) : null,
      changed: columnChanges(reference, current),
      likeness: likenessLater(before, likenessSample(current)),
    };
  };
  return {
    name,
    kind: reference.kind,
    role,
    overall: compare(samples.overall),
    windows: samples.windows.map(compare),
    shape: columnShape(reference, samples.windows),
  };
}

function withoutMissing(sample: ColumnSample): ColumnSample {
  return sample.kind === 'number'
    ? { kind: 'number', sample: { ...sample.sample, missing: 0 } }
    : { kind: 'category', sample: { ...sample.sample, missing: 0 } };
}

/** The samples of a column are of one kind. */
function comparison(reference: ColumnSample, current: ColumnSample, chunks: readonly ColumnSample[]): ColumnComparison {
  return {
    kind: reference.kind,
    reference: reference.sample,
    current: current.sample,
    chunks: chunks.filter(({ sample }) => sample.n > 0).map(({ sample }) => sample),
  } as ColumnComparison;
}

/** As it stands in the report. `settled` is what the preset makes of the column among the others. */
export function driftCell({ n, missing }: Compared, settled: ColumnDrift | null): DriftCell {
  const finite = (value: number | null | undefined): number | null =>
    value !== null && value !== undefined && Number.isFinite(value) ? value : null;
  return {
    n,
    missing,
    method: settled?.method ?? '',
    score: finite(settled?.score),
    threshold: finite(settled?.threshold),
    pValue: finite(settled?.pValue),
    adjusted: finite(settled?.chance?.adjustedPValue),
    band: finite(settled?.chance?.band),
    verdict: settled?.verdict ?? 'none',
    ...(settled?.isOfMissing && { by: 'missing' as const }),
  };
}

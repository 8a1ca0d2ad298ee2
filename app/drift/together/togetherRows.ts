// The rows that all columns together are judged by: a sample of the reference and of every window.
import type { DatasetCard } from '../../api/schemas/datasets.ts';
import { featureRows, finite, sharedCodes, type Codebook, type FeatureRows } from '../featureRows.ts';
import { evenly } from '../evenly.ts';
import { mostSampled, placeOf, rowsOf, type ReferenceProfile } from '../profile/profile.ts';
import type { Sides } from '../sides.ts';

export interface TogetherRows {
  /** One array a column, NaN = missing, categories as codes common to all. */
  reference: Float64Array[];
  /** Places of the reference's rows among those compared of its table. */
  referencePlaces: Int32Array;
  /** Those of the windows, by window. */
  windows: Float64Array[][];
  /** Columns that hold codes. */
  isCategory: boolean[];
}

/** Cells looked at in all, so that the time it takes stays about the same whatever the number of windows and columns. */
const cells = 2e6;
/** Rows of the reference and of a window; two thirds of them are the reference's. */
const least = 1_000;
const most = (3 * mostSampled) / 2 + 1;

export async function togetherRows(about: {
  data: DatasetCard;
  sides: Sides;
  /** Of a reference beside the data. */
  profile: ReferenceProfile | null;
  features: readonly string[];
  asCategory: ReadonlySet<string>;
  signal: AbortSignal | undefined;
}): Promise<TogetherRows> {
  const { data, sides, profile, features, asCategory, signal } = about;
  const { current, inside } = sides;
  const codebook: Codebook = new Map();
  const windowCount = current.windows.length;
  const rows = Math.max(least, Math.min(most, Math.floor(cells / Math.max(1, windowCount * features.length))));
  const ofReference = Math.floor((2 * rows) / 3);
  const isInside = new Set(inside);
  const ofInside = Math.max(1, Math.floor(ofReference / Math.max(1, inside.length)));
  const sampled = (most: (window: number) => number): Promise<FeatureRows> =>
    featureRows(data, features, { compared: current, asCategory, most, codebook, signal });
  // The reference first, so that categories it does not have get the codes after all of its own.
  const before = profile
    ? await sampledReference(profile, { features, most: ofReference, codebook })
    : await sampled((window) => (isInside.has(window) ? ofInside : 0));
  const now = await sampled(() => rows - ofReference);
  return {
    reference: before.columns,
    referencePlaces: before.places,
    windows: Array.from({ length: windowCount }, (_, w) =>
      now.columns.map((column) => column.subarray(now.offsets[w] as number, now.offsets[w + 1] as number)),
    ),
    isCategory: features.map((name) => asCategory.has(name)),
  };
}

/** Rows of its own sample, however many windows there are: a saved reference has no others. */
async function sampledReference(
  profile: ReferenceProfile,
  { features, most, codebook }: { features: readonly string[]; most: number; codebook: Codebook },
): Promise<Pick<FeatureRows, 'columns' | 'places'>> {
  const kept = evenly(profile.about.sample, most);
  const columns: Float64Array[] = [];
  for await (const { values, labels } of profile.sampled(features.map((name) => placeOf(profile, { name })))) {
    if (labels) {
      const shared = sharedCodes(codebook, features[columns.length] as string, labels);
      columns.push(Float64Array.from(kept, (at) => shared[values[at] as number] ?? NaN));
    } else columns.push(Float64Array.from(kept, (at) => finite(values[at] as number)));
  }
  const places = evenly(rowsOf(profile).used, mostSampled);
  return { columns, places: kept.map((at) => places[at] as number) };
}

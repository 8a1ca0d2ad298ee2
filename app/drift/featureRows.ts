// A sample of rows with all columns that feed the model, as numbers: what trees learn from.
import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ComparedRows } from './comparedRows.ts';
import { evenly } from './evenly.ts';
import { windowedColumns } from './windowedColumns.ts';

export interface FeatureRows {
  /** One array a column; NaN = missing, categories as codes. */
  columns: Float64Array[];
  /** Places of the rows among those compared, ascending. */
  places: Int32Array;
  /** Window w holds the rows from offsets[w] up to offsets[w + 1]. */
  offsets: Int32Array;
}

/** Codes that tables share: the same category has the same number in both. */
export type Codebook = Map<string, Map<string, number>>;

/** @param most rows of each window; of more, evenly spread ones */
export async function featureRows(
  data: DatasetCard,
  names: readonly string[],
  about: {
    compared: ComparedRows;
    asCategory: ReadonlySet<string>;
    most: (window: number) => number;
    codebook: Codebook;
    signal: AbortSignal | undefined;
  },
): Promise<FeatureRows> {
  const { compared, codebook } = about;
  const { places, offsets } = spread(compared, about.most);
  const columns: Float64Array[] = [];
  for await (const [name, column] of windowedColumns(data, names, about)) {
    if (column.kind === 'number') columns.push(Float64Array.from(places, (at) => finite(column.values[at] as number)));
    else {
      const shared = sharedCodes(codebook, name, column.dictionary);
      columns.push(Float64Array.from(places, (at) => shared[column.codes[at] as number] ?? NaN));
    }
  }
  return { columns, places, offsets };
}

/** The numbers of these labels of a column, new ones at the end. */
export function sharedCodes(codebook: Codebook, name: string, labels: readonly string[]): number[] {
  const codes = codebook.get(name) ?? new Map<string, number>();
  codebook.set(name, codes);
  return labels.map((label) => {
    if (!codes.has(label)) codes.set(label, codes.size);
    return codes.get(label) as number;
  });
}

/** Infinity has no place among numbers that are added up. */
export function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

function spread({ offsets }: ComparedRows, most: (window: number) => number): Pick<FeatureRows, 'places' | 'offsets'> {
  const places: number[] = [];
  const bounds = [0];
  for (let window = 0; window + 1 < offsets.length; window++) {
    const from = offsets[window] as number;
    const rows = (offsets[window + 1] as number) - from;
    for (const row of evenly(rows, most(window))) places.push(from + row);
    bounds.push(places.length);
  }
  return { places: Int32Array.from(places), offsets: Int32Array.from(bounds) };
}

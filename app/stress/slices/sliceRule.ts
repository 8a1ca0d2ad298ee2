// A node of a tree as filters, and as a sentence: "Speed > 200 and Origin State is Texas".
import type { RowFilter } from '../../api/schemas/common.ts';
import type { BinnedColumn } from './binnedColumn.ts';

export interface SliceRule {
  /** In words. */
  rule: string;
  /** The very rows that the bins hold. */
  filters: RowFilter[];
  conditions: number;
}

/** In words at most so many categories are named. */
const namedCategories = 6;

/** @param nameOf the name to filter by, where that differs from the name of the column */
export function sliceRule(
  columns: readonly BinnedColumn[],
  bins: readonly (Uint8Array | null)[],
  nameOf: (column: string) => string = (column) => column,
): SliceRule {
  const parts = columns.flatMap((column, at) => {
    const mask = bins[at];
    return mask ? [conditionOf(column, mask, nameOf(column.name))] : [];
  });
  return {
    rule: parts.map(({ words }) => words).join(' and '),
    filters: parts.flatMap(({ filters }) => filters),
    conditions: parts.length,
  };
}

interface Condition {
  words: string;
  filters: RowFilter[];
}

function conditionOf(column: BinnedColumn, mask: Uint8Array, filterName: string): Condition {
  const inside = [...mask.keys()].filter((bin) => bin < column.bins && mask[bin] === 1);
  const name = quoted(column.name);
  if (inside.length === 0) return { words: `${name} is missing`, filters: [{ column: filterName, op: 'missing' }] };
  if (inside.length === column.bins) return { words: `${name} is present`, filters: [{ column: filterName, op: 'present' }] };
  if (column.kind === 'category') return categories(column, new Set(inside), { name, filterName });
  return range(column, { from: inside[0] as number, to: inside.at(-1) as number }, { name, filterName });
}

interface Names {
  name: string;
  filterName: string;
}

function range(column: BinnedColumn, bins: { from: number; to: number }, { name, filterName }: Names): Condition {
  const low = bins.from > 0 ? column.cuts[bins.from - 1] : undefined;
  const high = bins.to < column.bins - 1 ? column.cuts[bins.to] : undefined;
  if (column.kind === 'boolean') {
    const value = low !== undefined;
    return { words: `${name} is ${String(value)}`, filters: [{ column: filterName, op: 'eq', value }] };
  }
  if (column.kind === 'time') {
    const [from, before] = [low, high].map((time) => (time === undefined ? undefined : new Date(time).toISOString()));
    const words = [from && `from ${moment(from)} on`, before && `before ${moment(before)}`].filter(Boolean).join(', ');
    return {
      words: `${name} ${words}`,
      filters: [
        ...(from === undefined ? [] : [{ column: filterName, op: 'ge' as const, value: from }]),
        ...(before === undefined ? [] : [{ column: filterName, op: 'lt' as const, value: before }]),
      ],
    };
  }
  const words =
    low !== undefined && high !== undefined
      ? `${String(low)} < ${name} ≤ ${String(high)}`
      : low !== undefined
        ? `${name} > ${String(low)}`
        : `${name} ≤ ${String(high)}`;
  return {
    words,
    filters: [
      ...(low === undefined ? [] : [{ column: filterName, op: 'gt' as const, value: low }]),
      ...(high === undefined ? [] : [{ column: filterName, op: 'le' as const, value: high }]),
    ],
  };
}

/** Those in it, or where that is longer or holds the rare ones, those not in it. */
function categories(column: BinnedColumn, inside: ReadonlySet<number>, { name, filterName }: Names): Condition {
  const all = [...column.categories.keys()];
  const hasRare = all.some((bin) => inside.has(bin) && column.categories[bin] === null);
  const outside = all.filter((bin) => !inside.has(bin));
  const isShorter =
    outside.length <= 3 && outside.length < inside.size && !outside.some((bin) => column.categories[bin] === null);
  if (hasRare || isShorter) {
    const values = outside.map((bin) => column.categories[bin] as string);
    return {
      words: `${name} is ${values.length > 1 ? 'neither' : 'not'} ${listed(values, 'nor')}`,
      filters: [{ column: filterName, op: 'notIn', values: [...values, null] }],
    };
  }
  const values = [...inside].sort((a, b) => a - b).map((bin) => column.categories[bin] as string);
  const [only] = values;
  if (values.length === 1 && only !== undefined) {
    return { words: `${name} is ${quoted(only)}`, filters: [{ column: filterName, op: 'eq', value: only }] };
  }
  return { words: `${name} is ${listed(values, 'or')}`, filters: [{ column: filterName, op: 'in', values }] };
}

function listed(values: readonly string[], word: 'or' | 'nor'): string {
  const shown = values.slice(0, namedCategories).map(quoted);
  if (values.length > namedCategories) return `${shown.join(', ')} ${word} ${String(values.length - namedCategories)} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} ${word} ${shown.at(-1) ?? ''}` : (shown[0] ?? '');
}

/** In quotes where it could be taken for a part of the sentence. */
function quoted(text: string): string {
  const isPlain =
    text !== '' &&
    text === text.trim() &&
    !/[<>≤≥=“”",\n\r\t]|\s(?:and|or|nor|is|not|from|before)\s|\s{2}/i.test(text) &&
    !/^(?:missing|present|not|neither|true|false)$/i.test(text);
  return isPlain ? text : `“${text}”`;
}

/** "2001-03-01", with the time of day where there is one. */
function moment(iso: string): string {
  if (iso.endsWith('T00:00:00.000Z')) return iso.slice(0, 10);
  return iso.endsWith(':00.000Z') ? `${iso.slice(0, 16)}Z` : iso.replace('.000Z', 'Z');
}

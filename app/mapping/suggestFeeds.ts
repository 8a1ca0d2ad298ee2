import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Feed, Mapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { columnKind } from './columnKind.ts';
import { defaultMissing } from './defaultMissing.ts';
import { indicatedColumn } from './indicatorNames.ts';
import { featureNames, inputLayout, type InputLayout } from './modelInputs.ts';
import { nameSimilarity, normaliseName } from './similarNames.ts';
import { TARGET_NAMES } from './suggestRoles.ts';
import { unfitColumns } from './unfitColumns.ts';

/** What tells of missing cells has a value for every row. */
const neverMissing = { kind: 'constant', value: 1, from: 'a missing cell counts as 1' } as const;

/** A fuzzy match must be this alike, and this much more so than the next best column. */
const ALIKE = 0.9;
const MARGIN = 0.03;

interface Match {
  column: ColumnProfile;
  reason: string;
  confidence: number;
  /** The element tells whether the cell of the column is missing. */
  indicator?: true;
}

function exactOrNormalised(name: string, columns: ColumnProfile[]): Match | null {
  const exact = columns.find((column) => column.name === name);
  if (exact) return { column: exact, reason: 'same name', confidence: 1 };
  const alike = columns.filter((column) => normaliseName(column.name) === normaliseName(name));
  const [only] = alike;
  if (!only || alike.length > 1) return null;
  return { column: only, reason: 'same name but for case, spaces and punctuation', confidence: 0.95 };
}

/** Names the inputs ask for: the input's own, or the feature names of a matrix where the file has them. */
function namesOf(model: ModelCard, layout: InputLayout): string[] | null {
  if (layout.unsupported !== null) return null;
  const names = featureNames(model, layout.width);
  if (layout.width !== 1) return names;
  return names?.length === 1 && model.inputs.length === 1 ? names : [layout.input.name];
}

function fits(layout: InputLayout, column: ColumnProfile): boolean {
  const kind = columnKind(column);
  if (layout.input.type === 'string') return kind === 'text';
  return kind === 'number' || kind === 'boolean';
}

/** Unique best fuzzy matches, the most alike pairs first; no column is given away twice. */
function fuzzyMatches(
  wanted: { layout: InputLayout; name: string; key: string }[],
  columns: ColumnProfile[],
): Map<string, Match> {
  const found = new Map<string, Match>();
  const pairs = wanted.flatMap(({ layout, name, key }) => {
    const ranked = columns
      .filter((column) => fits(layout, column))
      .map((column) => ({ column, key, score: nameSimilarity(name, column.name) }))
      .sort((a, b) => b.score - a.score);
    const [best, second] = ranked;
    return best && best.score >= ALIKE && best.score - (second?.score ?? 0) >= MARGIN ? [best] : [];
  });
  pairs.sort((a, b) => b.score - a.score);
  const taken = new Set<string>();
  for (const { column, key, score } of pairs) {
    if (taken.has(column.name)) continue;
    taken.add(column.name);
    const reason = `the most similar name (${Math.round(score * 100)} % alike)`;
    found.set(key, { column, reason, confidence: 0.6 * score });
  }
  return found;
}

/**
 * Columns whose name is, exactly, but for spelling or most nearly, that of a model input or feature: features, hence no
 * candidates for target or weight.
 */
export function columnsNamedByModel(model: ModelCard, data: DatasetCard): Set<string> {
  const { found, wanted } = matchByName(model, data.columns);
  const named = new Set([...found.values()].map(({ column }) => column.name));
  const left = data.columns.filter(({ name }) => !named.has(name) && !TARGET_NAMES.has(normaliseName(name)));
  for (const { column } of fuzzyMatches(wanted, left).values()) named.add(column.name);
  return named;
}

interface Wanted {
  layout: InputLayout;
  name: string;
  key: string;
}

/** Feeds found by exact or normalised name, by `input\nelement`, and the elements that are still wanted. */
function matchByName(model: ModelCard, columns: ColumnProfile[]): { found: Map<string, Match>; wanted: Wanted[] } {
  const found = new Map<string, Match>();
  const wanted: Wanted[] = [];
  for (const layout of model.inputs.map(inputLayout)) {
    (namesOf(model, layout) ?? []).forEach((name, element) => {
      const key = `${layout.input.name}\n${element}`;
      const match = exactOrNormalised(name, columns) ?? indicatorMatch(layout, name, columns);
      if (match) found.set(key, match);
      else wanted.push({ layout, name, key });
    });
  }
  return { found, wanted };
}

/** No column has the name, but the name says that it tells of the missing cells of one. */
function indicatorMatch(layout: InputLayout, name: string, columns: ColumnProfile[]): Match | null {
  const column = layout.input.type === 'string' ? null : indicatedColumn(name, columns);
  if (!column) return null;
  return { column, reason: `by its name: 1 where "${column.name}" is missing, else 0`, confidence: 0.9, indicator: true };
}

/** Columns named like x0, x1, ... (or 1, 2, ...), all `width` of them, in the order of their numbers. */
function numberedColumns(columns: ColumnProfile[], width: number): ColumnProfile[] | null {
  const families = new Map<string, { column: ColumnProfile; number: number }[]>();
  for (const column of columns) {
    const parts = /^(.*?)(\d+)$/.exec(column.name);
    if (!parts) continue;
    const family = families.get(parts[1] as string) ?? [];
    family.push({ column, number: Number(parts[2]) });
    families.set(parts[1] as string, family);
  }
  for (const family of families.values()) {
    family.sort((a, b) => a.number - b.number);
    const first = family[0]?.number ?? -1;
    if (family.length === width && width > 1 && first <= 1 && family.every(({ number }, i) => number === first + i)) {
      return family.map(({ column }) => column);
    }
  }
  return null;
}

/** Columns for a matrix without names: by their numbering, or all that fit, in file order, when the count is right. */
function byPosition(layout: InputLayout, columns: ColumnProfile[]): { matches: Match[]; why: string } {
  const { width } = layout;
  const what = layout.input.type === 'string' ? 'text' : 'numeric';
  const fitting = columns.filter((column) => fits(layout, column));
  const give = (chosen: ColumnProfile[], reason: string, confidence: number): { matches: Match[]; why: string } => ({
    matches: chosen.map((column, i) => ({ column, reason: `${reason} (element ${i + 1})`, confidence })),
    why: '',
  });
  const numbered = numberedColumns(fitting, width ?? -1);
  if (numbered) return give(numbered, 'by the number in its name', 0.8);
  // An integer column may be an identifier or a feature: without it first.
  for (const candidates of [fitting.filter((column) => column.type !== 'id'), fitting]) {
    if (width === null && candidates.length > 0) {
      return give(candidates, `by position: the model does not say how many columns it takes, all ${what} ones are given`, 0.4);
    }
    if (candidates.length === width) return give(candidates, `by position: exactly ${width} ${what} columns are there`, 0.6);
  }
  const takes = `the model takes ${width === 1 ? 'one column' : `${width ?? 'some'} columns`} without naming ${width === 1 ? 'it' : 'them'}`;
  const could = `${fitting.length || 'no'} ${what} ${fitting.length > 1 ? 'columns' : 'column'} could be meant`;
  const unfit = width !== null && fitting.length > width ? '' : unfitColumns(layout.input, columns);
  return { matches: [], why: `${takes}; ${could}${unfit && ` (${unfit})`}` };
}

/**
 * Which columns feed which input. By name (exact, then but for spelling, then the most similar), by the feature names in
 * the model's metadata, by position for a matrix without names. `reserved` columns (target, weight) feed nothing.
 */
export function suggestFeeds(
  model: ModelCard,
  data: DatasetCard,
  reserved: { never: ReadonlySet<string>; notByGuess: ReadonlySet<string> },
): Mapping['inputs'] {
  const allowed = data.columns.filter(({ name }) => !reserved.never.has(name));
  const layouts = model.inputs.map(inputLayout);
  const { found, wanted } = matchByName(model, allowed);
  const used = new Set([...found.values()].map(({ column }) => column.name));
  const guessable = (): ColumnProfile[] => allowed.filter(({ name }) => !used.has(name) && !reserved.notByGuess.has(name));
  for (const [key, match] of fuzzyMatches(wanted, guessable())) {
    found.set(key, match);
    used.add(match.column.name);
  }
  return layouts.map((layout) => {
    const names = namesOf(model, layout);
    const size = layout.width ?? names?.length ?? 0;
    let matches: (Match | null)[] = Array.from({ length: size }, (_, i) => found.get(`${layout.input.name}\n${i}`) ?? null);
    let why = names ? `no column is called "${names[0] ?? ''}"` : '';
    const nothingByName = matches.every((match) => match === null);
    if (nothingByName && layout.unsupported === null && (layout.width !== 1 || model.inputs.length === 1)) {
      const placed = byPosition(layout, guessable());
      if (placed.matches.length > 0) {
        matches = placed.matches;
        for (const { column } of placed.matches) used.add(column.name);
      } else why = placed.why;
    }
    if (layout.unsupported !== null) why = layout.unsupported;
    return {
      input: layout.input.name,
      feeds: matches.map((match, i): Feed => {
        const missing = defaultMissing(model, layout.input, match?.column);
        const reason = match
          ? `${match.reason}; ${missing.why}`
          : names && !nothingByName
            ? `no column is called "${names[i] ?? ''}"`
            : why;
        const confidence = match?.confidence ?? 0;
        if (match?.indicator) {
          return { column: match.column.name, missing: neverMissing, indicator: true, reason: match.reason, confidence };
        }
        return { column: match?.column.name ?? null, missing: missing.missing, reason, confidence };
      }),
    };
  });
}

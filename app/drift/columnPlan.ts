// Which columns of the data are compared, as what, and which are not, and why.
import type { Warning } from '../api/schemas/common.ts';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { DriftColumn, DriftReport } from '../api/schemas/drift.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import { AppError } from '../base/errors.ts';
import { ownColumns } from '../runs/logColumns.ts';
import { roleColumns } from '../runs/batchReader.ts';

export interface ColumnPlan {
  columns: { name: string; kind: DriftColumn['kind']; role: 'feature' | 'other' | 'target' }[];
  leftOut: DriftReport['leftOut'];
  /** Columns that are gone, or of another type than in the reference. */
  schema: Warning[];
}

const kinds: Partial<Record<ColumnProfile['type'], DriftColumn['kind']>> = {
  number: 'number',
  integer: 'number',
  category: 'category',
  boolean: 'category',
};

const notCompared: Partial<Record<ColumnProfile['type'], string>> = {
  text: 'free text, which the rules of Drydock compare',
  id: 'names the row',
  datetime: 'a time',
};

/** Further columns would only be more to test; those that feed the model come first. */
const mostColumns = 2_000;

/**
 * @param about.fed columns that feed the model
 * @param about.reference what it is held against; null = a part of the same table
 * @param about.isLog the rows are those of a prediction log, which its server keeps columns out of where it is told to
 * @param about.hasLabels the true labels come from a validation: their column is not compared a second time
 * @throws INVALID_INPUT for a column asked for that is not there or cannot be compared, and for a target that is nowhere
 */
export function columnPlan(about: {
  data: DatasetCard;
  reference: {
    columns: readonly Pick<ColumnProfile, 'name' | 'type'>[];
    /** As what a saved reference keeps them; null = it is a table. */
    kept: ReadonlyMap<string, DriftColumn['kind']> | null;
  } | null;
  mapping: Mapping | null;
  fed: ReadonlySet<string>;
  isLog: boolean;
  time: string | null;
  /** Column with the labels, where the mapping has none. */
  target: string | null;
  hasLabels: boolean;
  asked: readonly string[] | null;
  /** Free text is compared as such. */
  hasText: boolean;
}): ColumnPlan {
  const { data, reference, mapping, fed, asked, hasText } = about;
  const mapped = mapping ? roleColumns(mapping) : { target: null, time: null, id: null, weight: null };
  const roles = { ...mapped, target: mapped.target ?? about.target };
  const isAsked = (name: string): boolean => asked === null || asked.includes(name);
  const isText = ({ type }: Pick<ColumnProfile, 'type'>): boolean => hasText && type === 'text';
  const of: readonly Pick<ColumnProfile, 'name' | 'type'>[] = (reference ?? data).columns;
  const before = new Map(of.map((column) => [column.name, column]));
  const plan: ColumnPlan = { columns: [], leftOut: [], schema: [] };
  const now = new Set(data.columns.map(({ name }) => name));
  const ofLog = about.isLog ? ownColumns([...now]) : new Set<string>();
  if (reference) {
    for (const { name } of reference.columns) {
      // What feeds no model may be left out of a log, or be called otherwise there; labels come later than the rows.
      if (now.has(name) || !isAsked(name) || (fed.size === 0 ? name === roles.target : !fed.has(name))) continue;
      // The server refuses rows that lack it: it came, and was kept out.
      if (about.isLog) plan.leftOut.push({ column: name, reason: 'kept out of the prediction log' });
      else plan.schema.push(changed('column-gone', name, `The column "${name}" of the reference is gone.`));
    }
  }
  for (const profile of data.columns) {
    const { name, type } = profile;
    const there = before.get(name);
    const absent = ofLog.has(name) ? 'what the log says of each row' : 'not in the reference';
    const reason = whyNot(profile, { ...about, roles }) ?? (there ? null : absent);
    if (reason !== null || !there) plan.leftOut.push({ column: name, reason: reason ?? '' });
    else if (kindOf(profile) !== kindOf(there)) {
      const isEmpty = profile.missing === data.rows;
      plan.leftOut.push({ column: name, reason: `${there.type} in the reference, ${isEmpty ? 'without any value' : type} here` });
      if (!isAsked(name) || (fed.size > 0 && !fed.has(name))) continue;
      const now = isEmpty ? 'has no values at all any more' : `holds ${typeWords(type)}`;
      plan.schema.push(changed('column-type', name, `The column "${name}" ${now}, in the reference ${typeWords(there.type)}.`));
    } else if (!isAsked(name)) plan.leftOut.push({ column: name, reason: 'not asked for' });
    else {
      const kind = isText(profile) && isText(there) ? 'text' : kindOf(profile);
      const reasonKept = notKept(there, kind, reference?.kept ?? null);
      if (reasonKept !== null) plan.leftOut.push({ column: name, reason: reasonKept });
      else plan.columns.push({ name, kind, role: roleOf(name, roles.target, fed) });
    }
  }
  requireAsked(plan, asked, now);
  requireTarget(about.target, now.has(about.target ?? '') || before.has(about.target ?? ''));
  const rank = { feature: 0, target: 1, other: 2 } as const;
  plan.columns.sort((a, b) => rank[a.role] - rank[b.role]);
  for (const { name } of plan.columns.splice(mostColumns)) plan.leftOut.push({ column: name, reason: 'one of too many' });
  return plan;
}

export interface Features {
  features: string[];
  /** Those of them that are categories. */
  asCategory: ReadonlySet<string>;
}

/** What feeds the model, or where that is not known every column that is no label; texts have a classifier of their own: as codes, each would be another category. */
export function featuresOf({ columns }: ColumnPlan): Features {
  const valued = columns.filter(({ kind }) => kind !== 'text');
  const fed = valued.filter(({ role }) => role === 'feature');
  const taken = fed.length > 0 ? fed : valued.filter(({ role }) => role === 'other');
  return {
    features: taken.map(({ name }) => name),
    asCategory: new Set(taken.filter(({ kind }) => kind === 'category').map(({ name }) => name)),
  };
}

type Roles = ReturnType<typeof roleColumns>;

/** Null = it is compared. */
function whyNot(
  { name, type }: ColumnProfile,
  about: { roles: Roles; fed: ReadonlySet<string>; time: string | null; hasLabels: boolean; hasText: boolean },
): string | null {
  const { roles, fed, time } = about;
  if (name === time || name === roles.time) return 'the time';
  if (name === roles.id) return 'names the row';
  if (name === roles.weight) return 'the weight';
  if (name === roles.target && about.hasLabels) return 'compared as the labels of the validation';
  if (kinds[type] !== undefined || (fed.has(name) && type !== 'datetime') || (type === 'text' && about.hasText)) return null;
  return notCompared[type] ?? type;
}

/** Of a saved reference; null = it is compared. */
function notKept(
  { name, type }: Pick<ColumnProfile, 'name' | 'type'>,
  kind: DriftColumn['kind'],
  kept: ReadonlyMap<string, DriftColumn['kind']> | null,
): string | null {
  const there = kept?.get(name);
  if (!kept || there === kind) return null;
  return there === undefined
    ? `${type} in the reference, which a saved one keeps nothing of`
    : 'free text in the reference, of which a saved one keeps a sample of words alone';
}

function roleOf(name: string, target: string | null, fed: ReadonlySet<string>): 'feature' | 'other' | 'target' {
  if (name === target) return 'target';
  return fed.has(name) ? 'feature' : 'other';
}

/** What is no number counts as a category. Free text does, too, where it is so on one side alone: with more rows its texts may repeat. */
function kindOf({ type }: Pick<ColumnProfile, 'type'>): DriftColumn['kind'] {
  return kinds[type] ?? 'category';
}

const words: Partial<Record<ColumnProfile['type'], string>> = {
  number: 'numbers',
  integer: 'numbers',
  datetime: 'times',
  boolean: 'yes and no',
};

function typeWords(type: ColumnProfile['type']): string {
  return words[type] ?? 'text';
}

function changed(code: string, column: string, message: string): Warning {
  return { code, message, where: { column } };
}

function requireAsked(plan: ColumnPlan, asked: readonly string[] | null, there: ReadonlySet<string>): void {
  for (const name of asked ?? []) {
    if (plan.columns.some((column) => column.name === name)) continue;
    const reason = plan.leftOut.find(({ column }) => column === name)?.reason;
    throw new AppError(
      'INVALID_INPUT',
      there.has(name) ? `The column "${name}" cannot be compared: ${reason ?? ''}.` : `The data have no column "${name}".`,
      { hint: 'Leave it out, or name another.', where: { column: name } },
    );
  }
}

function requireTarget(target: string | null, isThere: boolean): void {
  if (target === null || isThere) return;
  throw new AppError('INVALID_INPUT', `Neither the data nor the reference has a column "${target}" to be the target.`, {
    hint: 'Name another, or leave it out.',
    where: { column: target },
  });
}

/** What is kept of a table when it is saved as a reference; what names rows or times, nothing. */
export function keptColumns(
  { columns }: Pick<DatasetCard, 'columns'>,
  { hasText }: { hasText: boolean },
): {
  columns: { name: string; type: ColumnProfile['type']; kind: DriftColumn['kind'] }[];
  leftOut: Pick<ColumnProfile, 'name' | 'type'>[];
} {
  const found = columns.map(({ name, type }) => ({
    name,
    type,
    kind: hasText && type === 'text' ? ('text' as const) : kinds[type],
  }));
  return {
    columns: found.flatMap(({ kind, ...column }) => (kind === undefined ? [] : [{ ...column, kind }])),
    leftOut: found.flatMap(({ kind, name, type }) => (kind === undefined ? [{ name, type }] : [])),
  };
}

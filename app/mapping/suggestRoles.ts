import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Role, ToldMapping } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { alignLabels, matchLabel, sameClass } from './alignLabels.ts';
import { columnKind, isEmptyColumn, looksNumeric } from './columnKind.ts';
import { featureNames, inputLayout } from './modelInputs.ts';
import { nameSimilarity, nameWords, normaliseName } from './similarNames.ts';

export type RoleOptions = Pick<ToldMapping, 'target' | 'time' | 'id' | 'weight'>;

export interface RoleGuess {
  role: Role;
  reason: string;
  confidence: number;
}

type SpecialRole = 'target' | 'time' | 'id' | 'weight';

/** Names, normalised, that mean the true answer whatever the model. */
export const TARGET_NAMES: ReadonlySet<string> = new Set([
  'target',
  'label',
  'class',
  'y',
  'ytrue',
  'outcome',
  'truth',
  'groundtruth',
  'actual',
  'response',
  'goldlabel',
]);
const TARGET_WORDS = new Set(['target', 'label', 'class', 'outcome', 'truth', 'actual', 'response', 'result']);
const TIME_WORDS = new Set(['time', 'date', 'timestamp', 'datetime', 'ts', 'day', 'when', 'created', 'occurred', 'event']);
const ID_WORDS = new Set(['id', 'uuid', 'guid', 'key', 'identifier', 'rowid']);
const WEIGHT_NAMES = new Set(['weight', 'weights', 'sampleweight', 'sampleweights', 'caseweight', 'rowweight', 'obsweight']);
const TARGET_KEYS = ['target', 'target_name', 'label_name', 'target_column', 'label_column', 'y_name'];

function hasWord(name: string, words: Set<string>): boolean {
  return nameWords(name).some((word) => words.has(word));
}

/**
 * Shares of a column's labelled rows (of its most frequent values) whose label the model knows: at all, by the name of a class, and
 * written exactly as the model writes it.
 */
function knownShares(column: ColumnProfile, classes: string[]): { known: number; named: number; exact: number } {
  let known = 0;
  let named = 0;
  let exact = 0;
  let all = 0;
  for (const { value, count } of column.top) {
    all += count;
    if (matchLabel(value, classes) !== undefined) known += count;
    if (sameClass(value, classes) !== undefined) named += count;
    if (classes.includes(value)) exact += count;
  }
  return all === 0 ? { known: 0, named: 0, exact: 0 } : { known: known / all, named: named / all, exact: exact / all };
}

/** All of 0, 1, … K-1 and nothing else, where the classes are words: as positions, which is how labels are then read. */
function numbersClasses(column: ColumnProfile, classes: string[]): boolean {
  if (column.distinct !== classes.length || column.top.length !== classes.length) return false;
  const labels = column.top.map(({ value }) => value);
  return (
    labels.every((label) => /^\d+(\.0+)?$/.test(label)) && Object.keys(alignLabels(labels, classes)).length === classes.length
  );
}

interface Candidate {
  column: ColumnProfile;
  score: number;
  reason: string;
}

function nameScore(column: ColumnProfile, model: ModelCard): { score: number; reason: string } {
  const plain = normaliseName(column.name);
  const told = Object.entries(model.metadata).find(([key]) => TARGET_KEYS.includes(key.toLowerCase()))?.[1];
  if (told !== undefined && normaliseName(told) === plain) return { score: 1, reason: 'the model file names it as its target' };
  if (TARGET_NAMES.has(plain)) return { score: 1, reason: 'its name says so' };
  const output = model.outputs.find(({ name }) => normaliseName(name) === plain);
  if (output) return { score: 0.9, reason: `it has the name of the output "${output.name}"` };
  if (hasWord(column.name, TARGET_WORDS)) return { score: 0.6, reason: 'its name hints at it' };
  return { score: 0, reason: '' };
}

function classTargets(model: ModelCard, columns: ColumnProfile[], classes: string[]): Candidate[] {
  return columns.flatMap((column) => {
    const named = nameScore(column, model);
    // A handful of stray labels is normal; a column of many values is no label column.
    const plausible = column.distinct <= Math.max(50, classes.length * 3);
    const shares = plausible ? knownShares(column, classes) : { known: 0, named: 0, exact: 0 };
    const { known, exact } = shares;
    // A constant says nothing: a feature that is 1 in every row is not a label.
    // By truth value alone, all but a few must be one: the "f" of m and f is no "no".
    const matches = (shares.named >= 0.5 || known >= 0.9) && (column.distinct > 1 || named.score > 0);
    if (!matches && numbersClasses(column, classes)) {
      const reason = ['its values number the classes of the model', named.reason].filter((part) => part !== '').join(', and ');
      return [{ column, score: 0.45 + 0.3 * named.score, reason }];
    }
    if (!matches && named.score < 0.9) return [];
    const values =
      known === 1
        ? 'its values are the classes of the model'
        : `${Math.floor(known * 100)} % of its values are classes of the model`;
    const reason = [matches ? values : '', named.reason].filter((part) => part !== '').join(', and ');
    const score = matches ? 0.5 + 0.1 * known + 0.1 * exact + 0.3 * named.score : 0.1 + 0.35 * named.score;
    return [{ column, score, reason }];
  });
}

function numberTargets(model: ModelCard, columns: ColumnProfile[]): Candidate[] {
  const numeric = columns.filter(
    (column) => columnKind(column) === 'number' || (columnKind(column) === 'text' && looksNumeric(column)),
  );
  const named = numeric.flatMap((column) => {
    const { score, reason } = nameScore(column, model);
    return score > 0 ? [{ column, score: 0.35 + 0.6 * score, reason }] : [];
  });
  const last = numeric.at(-1);
  if (named.length > 0 || !last) return named;
  if (numeric.length === 1) return [{ column: last, score: 0.5, reason: 'it is the only numeric column that feeds no input' }];
  const [input, second] = model.inputs;
  const width = input && !second ? inputLayout(input).width : null;
  if (width !== null && numeric.length === width + 1 && !featureNames(model, width)) {
    return [
      { column: last, score: 0.4, reason: `the model takes ${width} of the ${width + 1} numeric columns, and this is the last` },
    ];
  }
  return named;
}

function guessTarget(model: ModelCard, data: DatasetCard, free: ColumnProfile[]): Candidate | null {
  const { reading } = model;
  const columns = free.filter((column) => column.type !== 'datetime' && !isEmptyColumn(column, data.rows));
  const candidates =
    reading && reading.task !== 'regression' ? classTargets(model, columns, reading.classes) : numberTargets(model, columns);
  candidates.sort((a, b) => b.score - a.score);
  const [best, second] = candidates;
  if (!best) return null;
  if (!second || best.score - second.score > 0.02) return best;
  // Several columns look alike: only the place in the table can tell, and only weakly.
  const tied = candidates.filter(({ score }) => best.score - score <= 0.02);
  const last = data.columns.at(-1)?.name;
  const atEnd = tied.find(({ column }) => column.name === last);
  return atEnd ? { ...atEnd, score: 0.4, reason: `${atEnd.reason}, and it is the last column` } : null;
}

function guessTime(data: DatasetCard, free: ColumnProfile[]): Candidate | null {
  const times = free.filter((column) => column.type === 'datetime');
  const spanned = times.find(({ name }) => name === data.timeSpan?.column);
  const named = times.find(({ name }) => hasWord(name, TIME_WORDS));
  const column = spanned ?? named ?? times[0];
  if (!column) return null;
  const reason =
    times.length === 1
      ? 'the only column with times'
      : named === column
        ? 'times, and its name says so'
        : 'the first column with times';
  return { column, score: times.length === 1 ? 0.95 : 0.75, reason };
}

function guessId(data: DatasetCard, free: ColumnProfile[]): Candidate | null {
  const unique = (column: ColumnProfile): boolean =>
    data.rows > 1 && column.distinct >= 0.99 * (data.rows - column.missing) && column.missing === 0;
  const typed = free.filter((column) => column.type === 'id');
  const column =
    typed.find(({ name }) => hasWord(name, ID_WORDS)) ??
    free.find((one) => hasWord(one.name, ID_WORDS) && unique(one) && one.type !== 'datetime') ??
    typed.find((one) => columnKind(one) === 'text');
  if (!column) return null;
  const isDifferent = column.distinct >= data.rows - column.missing;
  const values = isDifferent ? 'a different value in every row' : 'hardly a value comes twice';
  return { column, score: 0.85, reason: `${values}, and named or written like an identifier` };
}

function guessWeight(free: ColumnProfile[]): Candidate | null {
  const column = free.find(
    (one) => columnKind(one) === 'number' && WEIGHT_NAMES.has(normaliseName(one.name)) && Number(one.min ?? 0) >= 0,
  );
  return column ? { column, score: 0.8, reason: 'its name says so, and no value is negative' } : null;
}

/** The column asked for, or an error that names the nearest one. */
export function columnNamed(data: DatasetCard, name: string, role: string): ColumnProfile {
  const found = data.columns.find((column) => column.name === name);
  if (found) return found;
  const near = [...data.columns].sort((a, b) => nameSimilarity(b.name, name) - nameSimilarity(a.name, name))[0];
  const alike = near && nameSimilarity(near.name, name) > 0.8;
  throw new AppError('DATA_MISMATCH', `The data have no column "${name}" to be the ${role}.`, {
    hint: alike ? `Did you mean "${near.name}"?` : `The columns are: ${data.columns.map((column) => column.name).join(', ')}.`,
    where: { column: name },
  });
}

/**
 * Target, time, id and weight, each at most one column. `inputColumns` are those that bear the name of a model input:
 * they are never taken for one of these, unless told; nor are columns with a question still open: what they are is not
 * known yet. Throws DATA_MISMATCH when a told column does not exist.
 */
export function suggestRoles(
  model: ModelCard,
  data: DatasetCard,
  inputColumns: ReadonlySet<string>,
  options: RoleOptions = {},
): Map<string, RoleGuess> {
  const roles = new Map<string, RoleGuess>();
  const tell = (role: SpecialRole): boolean => {
    const name = options[role];
    if (name === undefined) return false;
    roles.set(columnNamed(data, name, role).name, { role, reason: 'told', confidence: 1 });
    return true;
  };
  const asked = new Set(data.questions.map(({ column }) => column));
  const free = (): ColumnProfile[] =>
    data.columns.filter(({ name }) => !roles.has(name) && !inputColumns.has(name) && !asked.has(name));
  const take = (role: SpecialRole, found: Candidate | null): void => {
    if (found) roles.set(found.column.name, { role, reason: found.reason, confidence: Math.min(1, found.score) });
  };
  const told = { target: tell('target'), time: tell('time'), id: tell('id'), weight: tell('weight') };
  if (!told.time) take('time', guessTime(data, free()));
  if (!told.weight) take('weight', guessWeight(free()));
  if (!told.id) take('id', guessId(data, free()));
  if (!told.target) take('target', guessTarget(model, data, free()));
  return roles;
}

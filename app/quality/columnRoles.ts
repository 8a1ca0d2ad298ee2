import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping } from '../api/schemas/mapping.ts';
import type { QualitySettings } from '../api/schemas/quality.ts';
import { labelIndexer } from '../mapping/alignLabels.ts';

/** What the columns are for the checks. */
export interface ColumnRoles {
  target: ColumnProfile | null;
  time: ColumnProfile | null;
  weight: ColumnProfile | null;
  /** Columns that tell rows apart and say nothing else. */
  keys: string[];
  /** What an answer could rest on: the columns that feed the model; without a model all but target, time, weight and keys. */
  features: ColumnProfile[];
  /** Whether a model says which columns those are. */
  isFed: boolean;
  /** The target is a class, not a number. */
  isClass: boolean;
  /** The index of a label among the model's classes, -1 for one it does not know; null where there is no model to say. */
  classIndex: ((label: string) => number) | null;
  classes: string[];
}

/** Whole numbers of few values are classes; above so many different ones they are numbers. The profile lists as many. */
const mostNumberClasses = 20;

/** Whether a target reads as classes where no model says so: however they are written, 0.0 and 1.0 are the labels 0 and 1. */
function holdsClasses({ type, distinct, top }: ColumnProfile): boolean {
  if (type !== 'number' && type !== 'integer') return true;
  const isListed = top.length > 0 && top.length === distinct && distinct <= mostNumberClasses;
  return isListed && top.every(({ value }) => Number.isInteger(Number(value)));
}

/**
 * Roles as told in the settings, else by the mapping, else (for the time) by the data. A name that is no column counts as
 * not told.
 */
export function columnRoles(card: DatasetCard, settings: QualitySettings, mapping: Mapping | null): ColumnRoles {
  const byName = (name: string | null | undefined): ColumnProfile | null =>
    card.columns.find((column) => column.name === name) ?? null;
  const withRole = (role: Mapping['columns'][number]['role']): string[] =>
    (mapping?.columns ?? []).filter((column) => column.role === role).map(({ name }) => name);
  const target = byName(settings.target === undefined ? withRole('target')[0] : settings.target);
  const timeName = settings.time === undefined ? (mapping ? withRole('time')[0] : card.timeSpan?.column) : settings.time;
  const time = byName(timeName);
  const weight = byName(withRole('weight')[0]);
  const ids = mapping ? withRole('id') : [];
  const keys =
    settings.keys?.filter((name) => byName(name) !== null) ??
    card.columns.filter(({ name, type }) => type === 'id' || ids.includes(name)).map(({ name }) => name);
  const fed = new Set((mapping?.inputs ?? []).flatMap(({ feeds }) => feeds.flatMap(({ column }) => column ?? [])));
  const apart = new Set([target?.name, time?.name, weight?.name, ...keys]);
  const features = card.columns.filter(({ name }) => (mapping ? fed.has(name) : !apart.has(name)));
  const isMapped = mapping !== null && target !== null && withRole('target')[0] === target.name;
  const isClass = target !== null && (isMapped ? mapping.reading.task !== 'regression' : holdsClasses(target));
  const hasClasses = isMapped && isClass && mapping.reading.classes.length > 0;
  return {
    target,
    time: time?.type === 'datetime' ? time : null,
    weight,
    keys,
    features: features.filter(({ name }) => name !== target?.name),
    isFed: mapping !== null,
    isClass,
    classIndex: hasClasses ? labelIndexer(mapping) : null,
    classes: hasClasses ? mapping.reading.classes : [],
  };
}

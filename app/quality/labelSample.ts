import { quoteName } from '../data/duckdb.ts';
import type { DataContext } from './check.ts';
import { classOf } from './labelClasses.ts';
import { sampleColumns, type ColumnSample } from './sampleColumns.ts';

export interface ClassSample {
  kind: 'class';
  labels: Int32Array;
  classes: string[];
}

export type TargetSample = ClassSample | { kind: 'number'; values: Float64Array };

/** A handful of rows of a label says nothing of what predicts it. */
const fewestRows = 10;

/** The condition of rows with a label. */
export function isLabelled(target: { name: string }): string {
  return `${quoteName(target.name)} IS NOT NULL`;
}

/** The labels of a draw of labelled rows; rare ones (fewer than 10 rows, stray labels for instance) count as missing. */
export async function targetSample(context: DataContext, most: number): Promise<TargetSample | null> {
  const { roles } = context;
  const { target } = roles;
  if (!target) return null;
  const draw = { most, where: isLabelled(target) };
  if (!roles.isClass) {
    for await (const { sample } of sampleColumns(context, [target], draw)) {
      if (sample.kind === 'number') return { kind: 'number', values: sample.values };
    }
    return null;
  }
  // A class that is written as a number is a class all the same.
  for await (const { sample } of sampleColumns(context, [target], { ...draw, asTexts: true })) return classesOf(sample, roles);
  return null;
}

function classesOf(sample: ColumnSample, roles: DataContext['roles']): ClassSample | null {
  if (sample.kind !== 'category') return null;
  const names = sample.texts.map((text) => classOf(roles, text));
  const counts = new Map<string, number>();
  for (const code of sample.codes) {
    const name = names[code];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const classes = [...new Set(names)].filter((name) => (counts.get(name) ?? 0) >= fewestRows);
  const place = names.map((name) => classes.indexOf(name));
  return { kind: 'class', labels: sample.codes.map((code) => place[code] ?? -1), classes };
}

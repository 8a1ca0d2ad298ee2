import { quoteName } from '../data/duckdb.ts';
import type { DataContext } from './check.ts';
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
  for await (const { sample } of sampleColumns(context, [target], { ...draw, asTexts: true })) return classesOf(sample);
  return null;
}

function classesOf(sample: ColumnSample): ClassSample | null {
  if (sample.kind !== 'category') return null;
  const counts = sample.texts.map(() => 0);
  for (const code of sample.codes) if (code >= 0) counts[code]!++;
  const kept = sample.texts.map((text, code) => ({ text, code })).filter(({ code }) => (counts[code] ?? 0) >= fewestRows);
  const place = new Map(kept.map(({ code }, index) => [code, index]));
  return { kind: 'class', labels: sample.codes.map((code) => place.get(code) ?? -1), classes: kept.map(({ text }) => text) };
}

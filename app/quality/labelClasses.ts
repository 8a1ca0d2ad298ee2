// Labels that a mapping reads as one class ("Yes" as "yes") are one class to the checks as well.
import type { ColumnProfile } from '../api/schemas/datasets.ts';
import { quoteText } from '../data/duckdb.ts';
import { comparableSql, isText, textSql } from './columnKinds.ts';
import type { ColumnRoles } from './columnRoles.ts';

/** The class of the model that a label is read as; the label itself where there is no model, or none that knows it. */
export function classOf({ classIndex, classes }: Pick<ColumnRoles, 'classIndex' | 'classes'>, label: string): string {
  const index = classIndex?.(label) ?? -1;
  return classes[index] ?? label;
}

/** The target as an expression that is equal where the class is. The labels that the profile lists are told apart. */
export function classSql(roles: Pick<ColumnRoles, 'classIndex' | 'classes'>, target: ColumnProfile): string {
  const plain = `CAST(${comparableSql(target)} AS VARCHAR)`;
  const others = isText(target) ? target.top.filter(({ value }) => classOf(roles, value) !== value) : [];
  if (others.length === 0) return plain;
  const cases = others.map(({ value }) => `WHEN ${quoteText(value)} THEN ${quoteText(classOf(roles, value))}`);
  return `CASE ${textSql(target)} ${cases.join(' ')} ELSE ${textSql(target)} END`;
}

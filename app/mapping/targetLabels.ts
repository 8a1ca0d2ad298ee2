import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, MappingCheck } from '../api/schemas/mapping.ts';
import { labelIndexer } from './alignLabels.ts';
import { columnsWith } from './mappingProblem.ts';

/** The most frequent texts of the target column, with the class each is read as. Null without a target or without classes. */
export function targetLabels(data: DatasetCard, mapping: Mapping): NonNullable<MappingCheck['labels']> | null {
  const name = columnsWith(mapping, 'target')[0];
  const target = data.columns.find((column) => column.name === name);
  const { task, classes } = mapping.reading;
  if (!target || task === 'regression') return null;
  const indexOf = labelIndexer(mapping);
  return target.top.map(({ value, count }) => ({ label: value, rows: count, class: classes[indexOf(value)] ?? null }));
}

import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ColumnExpectation, Expectation, QualitySettings } from '../api/schemas/quality.ts';
import { kindOf } from '../data/columnSql.ts';
import type { ReferenceTable } from './referenceTable.ts';

export function declaredOf(settings: QualitySettings, column: string): ColumnExpectation | undefined {
  return Object.hasOwn(settings.columns, column) ? settings.columns[column] : undefined;
}

/** What is expected of each column, as the reference has it. */
export function referenceExpectations(card: DatasetCard, reference: ReferenceTable | null): Expectation[] {
  return card.columns.flatMap(({ name, storage }): Expectation[] => {
    const found = reference?.columns.get(name);
    if (!found) return [];
    return [
      {
        column: name,
        min: found.min,
        max: found.max,
        mean: found.mean,
        std: found.std,
        missing: found.rows > 0 ? 1 - found.present / found.rows : null,
        categories: kindOf(storage) === 'text' ? Math.round(found.distinct) : null,
        from: 'reference',
        leftOut: found.leftOut,
      },
    ];
  });
}

const unknown = { min: null, max: null, mean: null, std: null, missing: null, categories: null, leftOut: [] };

/** What is declared wins over what the reference says: each end of a range for itself. */
export function withDeclared(made: readonly Expectation[], settings: QualitySettings): Expectation[] {
  const only = Object.keys(settings.columns).filter((name) => !made.some(({ column }) => column === name));
  const all = [...made, ...only.map((column): Expectation => ({ ...unknown, column, from: 'declared' }))];
  return all.flatMap((one): Expectation[] => {
    const { min, max, categories } = declaredOf(settings, one.column) ?? {};
    if (min == null && max == null && categories === undefined) return one.from === 'reference' ? [one] : [];
    return [
      {
        ...one,
        min: min ?? one.min,
        max: max ?? one.max,
        categories: categories?.length ?? one.categories,
        from: 'declared',
        // A declared end is as it was declared.
        leftOut: min != null && max != null ? [] : one.leftOut,
      },
    ];
  });
}

import type { DatasetCard } from '../api/schemas/datasets.ts';
import type { ColumnExpectation, Expectation, QualitySettings } from '../api/schemas/quality.ts';
import { kindOf } from '../data/columnSql.ts';
import type { ReferenceTable } from './referenceTable.ts';

export function declaredOf(settings: QualitySettings, column: string): ColumnExpectation | undefined {
  return Object.hasOwn(settings.columns, column) ? settings.columns[column] : undefined;
}

/** What is expected of each column: as declared, else as the reference has it. */
export function expectations(card: DatasetCard, settings: QualitySettings, reference: ReferenceTable | null): Expectation[] {
  return card.columns.flatMap(({ name, storage }): Expectation[] => {
    const declared = declaredOf(settings, name);
    const found = reference?.columns.get(name);
    const isDeclared =
      declared !== undefined && (declared.min != null || declared.max != null || declared.categories !== undefined);
    if (!found && !isDeclared) return [];
    const share = found && found.rows > 0 ? 1 - found.present / found.rows : null;
    return [
      {
        column: name,
        min: declared?.min ?? found?.min ?? null,
        max: declared?.max ?? found?.max ?? null,
        mean: found?.mean ?? null,
        std: found?.std ?? null,
        missing: share,
        categories: declared?.categories?.length ?? (found && kindOf(storage) === 'text' ? Math.round(found.distinct) : null),
        from: isDeclared ? 'declared' : 'reference',
        // A declared end is as it was declared.
        leftOut: declared?.min != null && declared.max != null ? [] : (found?.leftOut ?? []),
      },
    ];
  });
}

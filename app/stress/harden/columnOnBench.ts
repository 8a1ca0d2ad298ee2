import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { Mapping } from '../../api/schemas/mapping.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import type { StressColumn } from '../stressColumn.ts';
import type { Bench } from './bench.ts';
import { indicatorElements } from './indicators.ts';
import type { ColumnOnBench } from './kind.ts';

/** A column with all that it feeds, on the half that repairs are chosen on. */
export function columnOnBench(
  name: string,
  { bench, model, data, mapping }: { bench: Bench; model: ModelCard; data: DatasetCard; mapping: Mapping },
): ColumnOnBench {
  const column = bench.searchColumn(name);
  const feeds = mapping.inputs.flatMap(({ input: inputName, feeds: all }) =>
    all.flatMap((feed, element) => {
      const input = model.inputs.find((one) => one.name === inputName);
      return input && feed.column === name && feed.indicator !== true ? [{ input, element, feed }] : [];
    }),
  );
  const rows = column.kind === 'text' ? column.codes.length : column.values.length;
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    if (column.kind === 'text' ? (column.codes[row] as number) < 0 : isMissing(column, row)) missing++;
  }
  return {
    name,
    about: bench.table.features.find((one) => one.name === name) as StressColumn,
    column,
    model,
    feeds,
    indicators: indicatorElements(name, { model, data, mapping }),
    rows,
    missing,
  };
}

function isMissing(column: Exclude<ColumnOnBench['column'], { kind: 'text' }>, row: number): boolean {
  return column.valid?.[row] === 0 || column.values[row] !== column.values[row];
}

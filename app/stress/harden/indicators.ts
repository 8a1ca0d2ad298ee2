import type { DatasetCard } from '../../api/schemas/datasets.ts';
import type { Mapping } from '../../api/schemas/mapping.ts';
import type { ModelCard } from '../../api/schemas/models.ts';
import { indicatedColumn } from '../../mapping/indicatorNames.ts';
import { featureNames } from '../../mapping/modelInputs.ts';

/** Elements whose name says that they tell of the missing cells of `column`, and that are fed by something else. */
export function indicatorElements(
  column: string,
  { model, data, mapping }: { model: ModelCard; data: DatasetCard; mapping: Mapping },
): { input: string; element: number }[] {
  return mapping.inputs.flatMap(({ input, feeds }) => {
    const info = model.inputs.find(({ name }) => name === input);
    if (!info || info.type === 'string') return [];
    const names = featureNames(model, feeds.length) ?? (feeds.length === 1 ? [input] : []);
    return feeds.flatMap((feed, element) => {
      const about = indicatedColumn(names[element] ?? '', data.columns);
      return about?.name === column && feed.indicator !== true ? [{ input, element }] : [];
    });
  });
}

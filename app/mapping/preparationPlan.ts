import { whyNoThreshold, withoutThreshold } from '../api/decision.ts';
import type { ColumnProfile, DatasetCard } from '../api/schemas/datasets.ts';
import type { Mapping, PreparationPlan } from '../api/schemas/mapping.ts';
import type { ModelCard } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { columnKind } from './columnKind.ts';
import { feedCast, indicatorCast } from './feedCast.ts';
import { inputLayout } from './modelInputs.ts';

type FeaturePlan = PreparationPlan['inputs'][number]['features'][number];

/**
 * Everything that `prepare/` needs, as plain data: columns, element types, every constant, every change of kind. The same
 * model, column types and mapping give the same plan. Throws DATA_MISMATCH for what checkMapping calls an error.
 */
export function preparationPlan(model: ModelCard, data: DatasetCard, mapping: Mapping): PreparationPlan {
  const columns = new Map(data.columns.map((column) => [column.name, column]));
  return {
    version: 1,
    inputs: model.inputs.map((info) => {
      const layout = inputLayout(info);
      if (layout.unsupported !== null) throw cannotFeed(info.name, layout.unsupported);
      const feeds = mapping.inputs.find(({ input }) => input === info.name)?.feeds ?? [];
      if (feeds.length === 0) throw cannotFeed(info.name, 'no column is mapped to it');
      if (layout.width !== null && feeds.length !== layout.width) {
        throw cannotFeed(info.name, `it takes ${layout.width} columns, but ${feeds.length} are mapped`);
      }
      const features = feeds.map((feed, element): FeaturePlan => {
        const place = feeds.length > 1 ? ` element ${element + 1} has no column` : ' no column is mapped to it';
        if (feed.column === null) throw cannotFeed(info.name, place.trim());
        const column = columns.get(feed.column);
        if (!column) throw cannotFeed(info.name, `the column "${feed.column}" is not in the data`);
        const how = feed.indicator ? indicatorCast(info, column) : feedCast(info, column);
        if (how.status === 'wrong-type') throw cannotFeed(info.name, `${feed.column}: ${how.detail}`);
        return {
          column: feed.column,
          missing: feed.missing,
          ...(how.cast ? { cast: how.cast } : {}),
          ...(feed.repairs && feed.repairs.length > 0 ? { repairs: feed.repairs } : {}),
          ...(feed.indicator ? { indicator: indicatorOf(column) } : {}),
        };
      });
      return { input: info.name, type: info.type, rank: layout.rank, features };
    }),
    fixedBatch: model.fixedBatch,
    reading: mapping.reading,
    positive: mapping.positive,
    ...plannedThreshold(mapping),
    ...(mapping.calibration && { calibration: mapping.calibration }),
    ...(mapping.abstain && { abstain: mapping.abstain }),
  };
}

/** What the cells are whose absence is told; times travel as numbers. */
function indicatorOf(column: ColumnProfile): NonNullable<FeaturePlan['indicator']> {
  const kind = columnKind(column);
  return kind === 'time' ? 'number' : kind;
}

function plannedThreshold({ decision, reading }: Mapping): Pick<PreparationPlan, 'threshold'> {
  if (!decision) return {};
  const why = whyNoThreshold(reading);
  if (why === null) return { threshold: decision.threshold };
  throw new AppError('DATA_MISMATCH', `A decision threshold is set, but ${why}.`, { hint: withoutThreshold });
}

function cannotFeed(input: string, why: string): AppError {
  return new AppError('DATA_MISMATCH', `The model input "${input}" cannot be fed: ${why}.`, {
    hint: 'Correct the mapping on the Data page, or with a mapping file (--map).',
    where: { tensor: input },
  });
}

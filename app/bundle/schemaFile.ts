// model/schema.json: what each column is, looked like, and gets when it is missing.
import { isDeepStrictEqual } from 'node:util';
import type { MissingPolicy } from '../api/schemas/mapping.ts';
import type { Repair } from '../api/schemas/repairs.ts';
import type { FeaturePlan } from '../prepare/inputPlan.ts';
import type { BundleSources } from './bundleSources.ts';

export interface SchemaColumn {
  name: string;
  type: string;
  role: string;
  /** What the validated data held. */
  seen: { missing: number; distinct: number; min: unknown; max: unknown; categories?: string[] };
  /** Where the column goes in the model, how its cells are mended, and what stands for a missing one there. */
  feeds: { input: string; element: number; missing: MissingPolicy; repairs?: Repair[]; indicator?: true }[];
}

/** A column with at most this many different texts is listed in full by the profile. */
const listedCategories = 100;

export function schemaFile(sources: BundleSources): {
  version: 1;
  model: unknown;
  columns: SchemaColumn[];
  target: string | null;
} {
  const { record, model, data } = sources;
  const columns = record.mapping.columns.flatMap((mapped): SchemaColumn[] => {
    const profile = data.columns.find((column) => column.name === mapped.name);
    if (!profile) return [];
    const complete = profile.distinct <= listedCategories && profile.top.length >= profile.distinct;
    return [
      {
        name: mapped.name,
        type: profile.type,
        role: mapped.role,
        seen: {
          missing: profile.missing,
          distinct: profile.distinct,
          min: profile.min,
          max: profile.max,
          ...((profile.type === 'category' || profile.type === 'text') && complete
            ? { categories: profile.top.map((item) => item.value).sort() }
            : {}),
        },
        feeds: record.plan.inputs.flatMap((input) =>
          input.features.flatMap((feature, element) =>
            feature.column === mapped.name ? [feedOf(feature, { input: input.input, element })] : [],
          ),
        ),
      },
    ];
  });
  return {
    version: 1,
    model: {
      inputs: model.inputs,
      outputs: model.outputs,
      opsets: model.opsets,
      producer: model.producer,
      repairs: model.repairs,
    },
    columns,
    target: record.mapping.columns.find((column) => column.role === 'target')?.name ?? null,
  };
}

function feedOf(
  { missing, repairs, indicator }: FeaturePlan,
  place: { input: string; element: number },
): SchemaColumn['feeds'][number] {
  return { ...place, missing, ...(repairs && { repairs }), ...(indicator !== undefined && { indicator: true }) };
}

/** model/labels.json */
export function labelsFile(sources: BundleSources): unknown {
  const { plan, mapping } = sources.record;
  return {
    version: 1,
    task: plan.reading.task,
    classes: plan.reading.classes,
    positive: plan.positive,
    /** The positive class is predicted where its score is at least this. */
    ...(plan.threshold !== undefined && { threshold: plan.threshold }),
    /** Label text in the data -> class of the model, where they differ. */
    aliases: mapping.labels,
    /** The names may have been told in the project, rather than by the model file or what lies beside it. */
    source: isDeepStrictEqual(plan.reading.classes, sources.model.reading?.classes) ? sources.model.classSource : 'mapping',
  };
}

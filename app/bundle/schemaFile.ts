// model/schema.json: what each column is, looked like, and gets when it is missing.
import type { MissingPolicy } from '../api/schemas/mapping.ts';
import type { BundleSources } from './bundleSources.ts';

export interface SchemaColumn {
  name: string;
  type: string;
  role: string;
  /** What the validated data held. */
  seen: { missing: number; distinct: number; min: unknown; max: unknown; categories?: string[] };
  /** Where the column goes in the model, and what stands for a missing cell there. */
  feeds: { input: string; element: number; missing: MissingPolicy }[];
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
            feature.column === mapped.name ? [{ input: input.input, element, missing: feature.missing }] : [],
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

/** model/labels.json */
export function labelsFile(sources: BundleSources): unknown {
  const { plan, mapping } = sources.record;
  return {
    version: 1,
    task: plan.reading.task,
    classes: plan.reading.classes,
    positive: plan.positive,
    /** Label text in the data -> class of the model, where they differ. */
    aliases: mapping.labels,
    source: sources.model.classSource,
  };
}

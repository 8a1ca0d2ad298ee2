// A mapping as a person writes it by hand: only what differs from the suggestion.
import { z } from 'zod';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { type Feed, type Mapping, MissingPolicy, Role } from '../api/schemas/mapping.ts';
import { type ModelCard, OutputReading } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { adoptMapping } from './adoptMapping.ts';
import { defaultMissing } from './defaultMissing.ts';
import { list } from './mappingProblem.ts';

const why = { reason: z.string().optional(), confidence: z.number().optional() };

/** A whole Mapping is one too. Unknown keys are refused, so that a misspelt one is not silently left out. */
export const PartialMapping = z.strictObject({
  version: z.literal(1).optional(),
  columns: z.array(z.strictObject({ name: z.string(), role: Role, ...why })).optional(),
  inputs: z
    .array(
      z.strictObject({
        input: z.string(),
        feeds: z.array(z.strictObject({ column: z.string().nullable(), missing: MissingPolicy.optional(), ...why })),
      }),
    )
    .optional(),
  reading: OutputReading.optional(),
  positive: z.string().nullable().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
export type PartialMapping = z.infer<typeof PartialMapping>;

const told = { reason: 'told in the mapping file', confidence: 1 };

/**
 * What `partial` says, and the suggestion for the rest.
 * @throws DATA_MISMATCH when it names an input the model does not have or a column the data do not have; only of a mapping
 * written by hand (without a version): a saved one may be older than model and data.
 */
export function completeMapping(
  partial: PartialMapping,
  suggested: Mapping,
  context: { model: ModelCard; data: DatasetCard },
): Mapping {
  const { model, data } = context;
  if (partial.version === undefined) requireKnown(partial, context);
  const inputs = (partial.inputs ?? []).map(({ input, feeds }) => ({
    input,
    feeds: feeds.map((feed, element): Feed => {
      const guess = suggested.inputs.find((one) => one.input === input)?.feeds[element];
      const info = model.inputs.find(({ name }) => name === input);
      const column = data.columns.find(({ name }) => name === feed.column);
      const usual = guess?.column === feed.column || !info ? guess?.missing : defaultMissing(model, info, column).missing;
      return {
        column: feed.column,
        missing: feed.missing ?? usual ?? { kind: 'reject' },
        reason: feed.reason ?? told.reason,
        confidence: feed.confidence ?? told.confidence,
      };
    }),
  }));
  const saved: Mapping = {
    version: 1,
    columns: (partial.columns ?? []).map((column) => ({ ...told, ...defined(column) })),
    inputs: [...inputs, ...suggested.inputs.filter(({ input }) => !inputs.some((one) => one.input === input))],
    reading: partial.reading ?? suggested.reading,
    positive: partial.positive === undefined ? suggested.positive : partial.positive,
    labels: partial.labels ?? suggested.labels,
  };
  return adoptMapping(saved, suggested, context);
}

function defined(column: NonNullable<PartialMapping['columns']>[number]): { name: string; role: Role } & Partial<typeof told> {
  const { name, role, reason, confidence } = column;
  return { name, role, ...(reason !== undefined && { reason }), ...(confidence !== undefined && { confidence }) };
}

function requireKnown({ inputs = [], columns = [] }: PartialMapping, context: { model: ModelCard; data: DatasetCard }): void {
  const inputNames = context.model.inputs.map(({ name }) => name);
  const input = inputs.find((one) => !inputNames.includes(one.input));
  if (input) {
    throw new AppError('DATA_MISMATCH', `The mapping file feeds an input "${input.input}" that the model does not have.`, {
      hint: `Its inputs are: ${list(inputNames)}.`,
    });
  }
  const columnNames = context.data.columns.map(({ name }) => name);
  const named = [
    ...columns.map(({ name }) => name),
    ...inputs.flatMap(({ feeds }) => feeds.flatMap(({ column }) => column ?? [])),
  ];
  const column = named.find((name) => !columnNames.includes(name));
  if (column !== undefined) {
    throw new AppError('DATA_MISMATCH', `The mapping file names a column "${column}" that the data do not have.`, {
      hint: `The columns are: ${list(columnNames, 30)}.`,
      where: { column },
    });
  }
}

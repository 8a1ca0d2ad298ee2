// A mapping as a person writes it by hand (only what differs from the suggestion) or as a project saves it (whole).
import { z } from 'zod';
import { whyNoThreshold, withoutThreshold } from '../api/decision.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { Decision, Feed, type Mapping, MissingPolicy, Role, type ToldMapping } from '../api/schemas/mapping.ts';
import { type ModelCard, OutputReading } from '../api/schemas/models.ts';
import { namedValues } from '../api/schemas/namedValues.ts';
import { Abstain, Calibration } from '../api/schemas/repairs.ts';
import { AppError } from '../base/errors.ts';
import { adoptMapping } from './adoptMapping.ts';
import { defaultMissing } from './defaultMissing.ts';
import { list } from './mappingProblem.ts';
import { suggestMapping } from './suggestMapping.ts';
import { withTold } from './withTold.ts';

const why = { reason: z.string().optional(), confidence: z.number().optional() };

/** A whole Mapping is one too. Unknown keys are refused, so that a misspelt one is not silently left out. */
export const PartialMapping = z.strictObject({
  version: z.literal(1).optional(),
  columns: z.array(z.strictObject({ name: z.string(), role: Role, ...why })).optional(),
  inputs: z
    .array(
      z.strictObject({
        input: z.string(),
        feeds: z.array(
          z.strictObject({
            column: z.string().nullable(),
            missing: MissingPolicy.optional(),
            repairs: Feed.shape.repairs,
            indicator: Feed.shape.indicator,
            ...why,
          }),
        ),
      }),
    )
    .optional(),
  reading: OutputReading.optional(),
  positive: z.string().nullable().optional(),
  labels: namedValues(z.string()).optional(),
  decision: z
    .strictObject({
      threshold: Decision.shape.threshold,
      falsePositiveCost: Decision.shape.falsePositiveCost.default(1),
      falseNegativeCost: Decision.shape.falseNegativeCost.default(1),
    })
    .optional(),
  calibration: Calibration.optional(),
  abstain: Abstain.optional(),
});
export type PartialMapping = z.infer<typeof PartialMapping>;

interface Context {
  model: ModelCard;
  data: DatasetCard;
}

const fromFile = { reason: 'told in the mapping file', confidence: 1 };

/** Whether it says anything: a version alone does not. */
export function saysSomething(partial: PartialMapping): boolean {
  return Object.entries(partial).some(([part, value]) => part !== 'version' && value !== undefined);
}

/**
 * What `told` says, else what `partial` says, and the suggestion for the rest.
 * @throws DATA_MISMATCH when a mapping written by hand (without a version) names an input the model does not have or a
 * column the data do not have, or a saved one, which may be older than model and data, shares nothing with them; when
 * `told` names a column that is not there. INVALID_INPUT when it names a class or a task that the model does not have.
 */
export function completeMapping(partial: PartialMapping, context: Context, told: ToldMapping = {}): Mapping {
  const { model, data } = context;
  if (partial.version === undefined) requireKnown(partial, context);
  else requireShared(partial, context);
  // The positive class may be one that only the file's own reading has.
  const suggested = suggestMapping(model, data, { ...told, positive: undefined });
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
        ...(feed.repairs && { repairs: feed.repairs }),
        ...(feed.indicator !== undefined && { indicator: feed.indicator }),
        reason: feed.reason ?? fromFile.reason,
        confidence: feed.confidence ?? fromFile.confidence,
      };
    }),
  }));
  const saved: Mapping = {
    version: 1,
    columns: (partial.columns ?? []).map((column) => ({ ...fromFile, ...defined(column) })),
    inputs: [...inputs, ...suggested.inputs.filter(({ input }) => !inputs.some((one) => one.input === input))],
    reading: partial.reading ?? suggested.reading,
    positive: partial.positive === undefined ? suggested.positive : partial.positive,
    labels: partial.labels ?? suggested.labels,
    ...(partial.decision && { decision: partial.decision }),
    ...(partial.calibration && { calibration: partial.calibration }),
    ...(partial.abstain && { abstain: partial.abstain }),
  };
  if (saved.decision) requireScore(saved.reading);
  return withTold(adoptMapping(saved, suggested, context), { told, suggested, data });
}

function defined(
  column: NonNullable<PartialMapping['columns']>[number],
): { name: string; role: Role } & Partial<typeof fromFile> {
  const { name, role, reason, confidence } = column;
  return { name, role, ...(reason !== undefined && { reason }), ...(confidence !== undefined && { confidence }) };
}

function requireScore(reading: Mapping['reading']): void {
  const why = whyNoThreshold(reading);
  if (why === null) return;
  throw new AppError('DATA_MISMATCH', `The mapping file sets a decision threshold, but ${why}.`, { hint: withoutThreshold });
}

function requireKnown({ inputs = [], columns = [] }: PartialMapping, context: Context): void {
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

function requireShared({ inputs, columns }: PartialMapping, { model, data }: Context): void {
  const names = new Set(data.columns.map(({ name }) => name));
  const fitsData = !columns || columns.some(({ name }) => names.has(name));
  const fitsModel = !inputs || inputs.some(({ input }) => model.inputs.some(({ name }) => name === input));
  if (fitsData && fitsModel) return;
  throw new AppError(
    'DATA_MISMATCH',
    fitsData
      ? `The mapping was made for another model: "${model.name}" has none of its inputs.`
      : `The mapping was made for other data: "${data.name}" has none of its columns.`,
    { hint: 'Choose a mapping for this model and these data. Nothing was changed.' },
  );
}

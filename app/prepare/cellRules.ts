// What the cells of each column must be, by the plan: the kinds that they had in the validated data.
import type { PreparationPlan } from '../api/schemas/mapping.ts';
import type { TensorType } from '../api/schemas/models.ts';
import { AppError } from '../base/errors.ts';
import { remembered } from '../base/remembered.ts';
import { exactRange, isExactNumber, isIntegerType } from './exactNumber.ts';
import type { FeaturePlan, InputPlan } from './inputPlan.ts';

/** What the cells of a column must be: the kind they had in the validated data. */
export type CellKind = 'number' | 'boolean' | 'text';

function cellKind(input: InputPlan, feature: FeaturePlan): CellKind {
  if (feature.indicator !== undefined) return feature.indicator;
  if (feature.cast === 'text-to-number') return 'text';
  if (feature.cast === 'boolean-to-text') return 'boolean';
  if (feature.cast === 'number-to-text') return 'number';
  if (input.type === 'string') return 'text';
  return input.type === 'bool' ? 'boolean' : 'number';
}

export interface CellRule {
  kind: CellKind;
  /** Of the inputs that take the cell as a number. */
  types: TensorType[];
  /** What fits all of them: whole numbers alone, and none below or above. */
  whole: boolean;
  least: number;
  most: number;
}

function cellRule(kind: CellKind, types: TensorType[]): CellRule {
  const ranges = types.map(exactRange);
  return {
    kind,
    types,
    whole: types.some(isIntegerType),
    least: Math.max(-Number.MAX_VALUE, ...ranges.map(([least]) => least)),
    most: Math.min(Number.MAX_VALUE, ...ranges.map(([, most]) => most)),
  };
}

/** A server asks for each request. */
export const rulesOf = remembered((plan: PreparationPlan): Map<string, CellRule> => {
  const rules = new Map<string, CellRule>();
  for (const input of plan.inputs) {
    for (const feature of input.features) {
      const kind = cellKind(input, feature);
      const known = rules.get(feature.column);
      // What a repair may change need not fit before it; an indicator asks nothing of the value.
      const isFree = feature.repairs !== undefined || feature.indicator !== undefined;
      const types = kind === 'number' && input.type !== 'string' && !isFree ? [input.type] : [];
      // A column that feeds numbers and truth values holds numbers.
      if (!known) rules.set(feature.column, cellRule(kind, types));
      else rules.set(feature.column, cellRule(kind === 'number' ? kind : known.kind, [...known.types, ...types]));
    }
  }
  return rules;
});

/** What the cells of each column must be, in the order in which the plan names the columns. */
export function cellKinds(plan: PreparationPlan): Map<string, CellKind> {
  return new Map([...rulesOf(plan)].map(([name, { kind }]) => [name, kind]));
}

/** Columns whose cells are true and false; everywhere else a truth value is refused. */
export function truthColumns(plan: PreparationPlan): Set<string> {
  return new Set([...rulesOf(plan)].filter(([, { kind }]) => kind === 'boolean').map(([name]) => name));
}

/** In words: what a cell must be. */
function wantedOf({ kind, types }: CellRule): string {
  const whole = types.find(isIntegerType);
  if (whole) return `a whole number (${whole})`;
  return { number: 'a number', boolean: 'true, false, 0 or 1', text: 'a text' }[kind];
}

/** Of a number that the type cannot take: because it is not whole, or because it is too large. */
function wantedNumber(value: number, type: TensorType): string {
  if (!isIntegerType(type)) return `a number that ${type} can hold`;
  const [least, most] = exactRange(type);
  return Number.isInteger(value) ? `a whole number from ${least} to ${most} (${type})` : `a whole number (${type})`;
}

export function wrongCell(value: unknown, column: string, row: number, rule: CellRule): AppError {
  const misfit = typeof value === 'number' ? rule.types.find((type) => !isExactNumber(value, type)) : undefined;
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
  const wanted = misfit === undefined ? wantedOf(rule) : wantedNumber(Number(value), misfit);
  const instead = rule.kind === 'number' && typeof value === 'boolean' ? `Send ${Number(value)} for ${value}` : `Send ${wanted}`;
  return new AppError('DATA_MISMATCH', `Row ${row + 1}: "${column}" takes ${wanted}, but got ${shown}.`, {
    hint: `${instead}, or null where it is missing. Nothing is converted silently.`,
    where: { row: row + 1, column },
  });
}

import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { MissingPolicy } from '../api/schemas/mapping.ts';
import type { ModelCard, TensorInfo } from '../api/schemas/models.ts';
import { parseBoolean } from '../prepare/parseNumber.ts';
import { fitsType } from '../prepare/numericInput.ts';
import { isFloatType, isNumericType } from '../prepare/tensors.ts';
import { nanOperator } from './modelInputs.ts';

/**
 * What a missing cell becomes unless the person says otherwise, and why. NaN where the model handles it itself,
 * else a constant that is written down here and travels with the mapping: it is never taken afresh from other data.
 */
export function defaultMissing(
  model: ModelCard,
  input: TensorInfo,
  column: ColumnProfile | undefined,
): { missing: MissingPolicy; why: string } {
  if (input.type === 'string') {
    return {
      missing: { kind: 'empty' },
      why: 'missing text goes in as the empty text, which encoders take for an unknown value',
    };
  }
  const operator = nanOperator(model);
  if (isFloatType(input.type) && operator) {
    return { missing: { kind: 'nan' }, why: `missing goes in as NaN: the model handles it itself (${operator})` };
  }
  const reason = isFloatType(input.type) ? 'the model would turn NaN into no prediction' : `the type ${input.type} has no NaN`;
  const { value, from } = typicalValue(input, column);
  return {
    missing: { kind: 'constant', value, from },
    why: `missing becomes ${Number(value.toPrecision(6))} (${from}): ${reason}`,
  };
}

function typicalValue(input: TensorInfo, column: ColumnProfile | undefined): { value: number; from: string } {
  const integer = !isFloatType(input.type);
  const nearest = (value: number): number => {
    const rounded = integer ? Math.round(value) : value;
    return !isNumericType(input.type) || fitsType(rounded, input.type) ? rounded : 0;
  };
  const median = column?.quantiles?.p50;
  if (input.type !== 'bool' && median !== undefined) {
    return {
      value: nearest(median),
      from: integer && !Number.isInteger(median) ? 'rounded median of this column' : 'median of this column',
    };
  }
  const mode = column?.top[0] && parseBoolean(column.top[0].value);
  // An infinity is no typical value, and no number that a mapping could hold.
  if (mode !== undefined && Number.isFinite(mode)) return { value: nearest(mode), from: 'most frequent value of this column' };
  return { value: 0, from: column ? 'the column has no typical value' : 'no column is mapped yet' };
}

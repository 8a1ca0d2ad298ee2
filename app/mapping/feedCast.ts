import type { ColumnProfile } from '../api/schemas/datasets.ts';
import type { Cast, FeedStatus } from '../api/schemas/mapping.ts';
import type { TensorInfo } from '../api/schemas/models.ts';
import { fitsType } from '../prepare/numericInput.ts';
import { parseBoolean, parseNumber } from '../prepare/parseNumber.ts';
import { isFloatType, isNumericType } from '../prepare/tensors.ts';
import { columnKind } from './columnKind.ts';

export interface FeedCast {
  status: Exclude<FeedStatus['status'], 'missing'>;
  cast?: Cast;
  detail: string;
}

const ok = (detail: string): FeedCast => ({ status: 'ok', detail });
const wrong = (detail: string): FeedCast => ({ status: 'wrong-type', detail });
const cast = (detail: string, kind?: Cast): FeedCast => ({ status: 'cast', detail, ...(kind ? { cast: kind } : {}) });

/** Whether a column can feed an element of this input, and what is done to its cells on the way. */
export function feedCast(input: TensorInfo, column: ColumnProfile): FeedCast {
  const empty = column.distinct === 0;
  if (empty) return ok('the column has no values: everything is missing');
  return input.type === 'string' ? intoText(column) : intoNumber(input, column);
}

/**
 * Any column can tell by 1 and 0 whether its cell is missing, an input of numbers permitting. Text that could be read as
 * numbers may say so in words as well, just as where it is.
 */
export function indicatorCast(input: TensorInfo, column: ColumnProfile): FeedCast {
  if (input.type === 'string') return wrong('the input takes text, and whether a cell is missing is 1 or 0');
  const isNumber = columnKind(column) === 'text' && feedCast(input, column).cast === 'text-to-number';
  return cast('1 where the cell is missing, else 0', isNumber ? 'text-to-number' : undefined);
}

function intoText(column: ColumnProfile): FeedCast {
  switch (columnKind(column)) {
    case 'text':
      return ok('text');
    case 'number':
      return cast('numbers are written as text: 3 as "3", 2.5 as "2.5"', 'number-to-text');
    case 'boolean':
      return cast('written as "True" and "False"', 'boolean-to-text');
    case 'time':
      return wrong('the input takes text, the column holds times');
  }
}

function intoNumber(input: TensorInfo, column: ColumnProfile): FeedCast {
  const { type } = input;
  switch (columnKind(column)) {
    case 'number':
      return fromNumber(input, column);
    case 'boolean':
      return type === 'bool' ? ok('true or false') : cast('true goes in as 1, false as 0');
    case 'time':
      if (type === 'bool') return wrong('the input takes true or false, the column holds times');
      return cast('times go in as milliseconds since 1970, UTC');
    case 'text': {
      const parse = type === 'bool' ? parseBoolean : parseNumber;
      const strange = column.top.find(({ value }) => parse(value) === undefined);
      if (strange || column.top.length === 0) {
        return wrong(
          `the input takes numbers, the column holds text${strange ? ` such as "${strange.value.slice(0, 40)}"` : ''}`,
        );
      }
      return cast('text is read as numbers; rows where it is not a number get no prediction', 'text-to-number');
    }
  }
}

function fromNumber(input: TensorInfo, column: ColumnProfile): FeedCast {
  const { type } = input;
  if (isFloatType(type) || !isNumericType(type)) return ok('number');
  const [low, high] = [Number(column.min), Number(column.max)];
  const outside = [low, high].filter((value) => Number.isFinite(value) && !fitsType(Math.trunc(value), type));
  if (type === 'bool' && outside.length > 0) return wrong(`the input takes true or false, the column holds ${low} to ${high}`);
  if (outside.length > 0) return cast(`rows beyond the range of ${type} get no prediction (the column holds ${low} to ${high})`);
  if (column.type === 'number') return cast(`the input takes whole numbers (${type}); rows with fractions get no prediction`);
  return ok('whole number');
}

import type { Cell, RowFilter } from '../api/schemas/common.ts';
import { AppError } from '../base/errors.ts';
import { quoteName, quoteText } from './duckdb.ts';

/** `type` is a DuckDB type or one of Drydock's semantic types; without it values are compared cautiously. */
export interface FilterColumn {
  name: string;
  type?: string | undefined;
  storage?: string | undefined;
}

type Kind = 'float' | 'number' | 'text' | 'boolean' | 'time' | 'unknown';

function kindOf(column: FilterColumn): Kind {
  const type = (column.storage ?? column.type ?? '').toUpperCase();
  if (/^(DOUBLE|FLOAT|REAL)$/.test(type)) return 'float';
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|NUMERIC)/.test(type)) return 'number';
  if (type === 'NUMBER') return 'float';
  if (/^(VARCHAR|TEXT|CATEGORY|ENUM|UUID|ID)/.test(type)) return 'text';
  if (type === 'BOOLEAN') return 'boolean';
  if (/^(TIMESTAMP|DATE)/.test(type)) return 'time';
  return 'unknown';
}

const comparison = { eq: '=', ne: 'IS DISTINCT FROM', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

function notUsable(filter: RowFilter, why: string): AppError {
  return new AppError('INVALID_INPUT', `The filter on "${filter.column}" ${why}.`, {
    hint: 'Remove or change this filter.',
    where: { column: filter.column },
  });
}

function compare(filter: RowFilter, kind: Kind, op: keyof typeof comparison, value: Exclude<Cell, null>): string {
  const name = quoteName(filter.column);
  const sign = comparison[op];
  // DuckDB orders NaN above every number; to a person it is a missing value.
  const real = kind === 'float' && op !== 'ne' && op !== 'eq' ? ` AND NOT isnan(${name})` : '';
  if (typeof value === 'boolean') {
    return kind === 'boolean'
      ? `${name} ${sign} ${String(value)}`
      : `lower(CAST(${name} AS VARCHAR)) ${sign} ${quoteText(String(value))}`;
  }
  if (kind === 'text') return `CAST(${name} AS VARCHAR) ${sign} ${quoteText(String(value))}`;
  if (kind === 'time') {
    if (typeof value === 'number') return `epoch_ms(CAST(${name} AS TIMESTAMP)) ${sign} ${String(value)}`;
    if (Number.isNaN(Date.parse(value))) throw notUsable(filter, `compares times with "${value}", which is not a time`);
    return `CAST(${name} AS TIMESTAMP) ${sign} TIMESTAMP ${quoteText(new Date(value).toISOString())}`;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notUsable(filter, 'compares with a value that is not a number');
    const left = kind === 'unknown' ? `TRY_CAST(${name} AS DOUBLE)` : name;
    // As text: a bare 0.1234… is read as a decimal, whose way to a double ends one step beside it for one number in nine.
    return `${left} ${sign} CAST(${quoteText(String(value))} AS DOUBLE)${real}`;
  }
  if (kind === 'float' || kind === 'number') {
    // Integers beyond 2^53 arrive as text and are compared exactly.
    const type = kind === 'number' && /^-?\d{1,37}$/.test(value) ? 'HUGEINT' : 'DOUBLE';
    if (value.trim() === '' || Number.isNaN(Number(value))) {
      throw notUsable(filter, `compares numbers with "${value}", which is not a number`);
    }
    return `${name} ${sign} CAST(${quoteText(value)} AS ${type})${real}`;
  }
  return `CAST(${name} AS VARCHAR) ${sign} ${quoteText(value)}`;
}

/** One of the values, each compared as `eq` compares it. Never NULL. */
function isOneOf(filter: RowFilter, kind: Kind, missing: string): string {
  const values = filter.values ?? [];
  if (values.length === 0) throw notUsable(filter, 'has no values to compare with');
  const given = values.filter((value) => value !== null);
  const name = quoteName(filter.column);
  const parts =
    kind === 'text'
      ? given.length > 0
        ? [`CAST(${name} AS VARCHAR) IN (${given.map((value) => quoteText(String(value))).join(', ')})`]
        : []
      : given.map((value) => compare(filter, kind, 'eq', value));
  if (given.length < values.length) parts.push(missing);
  return `coalesce(${parts.join(' OR ')}, false)`;
}

/**
 * All filters as one SQL condition (`true` when there are none). Values are escaped, names quoted.
 * `ne` and `notIn` keep rows without a value; `contains` ignores case.
 * @throws AppError INVALID_INPUT for an unknown column or a value that cannot be compared.
 */
export function filterSql(filters: readonly RowFilter[], columns: readonly FilterColumn[]): string {
  const parts = filters.map((filter) => {
    const column = columns.find((candidate) => candidate.name === filter.column);
    if (!column) throw notUsable(filter, 'names a column that does not exist');
    const name = quoteName(filter.column);
    const kind = kindOf(column);
    const missing = kind === 'float' ? `(${name} IS NULL OR isnan(${name}))` : `${name} IS NULL`;
    const value = filter.value ?? null;
    switch (filter.op) {
      case 'missing':
        return missing;
      case 'present':
        return `NOT (${missing})`;
      case 'contains':
        return `contains(lower(CAST(${name} AS VARCHAR)), ${quoteText(String(value ?? '').toLowerCase())})`;
      case 'eq':
      case 'ne':
        if (value === null) return filter.op === 'eq' ? missing : `NOT (${missing})`;
        return compare(filter, kind, filter.op, value);
      case 'in':
        return isOneOf(filter, kind, missing);
      case 'notIn':
        return `NOT ${isOneOf(filter, kind, missing)}`;
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        if (value === null) throw notUsable(filter, 'has no value to compare with');
        return compare(filter, kind, filter.op, value);
    }
  });
  return parts.length === 0 ? 'true' : parts.map((part) => `(${part})`).join(' AND ');
}

import type { Cell } from '../../../app/api/schemas/common';
import { number } from './numbers';

const numericTypes = new Set(['number', 'integer', 'BIGINT', 'DOUBLE', 'FLOAT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT']);

export function isNumeric(type: string): boolean {
  return numericTypes.has(type);
}

/** A cell as text. Times lose an empty time of day; ids keep all their digits. */
export function cellText(cell: Cell, type: string): string {
  if (cell === null) return 'missing';
  if (typeof cell === 'number') return type === 'id' ? String(cell) : number(cell, 6);
  if (typeof cell === 'boolean') return cell ? 'true' : 'false';
  if (type === 'datetime')
    return cell
      .replace(/T00:00:00(\.0+)?Z?$/, '')
      .replace('T', ' ')
      .replace(/(\.000)?Z$/, '');
  return cell;
}

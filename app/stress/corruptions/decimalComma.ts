import { parseNumber } from '../../prepare/parseNumber.ts';
import { shareOfCells } from '../amounts.ts';
import { textCorruption } from '../textCorruption.ts';

function hasPoint(text: string): boolean {
  return text.includes('.') && Number.isFinite(parseNumber(text));
}

/** Numbers that travel as text: "2.5" becomes "2,5". */
export const decimalComma = textCorruption({
  id: 'decimal-comma',
  title: 'Decimal comma',
  family: 'categories',
  help: 'Numbers come as text from a machine set to another language: 2,5 instead of 2.5.',
  says: (amount, place) => `${shareOfCells(amount, place)} with a decimal comma`,
  columns: 'all',
  fits: hasPoint,
  change: (text) => (hasPoint(text) ? text.replace('.', ',') : text),
});

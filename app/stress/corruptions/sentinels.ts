import { shareOfCells, shares } from '../amounts.ts';
import { withChangedTexts } from '../cells.ts';
import type { Corruption } from '../corruption.ts';
import { eachColumn, hitNumbers, isQuantity } from '../eachColumn.ts';

/** A number that stands for "missing" and is taken at its word. */
function numberSentinel(id: string, sentinel: number, help: string): Corruption {
  const written = String(sentinel).replace('-', '−');
  return {
    id,
    title: `Missing written as ${written}`,
    family: 'missing',
    help,
    amounts: shares,
    says: (amount, place) => `${shareOfCells(amount, place)} holding ${written} instead of their number`,
    continuous: true,
    reach: { of: 'cells', fits: isQuantity },
    damage: (request) => hitNumbers(request, () => () => sentinel),
  };
}

/** A text that stands for "missing" and is taken for a value. Not for columns of numbers: there it is read as missing. */
function textSentinel(id: string, sentinel: string, written: string, help: string): Corruption {
  return {
    id,
    title: `Missing written as ${written}`,
    family: 'missing',
    help,
    amounts: shares,
    says: (amount, place) => `${shareOfCells(amount, place)} holding ${written} instead of their text`,
    continuous: true,
    reach: { of: 'cells', fits: ({ column }) => column.kind === 'text' },
    damage: ({ columns, amount, draws }) =>
      eachColumn(columns, ({ name, column }) => {
        if (column.kind !== 'text') return column;
        const draw = draws.uniform(name);
        return withChangedTexts(column, { hit: (row) => (draw[row] as number) < amount, change: () => sentinel });
      }),
  };
}

export const sentinels: readonly Corruption[] = [
  numberSentinel('sentinel-0', 0, 'A system that cannot say "missing" writes zero, and zero is read as a measurement.'),
  numberSentinel('sentinel-minus-1', -1, 'A system writes −1 for "missing", and −1 is read as a measurement.'),
  numberSentinel('sentinel-999', 999, 'A form or a sensor writes 999 for "unknown", and 999 is read as a measurement.'),
  textSentinel(
    'sentinel-na',
    'N/A',
    '"N/A"',
    'People type "N/A" where they know nothing, and it is taken for a category of its own.',
  ),
  textSentinel(
    'sentinel-empty',
    '',
    'an empty text',
    'An export writes an empty text where there was nothing, and it is taken for a value.',
  ),
];

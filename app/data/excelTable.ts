// Where the table in a sheet begins and what its columns are called: sheets are made for people, with titles and merged cells.
import { uniqueNames } from './uniqueNames.ts';

export type ExcelCell = string | number | boolean | Date | null;

export interface ExcelTable {
  names: string[];
  /** Names that had to be made up or told apart. */
  renamed: string[];
  /** The first row with names, 0-based. */
  top: number;
  /** 2: the names of groups stand above those of their columns. */
  headerRows: 0 | 1 | 2;
  /** Without blank ones. */
  rows: ExcelCell[][];
}

const isEmpty = (cell: ExcelCell | undefined): boolean => cell === null || cell === undefined || cell === '';
const isBlank = (row: ExcelCell[]): boolean => row.every(isEmpty);

/**
 * The table in a sheet; null when it has no cell with content.
 * @param told whether the first row holds names, where a person said so
 */
export function findTable(data: readonly ExcelCell[][], told: boolean | undefined): ExcelTable | null {
  let top = data.findIndex((row) => !isBlank(row));
  if (top < 0) return null;
  const width = data.reduce((most, row) => Math.max(most, row.length), 0);
  // A title above the table fills one cell of many.
  const filled = (row: ExcelCell[] | undefined): number => row?.filter((cell) => !isEmpty(cell)).length ?? 0;
  while (width > 1 && filled(data[top]) <= 1 && top + 1 < data.length) top++;
  const first = data[top] ?? [];
  const header = told ?? first.every((cell) => isEmpty(cell) || typeof cell === 'string');
  const groups = header && told !== false ? groupedNames(first, data[top + 1], data.slice(top + 2), width) : null;
  const headerRows = groups ? 2 : header ? 1 : 0;
  const plain = Array.from({ length: width }, (_, index) => (header ? cellText(first[index] ?? null) : ''));
  const rows = data.slice(top + headerRows).filter((row) => !isBlank(row));
  return { ...uniqueNames(groups ?? plain), top, headerRows, rows };
}

/**
 * "size" merged over "height" and "width": "size height" and "size width". Only where the second row cannot be data: it is
 * all text, and each column without a name of its own in the first row holds no text below.
 */
function groupedNames(
  first: readonly ExcelCell[],
  second: readonly ExcelCell[] | undefined,
  below: readonly ExcelCell[][],
  width: number,
): string[] | null {
  if (!second?.every((cell) => isEmpty(cell) || typeof cell === 'string')) return null;
  const columns = Array.from({ length: width }, (_, index) => index);
  const unnamed = columns.filter((index) => isEmpty(first[index]) && !isEmpty(second[index]));
  const holdsNoText = (index: number): boolean => {
    const cells = below.map((row) => row[index]).filter((cell) => !isEmpty(cell));
    return cells.length > 0 && cells.every((cell) => typeof cell !== 'string');
  };
  if (unnamed.length === 0 || !unnamed.every(holdsNoText)) return null;
  let group = '';
  return columns.map((index) => {
    const above = cellText(first[index] ?? null).trim();
    const own = cellText(second[index] ?? null).trim();
    if (above !== '') group = above;
    return own === '' ? above : `${group} ${own}`.trim();
  });
}

export function cellText(cell: ExcelCell): string {
  if (cell === null) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

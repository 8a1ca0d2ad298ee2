/** The numbers of a chart as a table: what its table view shows and its CSV holds. */
export interface ChartTable {
  columns: string[];
  rows: (string | number | null)[][];
}

function field(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  // A leading =, + or @ would be run as a formula by a spreadsheet.
  const safe = typeof value === 'string' && /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with full precision. */
export function chartCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

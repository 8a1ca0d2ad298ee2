const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 12,345 */
export function count(value: number): string {
  return integer.format(value);
}

/** "1 row", "2,000 rows" */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** Four significant digits, no needless zeros; an em dash where there is no number. */
export function number(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return integer.format(value).replace('-', '−');
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2).replace('-', '−');
  return new Intl.NumberFormat('en', { maximumSignificantDigits: size >= 1000 ? 6 : digits }).format(value).replace('-', '−');
}

/** 0.123 → "12.3 %"; a dash where there is no number. */
export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '–';
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(share * 100).toFixed(share >= 0.9995 || share === 0 ? 0 : digits)} %`;
}

/** 1536 → "1.5 KB" (powers of 1000, as files are sold). */
export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

/** 1,234,567 → "1.23 M" */
export function compact(value: number): string {
  if (Math.abs(value) < 10_000) return count(value);
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** The first eight digits of a sha256: enough to tell two files apart at a glance. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 8);
}

// Numbers as people read them; the same on every machine (no locale of the host).
import type { Interval } from '../../api/schemas/common.ts';

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** Enough digits to tell values of this kind apart: four decimals up to 10, four digits above. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3).replace('-', '−');
  if (Number.isInteger(value) && size >= 10) return value.toLocaleString('en-US').replace('-', '−');
  const digits = size < 10 ? 4 : Math.max(0, 4 - Math.ceil(Math.log10(size + 1)));
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−');
}

export function formatPercent(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  const percent = 100 * share;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent.toLocaleString('en-US', { maximumFractionDigits: 1 })} %`;
}

export function formatInterval({ value, low, high }: Interval): string {
  if (value === null) return '–';
  return low === null || high === null
    ? formatNumber(value)
    : `${formatNumber(value)} (${formatNumber(low)} – ${formatNumber(high)})`;
}

/** Up to three decimals of a coordinate: small files, stable bytes. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Round numbers that cover [low, high]. */
export function niceTicks(low: number, high: number, about = 5): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step - 1e-9); tick * step <= high + step * 1e-9; tick++)
    ticks.push(Number((tick * step).toPrecision(12)));
  return ticks;
}

export function formatTick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return value.toExponential(0).replace('-', '−');
  return value.toLocaleString('en-US', { maximumFractionDigits: 4 }).replace('-', '−');
}

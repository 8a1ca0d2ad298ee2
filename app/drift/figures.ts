// Figures in the words of a comparison.
import { inPowersOfTen } from '../base/counts.ts';

/** "12 %", "3.4 %", "0.05 %". */
export function percent(share: number): string {
  const hundred = 100 * share;
  const digits = hundred >= 10 || hundred === 0 ? 0 : hundred >= 1 ? 1 : 2;
  return `${hundred.toFixed(digits)} %`;
}

/** Three digits that count. */
export function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const powers = inPowersOfTen(value);
  if (powers !== null) return powers;
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return size >= 1e-4 ? String(Number(value.toPrecision(3))) : value.toExponential(2);
}

// Temperatures go from one scale to another by a factor and an offset, which neither a factor nor a shift alone explains.

export interface TemperatureChange {
  /** "degrees Celsius to Fahrenheit, ×1.8 + 32" */
  words: string;
  of: (value: number) => number;
}

const changes: readonly TemperatureChange[] = [
  { words: 'degrees Celsius to Fahrenheit, ×1.8 + 32', of: (value) => value * 1.8 + 32 },
  { words: 'degrees Fahrenheit to Celsius, (− 32) ÷ 1.8', of: (value) => (value - 32) / 1.8 },
  { words: 'degrees Celsius to kelvins, + 273.15', of: (value) => value + 273.15 },
  { words: 'kelvins to degrees Celsius, − 273.15', of: (value) => value - 273.15 },
  { words: 'degrees Fahrenheit to kelvins, (+ 459.67) ÷ 1.8', of: (value) => (value + 459.67) / 1.8 },
  { words: 'kelvins to degrees Fahrenheit, ×1.8 − 459.67', of: (value) => value * 1.8 - 459.67 },
];

/**
 * The change of scale that takes all three quartiles to what they are now, within what they vary by chance at so many rows; null
 * where none does, or where they hardly moved as measured by how far the values spread.
 */
export function temperatureChange(
  quartiles: readonly (readonly [before: number, now: number])[],
  rows: number,
): TemperatureChange | null {
  const spread = (quartiles.at(-1)?.[1] ?? NaN) - (quartiles[0]?.[1] ?? NaN);
  const near = Math.max(0.05, 2.5 / Math.sqrt(rows)) * spread;
  if (!(spread > 0) || quartiles.every(([before, now]) => Math.abs(now - before) < 3 * near)) return null;
  return changes.find(({ of }) => quartiles.every(([before, now]) => Math.abs(now - of(before)) < near)) ?? null;
}

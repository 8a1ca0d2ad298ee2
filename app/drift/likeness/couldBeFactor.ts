import type { Thinned } from './thinned.ts';

/** In standard errors. */
const apartByMore = 3;
/** Of values that are whole numbers or were rounded on the way. */
const rounded = 0.01;

/**
 * Whether all values may have been multiplied by a factor k. It moves the location m (the median) as it moves the spread s (between
 * the quartiles): |m' - k m| and |s' - k s| must lie within three standard errors. Around zero both k m and m are zero, and a mere
 * change of spread looks the same: |k - 1| |m| must lie beyond three standard errors of m' - m.
 */
export function couldBeFactor(reference: Thinned, current: Thinned, factor: number): boolean {
  const [before, now] = [momentsOf(reference), momentsOf(current)];
  const expected = factor * before.location;
  const slack = rounded * Math.abs(expected);
  if (Math.abs(expected - before.location) <= apartByMore * Math.hypot(before.locationError, now.locationError)) return false;
  return (
    Math.abs(now.location - expected) <= apartByMore * Math.hypot(factor * before.locationError, now.locationError) + slack &&
    Math.abs(now.spread - factor * before.spread) <=
      apartByMore * Math.hypot(factor * before.spreadError, now.spreadError) + Math.max(slack, rounded * factor * before.spread)
  );
}

/** Its quartiles lie on the same side of zero. */
export function isOnOneSide({ values }: Thinned): boolean {
  const [low, high] = [0.25, 0.75].map((share) => values[Math.floor(share * values.length)] as number) as [number, number];
  return low > 0 || high < 0;
}

/**
 * The standard error of a quantile q is √(q (1 - q) / n) / f, with the density f as a quarter of the values around it has it; that of
 * the difference of the quartiles is √((3 / f₁² + 3 / f₃² - 2 / (f₁ f₃)) / 16 n).
 */
function momentsOf({ values, n }: Thinned): { location: number; locationError: number; spread: number; spreadError: number } {
  const at = (share: number): number => values[Math.floor(share * values.length)] as number;
  /** 1 / f */
  const sparse = (share: number): number => (at(share + 0.125) - at(share - 0.125)) / 0.25;
  const [low, middle, high] = [sparse(0.25), sparse(0.5), sparse(0.75)];
  return {
    location: at(0.5),
    locationError: (0.5 * middle) / Math.sqrt(n),
    spread: at(0.75) - at(0.25),
    spreadError: Math.sqrt((3 * low ** 2 + 3 * high ** 2 - 2 * low * high) / 16 / n),
  };
}

const EULER = 0.5772156649015329;

/** From here on the asymptotic series (DLMF 5.11.2, 25.11.43) are exact to double precision. */
const MANY = 100;

/** Σ 1/i, i = 1..n. */
export function harmonic(n: number): number {
  if (n >= MANY) return Math.log(n) + EULER + 1 / (2 * n) - 1 / (12 * n ** 2) + 1 / (120 * n ** 4);
  let sum = 0;
  for (let i = n; i > 0; i--) sum += 1 / i;
  return sum;
}

/** Σ 1/i², i = 1..n. */
export function harmonicSquares(n: number): number {
  if (n >= MANY) return Math.PI ** 2 / 6 - 1 / n + 1 / (2 * n ** 2) - 1 / (6 * n ** 3) + 1 / (30 * n ** 5);
  let sum = 0;
  for (let i = n; i > 0; i--) sum += 1 / i ** 2;
  return sum;
}

/** exp(-this) is 0 in double precision even times 2 (n + m + 1)² for 10 000 rows in either. */
const NOTHING_LEFT = 770;

/**
 * Exact P(D >= steps / (n m)) of the two-sample Kolmogorov-Smirnov statistic without ties: the share of the lattice paths from
 * (0, 0) to (n, m) that somewhere come as far from the diagonal as |i m - j n| = steps.
 * @param steps whole, D × n × m
 */
export function latticeUpperTail(steps: number, n: number, m: number): number {
  if (steps === 0) return 1;
  // P <= 2 (n + m + 1)² exp(-2 D² n m / (n + m)): so it is at each point for the number of paths by their entropy, which is strongly
  // concave with 4, and the paths cross less than (n + m + 1)² points outside on either side.
  if ((2 * steps ** 2) / (n * m) / (n + m) > NOTHING_LEFT) return 0;
  return n === m ? equalSizes(Math.round(steps / n), n) : outsideShare(steps, n, m);
}

/**
 * 2 Σ_k (-1)^(k-1) C(2n, n - k h) / C(2n, n) for D = h / n (Gnedenko and Korolyuk 1951), nested from the last term to the first so
 * that nothing overflows.
 */
function equalSizes(h: number, n: number): number {
  let sum = 0;
  for (let k = Math.floor(n / h) - 1; k >= 0; k--) {
    // C(2n, n - (k + 1) h) / C(2n, n - k h)
    let ratio = 1;
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1);
    sum = ratio * (1 - sum);
  }
  return Math.min(1, 2 * sum);
}

/**
 * The share q(i, j) of the paths to (i, j) that have been outside: 1 outside, else the mean of that of the two points before,
 * weighted by the paths through them, (i q(i - 1, j) + j q(i, j - 1)) / (i + j) (Viehmann, arXiv:2102.08037). Sums of positive
 * terms only, so that small values keep their digits. One diagonal i + j after the other, in place; the time is the number of
 * points inside.
 */
function outsideShare(steps: number, n: number, m: number): number {
  // Indexed by j. Points left of the window have been overwritten with 1 on their way out, those right of it are 1 from the start.
  const share = new Float64Array(m + 1).fill(1);
  share[0] = 0;
  for (let s = 1; s <= n + m; s++) {
    // |(s - j) m - j n| < steps
    const low = Math.max(0, s - n, Math.floor((s * m - steps) / (n + m)) + 1);
    const high = Math.min(m, s, Math.ceil((s * m + steps) / (n + m)) - 1);
    if (high < low) return 1;
    const inverse = 1 / s;
    for (let j = high; j >= low; j--) {
      const before = j > 0 ? (share[j - 1] as number) : 0;
      share[j] = ((s - j) * (share[j] as number) + j * before) * inverse;
    }
    if (low > 0) share[low - 1] = 1;
  }
  return share[m] as number;
}

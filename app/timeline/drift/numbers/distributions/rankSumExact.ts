/**
 * P(U >= u) of Mann-Whitney's U without ties: the share of the C(m + n, m) orders of two samples that have it, from the generating
 * function Π (1 - q^(n + i)) / (1 - q^i), i = 1..m (the Gaussian binomial coefficient; Andrews, The Theory of Partitions, ch. 3).
 * Only the lower half of the symmetric distribution is expanded: there the differences cancel by little.
 * @param u whole, from 0 to m n
 */
export function rankSumUpperTail(u: number, rows: number, otherRows: number): number {
  const [m, n] = [Math.min(rows, otherRows), Math.max(rows, otherRows)];
  const most = m * n;
  return most - u <= most / 2 ? lowerTail(most - u, m, n) : 1 - lowerTail(u - 1, m, n);
}

function lowerTail(u: number, m: number, n: number): number {
  if (u < 0) return 0;
  const orders = new Float64Array(u + 1);
  orders[0] = 1;
  for (let part = 1; part <= m; part++) {
    for (let k = part; k <= u; k++) orders[k] = (orders[k] as number) + (orders[k - part] as number);
  }
  for (let part = n + 1; part <= n + m; part++) {
    for (let k = u; k >= part; k--) orders[k] = (orders[k] as number) - (orders[k - part] as number);
  }
  let all = 1;
  for (let i = 1; i <= m; i++) all = (all * (n + i)) / i;
  return orders.reduce((sum, count) => sum + count, 0) / all;
}

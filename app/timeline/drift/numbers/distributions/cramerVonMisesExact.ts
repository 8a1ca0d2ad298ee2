/**
 * Exact P of a two-sample Cramér-von Mises sum Σ (a v - b u)² of at least `bound` without ties, for samples of m and n rows: the
 * share of the C(m + n, m) lattice paths that have it, v and u the rows of either so far, a = lcm / m and b = lcm / n (Y. Xiao,
 * A. Gordon and A. Yakovlev, J. Stat. Software 17(8), 2006). Paths are tallied by their sum at each point; those that reach the
 * bound count with all their continuations at once. Going round a square of the lattice by its other side changes the sum by
 * (a + b)(2 (a v - b u) + a - b), so the sums at a point are a + b apart, and only these are kept.
 * @param bound whole
 */
export function pathsUpperTail(bound: number, m: number, n: number): number {
  if (bound <= 0) return 1;
  const divisor = commonDivisor(m, n);
  const apart = (m + n) / divisor;
  let beyond = 0;
  let before: Sums[] = [];
  for (let u = 0; u <= n; u++) {
    const column: Sums[] = [];
    for (let v = 0; v <= m; v++) {
      const step = ((n * v - m * u) / divisor) ** 2;
      const ways = [before[v], column[v - 1]].filter((way) => way !== undefined);
      if (ways.length === 0) {
        column.push({ least: 0, paths: Float64Array.of(1) });
        continue;
      }
      const least = step + Math.min(...ways.map((way) => way.least));
      const greatest = step + Math.max(...ways.map((way) => way.least + apart * (way.paths.length - 1)));
      const kept = Math.min(Math.ceil((bound - least) / apart), (greatest - least) / apart + 1);
      const here: Sums = { least, paths: new Float64Array(Math.max(0, kept)) };
      let reached = 0;
      for (const way of ways) reached += extend(here.paths, way.paths, (way.least + step - least) / apart);
      beyond += reached * choose(m - v + n - u, n - u);
      column.push(here);
    }
    before = column;
  }
  return beyond / choose(m + n, n);
}

/** How many paths to one point have each sum, from the least on in steps of a + b. */
interface Sums {
  least: number;
  paths: Float64Array;
}

/** Adds the paths from a neighbour, `shift` places up. Returns how many find no place: they reach the bound. */
function extend(here: Float64Array, from: Float64Array, shift: number): number {
  const inside = Math.min(from.length, Math.max(0, here.length - shift));
  for (let i = 0; i < inside; i++) here[i + shift] = (here[i + shift] as number) + (from[i] as number);
  let reached = 0;
  for (let i = inside; i < from.length; i++) reached += from[i] as number;
  return reached;
}

function choose(n: number, k: number): number {
  let all = 1;
  for (let i = 1; i <= k; i++) all = (all * (n - k + i)) / i;
  return all;
}

export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/**
 * How often chance puts at least `beyond` of m later values beyond the largest of n earlier ones, all drawn alike: the
 * distribution of exceedances (E. J. Gumbel, H. von Schelling, Ann. Math. Stat. 21, 1950), C(m, k) / C(n + m, k). The same holds
 * below the smallest. Example: of 4 after 1, all 4 beyond it: 1/5.
 */
export function exceedanceProbability(beyond: number, later: number, earlier: number): number {
  let probability = 1;
  // Below this nothing is told apart any more.
  for (let i = 0; i < beyond && probability > 1e-300; i++) probability *= (later - i) / (earlier + later - i);
  return Math.max(0, probability);
}

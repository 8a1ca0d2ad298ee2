/** Sums of weights and of their squares: enough for a share and for how many equal rows it is worth. */
export interface WeightSum {
  weight: number;
  squares: number;
}

/** Kish's effective number of rows, (Σw)² / Σw²: the plain count when all weights are equal. */
export function effectiveRows(sum: WeightSum): number {
  return sum.squares > 0 ? (sum.weight * sum.weight) / sum.squares : 0;
}

// Amounts of damage in words, and the shares that most corruptions go through.

/** Shares of cells, rows or labels: from a bad day to a disaster. */
export const shares = [0.01, 0.05, 0.1, 0.25, 0.5] as const;

/** Shares where the whole can be hit, and a little of it does little. */
export const largeShares = [0.1, 0.25, 0.5, 0.75, 1] as const;

/** "12 %", "0.5 %". */
export function percent(share: number): string {
  return `${short(100 * share, share < 0.01 ? 1 : 3)} %`;
}

/** Three digits that matter: "0.25", "1.5", "12". */
export function short(amount: number, digits = 3): string {
  return String(Number(amount.toPrecision(digits)));
}

/** `place`: as the second argument of a corruption's `says`. */
export function shareOfCells(share: number, place = ''): string {
  return `${percent(share)} of the cells${place}`;
}

export function shareOfRows(share: number): string {
  return `${percent(share)} of the rows`;
}

/** "0.5 standard deviations". */
export function deviations(amount: number): string {
  return `${short(amount)} standard deviation${amount === 1 ? '' : 's'}`;
}

/** How sentences write a count, here and in the window: "2,277". */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** "1 row", "2,277 rows". */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** From fifteen digits on nobody counts them: "3.40e+38". Null = they are fewer. */
export function inPowersOfTen(value: number): string | null {
  return Math.abs(value) >= 1e15 ? value.toExponential(2) : null;
}

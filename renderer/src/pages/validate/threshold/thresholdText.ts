/** 0.37 → "0.370"; more digits only where three would show another number. */
export function thresholdText(threshold: number): string {
  const short = threshold.toFixed(3);
  return Number(short) === threshold ? short : String(Number(threshold.toPrecision(5)));
}

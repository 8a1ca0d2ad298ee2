/**
 * p-values adjusted for their number so that taking all up to q keeps the expected share of false ones at q or below
 * (Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995): the smallest of p_(j) m / j over the
 * places j from that of the value on, at most 1. In the order given; holds for independent and for positively dependent tests.
 */
export function adjustedPValues(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((at, index) => {
    const place = pValues.length - index;
    least = Math.min(least, ((pValues[at] as number) * pValues.length) / place);
    adjusted[at] = least;
  });
  return adjusted;
}

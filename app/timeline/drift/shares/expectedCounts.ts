/** Counts of cells that one of the two samples has, beside what is expected of each were both drawn alike. */
export interface ExpectedCounts {
  reference: Float64Array;
  current: Float64Array;
  expectedReference: Float64Array;
  expectedCurrent: Float64Array;
  /** Cells less one. */
  degrees: number;
}

/** The reference is given, and the current sample drawn from it: current is expected as reference scaled to its size. */
export function expectedFromReference(reference: ArrayLike<number>, current: ArrayLike<number>): ExpectedCounts {
  const { cells, rows } = usedCells(reference, current);
  const expectedCurrent = cells.reference.map((count) => (count * rows.current) / rows.reference);
  return { ...cells, expectedReference: cells.reference, expectedCurrent, degrees: cells.reference.length - 1 };
}

/** Both are drawn from one distribution, estimated from both: the contingency table of two rows. */
export function expectedFromBoth(reference: ArrayLike<number>, current: ArrayLike<number>): ExpectedCounts {
  const { cells, rows } = usedCells(reference, current);
  const all = rows.reference + rows.current;
  const both = cells.reference.map((count, i) => (count + (cells.current[i] as number)) / all);
  return {
    ...cells,
    expectedReference: both.map((share) => share * rows.reference),
    expectedCurrent: both.map((share) => share * rows.current),
    degrees: both.length - 1,
  };
}

function usedCells(reference: ArrayLike<number>, current: ArrayLike<number>) {
  const rows = { reference: 0, current: 0 };
  const cells = { reference: new Float64Array(reference.length), current: new Float64Array(reference.length) };
  let used = 0;
  for (let i = 0; i < reference.length; i++) {
    const [first, second] = [reference[i] as number, current[i] as number];
    if (first === 0 && second === 0) continue;
    rows.reference += first;
    rows.current += second;
    cells.reference[used] = first;
    cells.current[used++] = second;
  }
  return { cells: { reference: cells.reference.slice(0, used), current: cells.current.slice(0, used) }, rows };
}

export interface Eigen {
  /** Descending. */
  values: number[];
  /** vectors[k] = the unit vector of values[k]. */
  vectors: Float64Array[];
}

const SWEEPS = 100;

/**
 * Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5): exact to
 * rounding, a few seconds at several hundred columns.
 *
 * @param matrix size × size, row-major; it is overwritten
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const at = (i: number, j: number): number => matrix[i * size + j] as number;
  const vectors = Array.from({ length: size }, (_, k) => {
    const unit = new Float64Array(size);
    unit[k] = 1;
    return unit;
  });
  let scale = 0;
  for (const x of matrix) scale += x * x;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) off += 2 * at(i, j) ** 2;
    if (off <= 1e-30 * scale) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        rotate({ matrix, size, vectors }, [p, q], t);
      }
    }
  }
  const order = vectors.map((_, k) => k).sort((a, b) => at(b, b) - at(a, a));
  return { values: order.map((k) => at(k, k)), vectors: order.map((k) => vectors[k] as Float64Array) };
}

/** Turns the plane of axes p and q by the angle of tangent t. */
function rotate(
  { matrix, size, vectors }: { matrix: Float64Array; size: number; vectors: Float64Array[] },
  [p, q]: [number, number],
  t: number,
): void {
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (array: Float64Array, i: number, j: number, other = array): void => {
    const x = array[i] as number;
    const y = other[j] as number;
    array[i] = c * x - s * y;
    other[j] = s * x + c * y;
  };
  for (let k = 0; k < size; k++) turn(matrix, k * size + p, k * size + q);
  for (let k = 0; k < size; k++) turn(matrix, p * size + k, q * size + k);
  const [first, second] = [vectors[p] as Float64Array, vectors[q] as Float64Array];
  for (let k = 0; k < size; k++) turn(first, k, k, second);
}

/**
 * Eigenvalues of a small symmetric matrix (rows one after the other) and the squares of a vector's parts along its eigenvectors,
 * by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5).
 */
export function symmetricEigen(matrix: readonly number[], vector: readonly number[]): { value: number; square: number }[] {
  const size = vector.length;
  const a = Float64Array.from(matrix);
  const v = Float64Array.from(vector);
  for (let sweep = 0; sweep < 30; sweep++) {
    let turned = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) turned = rotate(a, v, [p, q]) || turned;
    }
    if (!turned) break;
  }
  return Array.from(v, (part, i) => ({ value: a[i * size + i] as number, square: part * part }));
}

/** Makes the element at p, q nought. False where it is nought to double precision already. */
function rotate(a: Float64Array, v: Float64Array, [p, q]: [number, number]): boolean {
  const size = v.length;
  const off = a[p * size + q] as number;
  const [first, second] = [a[p * size + p] as number, a[q * size + q] as number];
  if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(first * second)) || Math.abs(off) < 1e-300) return false;
  const ratio = (second - first) / (2 * off);
  const t = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) turn(a, [k * size + p, k * size + q], [c, s]);
  for (let k = 0; k < size; k++) turn(a, [p * size + k, q * size + k], [c, s]);
  turn(v, [p, q], [c, s]);
  return true;
}

function turn(numbers: Float64Array, [i, j]: [number, number], [c, s]: [number, number]): void {
  const [x, y] = [numbers[i] as number, numbers[j] as number];
  numbers[i] = c * x - s * y;
  numbers[j] = s * x + c * y;
}

/**
 * P(D < x) of the two-sided Kolmogorov-Smirnov statistic of n rows, exact: n! / nⁿ times the middle of the n-th power of Durbin's
 * matrix (Marsaglia, Tsang and Wang, J. Stat. Software 8(18), 2003).
 * @param n small enough for eⁿ in double precision
 */
export function durbinMatrix(n: number, x: number): number {
  const k = Math.floor(n * x) + 1;
  const size = 2 * k - 1;
  const h = k - n * x;
  const factorials = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) factorials[i] = (factorials[i - 1] as number) * i;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size && j <= i + 1; j++) {
      let top = 1;
      if (j === 0) top -= h ** (i + 1);
      if (i === size - 1) top -= h ** (size - j);
      if (j === 0 && i === size - 1 && h > 0.5) top += (2 * h - 1) ** size;
      matrix[i * size + j] = top / (factorials[i - j + 1] as number);
    }
  }
  let share = middleOfPower(matrix, size, n);
  for (let i = 1; i <= n; i++) share *= i / n;
  return share;
}

/** The middle element of matrixⁿ: the middle row taken through the squares of the matrix that n is made of. */
function middleOfPower(matrix: Float64Array, size: number, n: number): number {
  const middle = (size - 1) / 2;
  let row = new Float64Array(size);
  row[middle] = 1;
  let square = matrix;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) row = product(row, square, size);
    if (rest > 1) square = product(square, square, size);
  }
  return row[middle] as number;
}

/** Of any number of rows and a square matrix. */
function product(rows: Float64Array, square: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += size) {
    for (let k = 0; k < size; k++) {
      const factor = rows[i + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) result[i + j] = (result[i + j] as number) + factor * (square[k * size + j] as number);
    }
  }
  return result;
}

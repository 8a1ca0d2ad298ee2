/** What a row is and what either of two runs says of it; classes of each run are counted by its own numbers. */
export interface JointCell {
  /** One beyond the last class: a label the model does not know. */
  actualA: number;
  predictedA: number;
  actualB: number;
  predictedB: number;
  rows: number;
  weight: number;
  squares: number;
  fourths: number;
}

/** Rows by label and both predictions: all that the difference of a label metric rests on, exactly. Flat in the rows. */
export class JointCells {
  readonly #classesA: number;
  readonly #classesB: number;
  readonly #cells = new Map<number, JointCell>();

  constructor(classesA: number, classesB: number) {
    this.#classesA = classesA;
    this.#classesB = classesB;
  }

  add(actualA: number, predictedA: number, actualB: number, predictedB: number, weight: number): void {
    const first = actualA * this.#classesA + predictedA;
    const key = (first * (this.#classesB + 1) + actualB) * this.#classesB + predictedB;
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = { actualA, predictedA, actualB, predictedB, rows: 0, weight: 0, squares: 0, fourths: 0 };
      this.#cells.set(key, cell);
    }
    const square = weight * weight;
    cell.rows++;
    cell.weight += weight;
    cell.squares += square;
    cell.fourths += square * square;
  }

  cells(): Iterable<JointCell> {
    return this.#cells.values();
  }
}

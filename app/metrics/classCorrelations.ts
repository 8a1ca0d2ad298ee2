import { classInfluences } from './classInfluences.ts';
import type { ScoreSample } from './scoreSample.ts';

/**
 * How the errors of a figure of different classes go together, over the same rows, as the columns of influences scaled to
 * length 1: the correlation of two classes is their inner product, never written out. Classes with too few rows in
 * the sample (or ranked without a fault in it) have none; the mean of the others stands in for them.
 */
export class ClassCorrelations {
  readonly #rows: number;
  readonly #classCount: number;
  readonly #units: Float32Array;
  readonly #known: Uint8Array;
  #count = 0;
  #mean = 1;

  constructor(rows: number, classCount: number) {
    this.#rows = rows;
    this.#classCount = classCount;
    this.#units = new Float32Array(rows * classCount);
    this.#known = new Uint8Array(classCount);
  }

  set(ofClass: number, influences: Float64Array): void {
    const length = Math.sqrt(influences.reduce((sum, influence) => sum + influence * influence, 0));
    if (!(length > 0)) return;
    for (let row = 0; row < this.#rows; row++) {
      this.#units[row * this.#classCount + ofClass] = (influences[row] as number) / length;
    }
    this.#known[ofClass] = 1;
    this.#count++;
  }

  /** To be called once every class is set. */
  close(): void {
    const n = this.#count;
    const sum = this.#squareOfSum(new Float64Array(this.#classCount).fill(1));
    this.#mean = n < 2 ? 1 : Math.min(1, Math.max(0, (sum - n) / (n * n - n)));
  }

  /** Σ ρ_kj a_k a_j over all pairs of classes. */
  spread(parts: Float64Array): number {
    let all = 0;
    let known = 0;
    let alone = 0;
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k] as number;
      all += part;
      if (this.#known[k]) known += part;
      else alone += part * part;
    }
    return Math.max(0, this.#squareOfSum(parts) + alone + this.#mean * (all * all - known * known - alone));
  }

  #squareOfSum(parts: Float64Array): number {
    let total = 0;
    for (let row = 0, at = 0; row < this.#rows; row++) {
      let sum = 0;
      for (let k = 0; k < this.#classCount; k++) sum += (this.#units[at++] as number) * (parts[k] as number);
      total += sum * sum;
    }
    return total;
  }
}

/** Correlations of the classes for either rank figure. */
export interface RankCorrelations {
  rocAuc: ClassCorrelations;
  averagePrecision: ClassCorrelations;
}

export function rankCorrelations(sample: ScoreSample): RankCorrelations {
  const rows = sample.rows();
  const rocAuc = new ClassCorrelations(rows.length, sample.classCount);
  const averagePrecision = new ClassCorrelations(rows.length, sample.classCount);
  for (let k = 0; k < sample.classCount; k++) {
    const influences = classInfluences(rows, k);
    if (!influences) continue;
    rocAuc.set(k, influences.rocAuc);
    averagePrecision.set(k, influences.averagePrecision);
  }
  rocAuc.close();
  averagePrecision.close();
  return { rocAuc, averagePrecision };
}

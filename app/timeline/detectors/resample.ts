import { AppError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';

/** A change to inject: an error rate raised by `by` (0.05 is five points), or a mean shifted by `sds` standard deviations. */
export type InjectedChange = { kind: 'rate'; by: number } | { kind: 'shift'; sds: number };

/** Finite values of the reference period. @throws AppError INVALID_INPUT when there are none */
export function finiteValues(values: ArrayLike<number>): Float64Array {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (finite.length > 0) return finite;
  throw new AppError('INVALID_INPUT', 'The reference period has no values to simulate from.', {
    hint: 'Choose a reference period with rows that have a truth and a prediction.',
  });
}

/** Mean, and standard deviation with ddof 0, which is that of a value drawn from these. */
export function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

/**
 * Draws values after a change: of the reference values at random with replacement, then changed. A raised error rate turns
 * as many of the 0 into 1 at random as it takes.
 * @throws AppError INVALID_INPUT for a rate of values that are not 0 and 1, or beyond 0..1
 */
export function drawChanged(values: Float64Array, change: InjectedChange): (random: Random) => number {
  const { mean, sd } = momentsOf(values);
  const draw = (random: Random): number => values[random.integer(values.length)] as number;
  if (change.kind === 'shift') {
    const shift = change.sds * sd;
    return (random) => draw(random) + shift;
  }
  if (!values.every((value) => value === 0 || value === 1) || !(mean + change.by >= 0 && mean + change.by <= 1)) {
    throw new AppError('INVALID_INPUT', `A rate of ${mean.toFixed(4)} cannot be changed by ${change.by}.`, {
      hint: 'Give errors of 0 and 1 and a change that leaves the rate between 0 and 1, or ask for a shift instead.',
    });
  }
  const turned = change.by >= 0 ? 0 : 1;
  const share = change.by === 0 ? 0 : Math.abs(change.by) / (change.by > 0 ? 1 - mean : mean);
  return (random) => {
    const value = draw(random);
    const turns = random.uniform() < share;
    return value === turned && turns ? 1 - value : value;
  };
}

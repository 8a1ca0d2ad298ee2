import { expect, it } from 'vitest';
import { portableExp, portableLog } from '../../../app/base/portableMath.ts';
import { Random } from '../../../app/base/random.ts';

/** Distance in units in the last place of the second. */
function unitsApart(value: number, exact: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 52);
  return Math.abs(value - exact) / unit;
}

// Python's decimal.Decimal with 60 digits (ln, exp), rounded to the nearest double.
const logs: [x: number, log: number][] = [
  [2, 0.6931471805599453],
  [0.5, -0.6931471805599453],
  [10, 2.302585092994046],
  [1e-300, -690.7755278982137],
  [0.999999, -1.000000500029089e-6],
  [1.4142135623730951, 0.3465735902799727],
];
const exps: [x: number, exp: number][] = [
  [0, 1],
  [1, 2.718281828459045],
  [-1, 0.36787944117144233],
  [10, 22026.465794806718],
  [-50, 1.9287498479639178e-22],
  [700, 1.0142320547350045e304],
];

it('equals exact values to one unit in the last place', () => {
  for (const [x, log] of logs) expect(unitsApart(portableLog(x), log)).toBeLessThanOrEqual(1);
  for (const [x, exp] of exps) expect(unitsApart(portableExp(x), exp)).toBeLessThanOrEqual(1);
  expect(portableLog(1)).toBe(0);
  expect(portableExp(-1000)).toBe(0);
});

it('is at most two units from the built-in functions, which may be one off themselves', () => {
  const random = new Random(7);
  for (let i = 0; i < 20_000; i++) {
    const x = random.uniform() * 10 ** (random.integer(20) - 10) + 1e-12;
    expect(unitsApart(portableLog(x), Math.log(x))).toBeLessThanOrEqual(2);
    const y = 1400 * random.uniform() - 700;
    expect(unitsApart(portableExp(y), Math.exp(y))).toBeLessThanOrEqual(2);
  }
});

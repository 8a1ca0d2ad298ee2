/**
 * Natural logarithm and exponential by additions, multiplications, divisions and square roots alone, which IEEE 754 fixes to the
 * last bit. Math.log and Math.exp differ there between versions of V8 (Node 20 and Chromium 156 do), and what is seeded shall
 * give the same bytes everywhere. Algorithms and constants: fdlibm's e_log.c and e_exp.c (Sun Microsystems 1993, freely
 * distributable); within one unit in the last place.
 */
const ln2High = 6.93147180369123816490e-1; // prettier-ignore
const ln2Low = 1.90821492927058770002e-10; // prettier-ignore

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** log(x) = k log 2 + log(1 + f), x = 2^k (1 + f) with 1 + f between √½ and √2. @param x a positive normal number */
export function portableLog(x: number): number {
  if (x === 1) return 0;
  bits[0] = x;
  let k = ((words[1] as number) >>> 20) - 1023;
  words[1] = ((words[1] as number) & 0xfffff) | 0x3ff00000;
  let m = bits[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = z * (6.666666666666735130e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1))); // prettier-ignore
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1)); // prettier-ignore
  const half = (f * f) / 2;
  return k * ln2High - (half - (s * (half + (odd + even)) + k * ln2Low) - f);
}

/** e^x = 2^k e^r with |r| at most half of log 2. Below -708 it is 0. @param x at most 709 */
export function portableExp(x: number): number {
  if (x < -708) return 0;
  const k = Math.round(x / Math.LN2);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8)))); // prettier-ignore
  const y = 1 - (low - (r * c) / (2 - c) - high);
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return y * (bits[0] as number);
}

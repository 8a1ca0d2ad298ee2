/** Adding and taking away 2^52 rounds a non-negative double below 2^52 to the nearest integer, ties to even. */
const TO_INTEGER = 4503599627370496;
const bits = new DataView(new ArrayBuffer(8));

/**
 * The bits of the half-precision number nearest to a double, ties to even (IEEE 754 binary16), in one rounding
 * as numpy's float64 -> float16 does. 65520 and above become infinity, NaN becomes the quiet NaN 0x7e00.
 */
export function toFloat16(value: number): number {
  if (value !== value) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude < 0.00006103515625) return sign | (magnitude * 16777216 + TO_INTEGER - TO_INTEGER);
  bits.setFloat64(0, magnitude);
  const exponent = (bits.getUint16(0) >>> 4) - 1023;
  // Scaling by a power of two is exact; a mantissa that rounds up to 2048 carries into the exponent by itself.
  const mantissa = magnitude * 2 ** (10 - exponent) + TO_INTEGER - TO_INTEGER;
  return sign | (((exponent + 15) << 10) + (mantissa - 1024));
}

/** The exact value of half-precision bits. */
export function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 5.960464477539063e-8;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from '../../../app/prepare/float16.ts';

const reference = JSON.parse(readFileSync(new URL('../../reference/float16.json', import.meta.url), 'utf8')) as {
  toHalf: [string, number][];
  fromHalf: [number, string][];
};

function python(text: string): number {
  return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text);
}

test('a double becomes the same half as in numpy, ties to even, in one rounding', () => {
  expect(reference.toHalf.length).toBeGreaterThan(500);
  for (const [value, bits] of reference.toHalf) expect([value, toFloat16(python(value))]).toEqual([value, bits]);
});

test('the bits of a half stand for the same number as in numpy', () => {
  for (const [bits, value] of reference.fromHalf) expect([bits, fromFloat16(bits)]).toEqual([bits, python(value)]);
});

test('every half survives the way to a double and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = fromFloat16(bits);
    if (Number.isNaN(value)) expect(toFloat16(value)).toBe(0x7e00);
    else if (toFloat16(value) !== bits) expect.fail(`${bits.toString(16)} came back as ${toFloat16(value).toString(16)}`);
  }
});

import { describe, expect, it } from 'vitest';
import { totalmem } from 'node:os';
import { Random } from '../../../app/base/random.ts';
import { encodeFrame, FrameReader } from '../../../main/server/frames.ts';

const message = {
  type: 'task',
  nothing: null,
  texts: ['Zürich', '\ud800', ''],
  $array: 'a name like that of the place of an array',
  inner: {
    ['__proto__']: 'a name like any other',
    bytes: Uint8Array.of(1, 2, 3),
    none: new Float64Array(0),
    halves: Uint16Array.of(65_535),
    whole: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n),
    large: BigUint64Array.of(2n ** 64n - 1n),
    single: Float32Array.of(0.1, NaN, -0, Infinity),
    double: Float64Array.of(0.1, NaN, -0, -Infinity),
    small: Int8Array.of(-128),
    short: Int16Array.of(-32_768),
    int: Int32Array.of(-(2 ** 31)),
    unsigned: Uint32Array.of(2 ** 32 - 1),
  },
};

function received(pieces: readonly Uint8Array[]): unknown[] {
  const messages: unknown[] = [];
  const reader = new FrameReader((one) => messages.push(one));
  for (const piece of pieces) reader.push(piece);
  return messages;
}

describe('frames', () => {
  it('keep every value, and the kind of every array', () => {
    expect(received([encodeFrame(message)])).toStrictEqual([message]);
  });

  it('arrive however the stream cuts them', () => {
    const random = new Random(1);
    const wide = { values: Float64Array.from({ length: 500 }, () => random.normal()) };
    const bytes = Buffer.concat([message, wide, { id: 1 }, message].map(encodeFrame));
    for (let time = 0; time < 300; time++) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = 1 + random.integer(time % 3 === 0 ? 12 : 3000);
        // At any place in memory: arrays can be views of it only where they begin at a multiple of eight.
        const piece = new Uint8Array(size + 8).subarray(random.integer(8)).subarray(0, Math.min(size, bytes.length - at));
        piece.set(bytes.subarray(at, at + piece.length));
        pieces.push(piece);
        at += piece.length;
      }
      expect(received(pieces)).toStrictEqual([message, wide, { id: 1 }, message]);
    }
  });

  it('hold the numbers of an array that is part of another', () => {
    const all = Float32Array.from({ length: 10 }, (_, i) => i);
    expect(received([encodeFrame({ part: all.subarray(3, 6) })])).toEqual([{ part: Float32Array.of(3, 4, 5) }]);
  });

  it.skipIf(totalmem() < 8 * 2 ** 30)('are refused in words where they would be larger than a frame can be', () => {
    // Their memory is not touched, and so not taken; the system must grant it all the same.
    expect(() => encodeFrame({ values: new Float64Array(2 ** 29) })).toThrow(/too large to be handed over/);
    const text = 'x'.repeat(2 ** 20);
    expect(() => encodeFrame({ texts: new Array(520).fill(text) })).toThrow(/too large to be handed over/);
  });

  it('refuse what is no array of numbers', () => {
    expect(() => encodeFrame({ view: new DataView(new ArrayBuffer(8)) })).toThrow(TypeError);
  });
});

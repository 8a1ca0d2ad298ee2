import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import * as tiny from './tinyModels.ts';

async function run(
  bytes: Uint8Array,
  feeds: Record<string, ort.Tensor>,
  outputs?: string[],
): Promise<ort.InferenceSession.ReturnType> {
  const session = await ort.InferenceSession.create(bytes);
  try {
    return await (outputs ? session.run(feeds, outputs) : session.run(feeds));
  } finally {
    await session.release();
  }
}

const matrix = (rows: number[][]): ort.Tensor =>
  new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);

function expectNear(actual: ort.Tensor | undefined, expected: number[]): void {
  const values = Array.from(actual?.data as ArrayLike<number>, Number);
  expect(values).toHaveLength(expected.length);
  values.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
}

describe('the tiny models compute what their comments say', () => {
  it('matrixBinary', async () => {
    const weights = tiny.matrixWeights(3);
    const rows = [
      [1, 2, 3],
      [-1, 0.5, 4],
    ];
    const result = await run(tiny.matrixBinary(3), { X: matrix(rows) });
    const p = rows.map((row) => tiny.sigmoid(row.reduce((sum, x, i) => sum + x * (weights[i] ?? 0), 0)));
    expectNear(
      result['probabilities'],
      p.flatMap((value) => [1 - value, value]),
    );
    expectNear(
      result['label'],
      p.map((value) => (value > 0.5 ? 1 : 0)),
    );
  });

  it('perColumn, an unknown city included', async () => {
    const result = await run(tiny.perColumn(), {
      age: new ort.Tensor('float32', Float32Array.from([40, 30, 50, 40]), [4, 1]),
      visits: new ort.Tensor('int64', BigInt64Array.from([0n, 1n, 2n, 1n]), [4, 1]),
      city: new ort.Tensor('string', ['berlin', 'paris', 'rome', 'oslo'], [4, 1]),
    });
    const p = [1, -1.5, 2.5, 0.5].map(tiny.sigmoid);
    expectNear(
      result['probabilities'],
      p.flatMap((value) => [1 - value, value]),
    );
    expect(result['label']?.data).toEqual(['yes', 'no', 'yes', 'yes']);
  });

  it('everyType', async () => {
    const result = await run(tiny.everyType(), {
      f32: new ort.Tensor('float32', Float32Array.from([1.5]), [1, 1]),
      f64: new ort.Tensor('float64', Float64Array.from([2.25]), [1, 1]),
      i32: new ort.Tensor('int32', Int32Array.from([-3]), [1, 1]),
      i64: new ort.Tensor('int64', BigInt64Array.from([40n]), [1, 1]),
      flag: new ort.Tensor('bool', Uint8Array.from([1]), [1, 1]),
      text: new ort.Tensor('string', ['x'], [1, 1]),
    });
    expectNear(result['value'], [42.75]);
  });

  it.each([
    ['string', ['bird', 'cat']],
    ['int', [3n, 5n]],
  ] as const)('zipMapClassifier with %s labels', async (labels, expected) => {
    const result = await run(
      tiny.zipMapClassifier({ labels }),
      {
        X: matrix([
          [2, 1],
          [0, 3],
        ]),
      },
      ['output_label'],
    );
    expect([...(result['output_label']?.data as Iterable<unknown>)]).toEqual(expected);
  });

  it('multiclassLogits, regression, positiveProbability', async () => {
    const logits = await run(tiny.multiclassLogits(2, 3), { input: matrix([[1, 2]]) });
    expectNear(logits['logits'], [-1 + 0, 0 + 2, 1 - 2]);
    const value = await run(tiny.regression(), {
      X: matrix([
        [1, 1, 1],
        [0, 1, 0],
      ]),
    });
    expectNear(value['variable'], [6.5, 2.5]);
    const p = await run(tiny.positiveProbability(), { X: matrix([[3, 1]]) });
    expectNear(p['output'], [tiny.sigmoid(2)]);
  });

  it('fixedBatch takes exactly its batch', async () => {
    const rows = [
      [0, 0],
      [1, 0],
      [0, 1],
      [5, 5],
    ];
    const result = await run(tiny.fixedBatch(4), { X: matrix(rows) });
    expectNear(result['label'], [0, 1, 0, 0]);
    await expect(run(tiny.fixedBatch(4), { X: matrix([[0, 0]]) })).rejects.toThrow(/invalid dimensions/);
  });

  it('float16', async () => {
    const data = Uint16Array.from([tiny.half(1.5), tiny.half(-2)]);
    const result = await run(tiny.float16(), { X: new ort.Tensor('float16', data, [1, 2]) });
    expect([...(result['variable']?.data as Uint16Array)]).toEqual([tiny.half(-2.5)]);
  });

  it('identityStrings and failsOutOfRange', async () => {
    const same = await run(tiny.identityStrings(), { text: new ort.Tensor('string', ['ä', ''], [2, 1]) });
    expect(same['same']?.data).toEqual(['ä', '']);
    expectNear((await run(tiny.failsOutOfRange(), { X: matrix([[0], [3]]) }))['variable'], [10, 40]);
    await expect(run(tiny.failsOutOfRange(), { X: matrix([[0], [9]]) })).rejects.toThrow(/out of data bounds/);
  });

  it('mlp gives the same bytes for the same seed and probabilities that sum to one', async () => {
    expect(tiny.mlp()).toEqual(tiny.mlp());
    const result = await run(tiny.mlp(4, 8), { X: matrix([[1, 2, 3, 4]]) });
    const [p0 = NaN, p1 = NaN] = result['probabilities']?.data as Float32Array;
    expect(p0 + p1).toBeCloseTo(1, 6);
    expect(Number((result['label']?.data as BigInt64Array)[0])).toBe(p1 > p0 ? 1 : 0);
  });
});

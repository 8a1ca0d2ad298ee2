// A damaged model gives a card or an AppError: never another exception, never an endless loop.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelCard } from '../../../app/api/schemas/models.ts';
import { isAppError } from '../../../app/base/errors.ts';
import { Random } from '../../../app/base/random.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { bytesField, concatBytes, messageField, varintField } from '../../../app/model/protobufWriter.ts';
import { writeModel, type GraphSpec } from '../../support/onnxWriter.ts';
import * as tiny from '../../support/tinyModels.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-damaged-'));
});

/** 'card', or the code of the AppError; anything else fails the test. */
async function outcome(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'model.onnx');
  await writeFile(path, bytes);
  try {
    const { card } = await openModel(path, { cacheDir: join(folder, 'cache') });
    ModelCard.parse(card);
    return 'card';
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error.hint).not.toBe('');
    return error.code;
  }
}

const fixture = (name: string): Promise<Uint8Array> => readFile(new URL(`../../fixtures/models/${name}.onnx`, import.meta.url));

describe('a truncated model', () => {
  it('is refused wherever it ends, as truncated unless hardly anything is left', async () => {
    const whole = tiny.zipMapClassifier();
    expect(await outcome(whole)).toBe('card');
    const outcomes = new Map<string, number>();
    for (let length = 0; length < whole.length; length++) {
      const code = await outcome(whole.subarray(0, length));
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      expect(['MODEL_INVALID', 'MODEL_NOT_ONNX']).toContain(code);
      if (length > 40) expect([length, code]).toEqual([length, 'MODEL_INVALID']);
    }
    expect(outcomes.get('MODEL_INVALID')).toBeGreaterThan(whole.length - 40);
  });

  it('says where it ends', async () => {
    const path = await tiny.saveModel(tiny.mlp(4, 8).subarray(0, 300), 'cut.onnx');
    await expect(openModel(path, { cacheDir: folder })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(
        /^cut\.onnx is cut off: a field that begins at byte \d+ needs \d+ bytes more than the file has\.$/,
      ) as string,
      hint: expect.stringContaining('truncated') as string,
    });
  });
});

describe('random damage', () => {
  it.each(['sklearn-columns', 'sklearn-mlp-binary', 'sklearn-multi-output', 'lightgbm-binary'])(
    'of %s gives a card or an AppError',
    async (name) => {
      const whole = await fixture(name);
      const random = new Random(20);
      const outcomes = new Set<string>();
      for (let round = 0; round < 150; round++) {
        const bytes = Uint8Array.from(whole);
        const flips = 1 + random.integer(8);
        for (let flip = 0; flip < flips; flip++) bytes[random.integer(bytes.length)] = random.integer(256);
        outcomes.add(await outcome(bytes));
      }
      expect(outcomes).toContain('card');
      expect(outcomes).toContain('MODEL_INVALID');
    },
  );

  it('of the first bytes, where the lengths are', async () => {
    const whole = tiny.perColumn();
    const random = new Random(7);
    for (let round = 0; round < 300; round++) {
      const bytes = Uint8Array.from(whole);
      bytes[random.integer(64)] = random.integer(256);
      await outcome(bytes);
    }
    expect(await outcome(whole)).toBe('card');
  });

  it('that is nothing but noise is no model', async () => {
    const random = new Random(3);
    for (let round = 0; round < 100; round++) {
      const noise = Uint8Array.from({ length: 1 + random.integer(400) }, () => random.integer(256));
      expect(['MODEL_NOT_ONNX', 'MODEL_INVALID']).toContain(await outcome(noise));
    }
  });
});

describe('hostile models', () => {
  it('with graphs nested without end', async () => {
    let inner: GraphSpec = { nodes: [], inputs: [], outputs: [] };
    for (let depth = 0; depth < 200; depth++) {
      inner = {
        nodes: [{ op: 'If', inputs: [], outputs: [], attributes: { then_branch: { graph: inner } } }],
        inputs: [],
        outputs: [],
      };
    }
    expect(await outcome(writeModel({ ...inner }))).toBe('MODEL_INVALID');
  });

  it('with types nested without end', async () => {
    let type: Uint8Array = varintField(1, 1);
    for (let depth = 0; depth < 200; depth++) type = messageField(4, bytesField(1, type));
    const graph = messageField(7, messageField(12, bytesField(1, 'y'), bytesField(2, type)));
    expect(await outcome(concatBytes([varintField(1, 8), graph, messageField(8, varintField(2, 17))]))).toBe('MODEL_INVALID');
  });

  it('with a tensor of impossible size', async () => {
    const dims = [varintField(1, 2n ** 62n), varintField(1, 2n ** 62n)];
    const graph = messageField(7, messageField(5, ...dims, varintField(2, 1), bytesField(8, 'W')));
    expect(await outcome(concatBytes([varintField(1, 8), graph, messageField(8, varintField(2, 17))]))).toBe('MODEL_INVALID');
  });

  it('without a graph', async () => {
    expect(await outcome(concatBytes([varintField(1, 8), bytesField(2, 'maker'), messageField(8, varintField(2, 17))]))).toBe(
      'MODEL_NOT_ONNX',
    );
  });
});

import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { saveModel } from '../../support/tinyModels.ts';

let outside = '';
let folder = '';
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'drydock-data-'));
  folder = join(outside, 'model');
  await mkdir(folder);
  await writeFile(join(outside, 'secret.bin'), new Uint8Array(64));
});

async function openWith(location: string, more: { offset?: number; length?: number } = {}): Promise<ModelCard> {
  const bytes = writeModel({
    nodes: [{ op: 'MatMul', inputs: ['X', 'W'], outputs: ['y'] }],
    initializers: [{ name: 'W', type: 'float32', dims: [4, 1], external: { location, ...more } }],
    inputs: [tensor('X', 'float32', [null, 4])],
    outputs: [tensor('y', 'float32', [null, 1])],
  });
  const path = await saveModel(bytes, 'model.onnx', folder);
  return (await openModel(path, { cacheDir: join(outside, 'cache') })).card;
}

describe('weights in a file beside the model', () => {
  it('are found and counted, not loaded', async () => {
    await writeFile(join(folder, 'model.onnx.data'), new Uint8Array(16));
    const card = await openWith('model.onnx.data');
    expect(card.externalData).toEqual([{ location: 'model.onnx.data', sizeBytes: 16, found: true }]);
    expect(card.parameterCount).toBe(4);
    expect(card.initializerBytes).toBe(16);
  });

  it('may be missing: the error names the file', async () => {
    await expect(openWith('model.onnx.data')).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: 'model.onnx keeps its weights in "model.onnx.data", which is not beside it.',
      hint: expect.stringContaining('drop both files together') as string,
    });
  });

  it('may be cut off: the error says how much is there and how much is needed', async () => {
    await writeFile(join(folder, 'w.bin'), new Uint8Array(20));
    await expect(openWith('w.bin', { offset: 8, length: 16 })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: '"w.bin" has 20 bytes, but the model needs 24 of it.',
    });
  });

  it.each([
    '../secret.bin',
    'sub/../../secret.bin',
    '..\\secret.bin',
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    'c:secret.bin',
    '\\\\server\\share\\w.bin',
    '',
    'w\0.bin',
  ])('may not lie outside of the folder: %j @security', async (location) => {
    await expect(openWith(location)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('may not be a link that leads out of the folder, nor lie behind one @security', async () => {
    await symlink(join(outside, 'secret.bin'), join(folder, 'link.bin'));
    await symlink(outside, join(folder, 'way'));
    await expect(openWith('link.bin')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(openWith('way/secret.bin')).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });

  it('may be a link within the folder', async () => {
    await writeFile(join(folder, 'real.bin'), new Uint8Array(16));
    await symlink('real.bin', join(folder, 'w.bin'));
    expect((await openWith('w.bin')).externalData[0]?.found).toBe(true);
  });
});

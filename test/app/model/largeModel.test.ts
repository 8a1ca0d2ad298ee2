import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FileBytes } from '../../../app/model/fileBytes.ts';
import { bytesField, concatBytes, lengthHeader, messageField, varintField } from '../../../app/model/protobufWriter.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { readModelFile } from '../../../app/model/readModelFile.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { saveModel } from '../../support/tinyModels.ts';

const weightBytes = 3 * 2 ** 30;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-large-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A model whose one weight fills a hole of 3 GiB, which takes no room on the disk. */
async function writeLargeModel(path: string): Promise<void> {
  const tensorHead = concatBytes([
    varintField(1, weightBytes / 4),
    varintField(2, 1),
    bytesField(8, 'W'),
    lengthHeader(9, weightBytes),
  ]);
  const tensorLength = tensorHead.length + weightBytes;
  const type = messageField(2, messageField(1, varintField(1, 1)));
  const after = concatBytes([
    messageField(11, bytesField(1, 'X'), type),
    messageField(12, bytesField(1, 'y'), type),
    messageField(1, bytesField(1, 'X'), bytesField(1, 'W'), bytesField(2, 'y'), bytesField(4, 'Mul')),
  ]);
  const tensorField = concatBytes([lengthHeader(5, tensorLength), tensorHead]);
  const graphLength = tensorField.length + weightBytes + after.length;
  const head = concatBytes([varintField(1, 8), lengthHeader(7, graphLength), tensorField]);
  const tail = concatBytes([after, messageField(8, varintField(2, 17))]);
  const file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  await file.write(tail, 0, tail.length, head.length + weightBytes);
  await file.close();
}

it('a model of 3 GiB is read without its weights, in a few megabytes of memory', async () => {
  const path = join(folder, 'large.onnx');
  await writeLargeModel(path);
  const before = process.memoryUsage().rss;
  const bytes = new FileBytes(path);
  const model = await readModelFile(bytes);
  bytes.close();
  const grown = process.memoryUsage().rss - before;
  expect(model.totals).toMatchObject({ parameterCount: weightBytes / 4, initializerBytes: weightBytes });
  expect(model.graph.nodes.map(({ op }) => op)).toEqual(['Mul']);
  expect(model.graph.outputs[0]?.info.name).toBe('y');
  expect(grown).toBeLessThan(64 * 2 ** 20);
});

it('a graph of 30,000 nodes is read whole, and reading it can be cancelled', async () => {
  const count = 30_000;
  const bytes = writeModel({
    nodes: Array.from({ length: count }, (_, index) => ({
      op: 'Neg',
      name: `step ${index}`,
      inputs: [`v${index}`],
      outputs: [`v${index + 1}`],
    })),
    inputs: [tensor('v0', 'float32', ['N', 1])],
    outputs: [tensor(`v${count}`, 'float32', ['N', 1])],
  });
  const path = await saveModel(bytes, 'long.onnx', folder);
  const { card } = await openModel(path, { cacheDir: folder });
  expect(card.operators).toEqual([{ name: 'Neg', domain: '', count }]);
  const reading = new AbortController();
  const opened = openModel(path, { cacheDir: folder, signal: reading.signal });
  setImmediate(() => reading.abort());
  await expect(opened).rejects.toMatchObject({ code: 'CANCELLED' });
});

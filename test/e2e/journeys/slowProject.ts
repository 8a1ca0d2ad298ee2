// A model that takes its time over a million rows: a run of it can be looked at, left, cancelled and broken.
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Random } from '../../../app/base/random.ts';
import { constant, tensor, writeModel, type NodeSpec } from '../../support/onnxWriter.ts';
import { given } from './files.ts';
import type { JourneyHost } from './journeyHost.ts';

export const manyRows = 1_000_000;
const width = 512;
const layers = 24;

/** Input `X` [N, 3], output `probabilities` [N, 2]: the same wide layer again and again. */
function slowModel(): Uint8Array {
  const random = new Random(7);
  const weights = (count: number, scale: number): number[] =>
    Array.from({ length: count }, () => scale * (random.uniform() - 0.5));
  const nodes: NodeSpec[] = [{ op: 'MatMul', inputs: ['X', 'first'], outputs: ['h0'] }];
  for (let layer = 0; layer < layers; layer++) {
    nodes.push(
      { op: 'MatMul', inputs: [`h${layer}`, 'wide'], outputs: [`m${layer}`] },
      { op: 'Tanh', inputs: [`m${layer}`], outputs: [`h${layer + 1}`] },
    );
  }
  nodes.push(
    { op: 'MatMul', inputs: [`h${layers}`, 'last'], outputs: ['logits'] },
    { op: 'Softmax', inputs: ['logits'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
  );
  return writeModel({
    nodes,
    initializers: [
      constant('first', 'float32', [3, width], weights(3 * width, 1)),
      constant('wide', 'float32', [width, width], weights(width * width, 0.3)),
      constant('last', 'float32', [width, 2], weights(2 * width, 1)),
    ],
    inputs: [tensor('X', 'float32', ['N', 3])],
    outputs: [tensor('probabilities', 'float32', ['N', 2])],
  });
}

function* lines(): Generator<string> {
  const random = new Random(11);
  yield 'a,b,c,label\n';
  for (let part = 0; part < manyRows; part += 10_000) {
    let text = '';
    for (let row = part; row < part + 10_000; row++) {
      text += `${row},${random.uniform().toFixed(3)},${(row % 97) / 10},${row % 3 === 0 ? 1 : 0}\n`;
    }
    yield text;
  }
}

/** Writes both and gives their paths. */
export async function slowFiles(host: JourneyHost): Promise<{ model: string; data: string }> {
  const model = await given(host, 'slow.onnx', slowModel());
  const data = join(host.home, 'given', 'million.csv');
  await mkdir(join(host.home, 'given'), { recursive: true });
  await pipeline(Readable.from(lines()), createWriteStream(data));
  return { model, data };
}

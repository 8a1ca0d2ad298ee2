// The README of the example names its files by their contents: a file that is made anew is named anew.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/drydock.ts';

const folder = join(root, 'examples/birdstrikes');

it('the bird-strikes example holds the files that its README names', () => {
  const stated = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)];
  const actual = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  expect(stated.map(([, hash, name]) => [name, hash])).toEqual(
    ['birdstrikes.csv', 'strikes.parquet', 'model.onnx'].map((name) => [name, actual(name)]),
  );
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { multiclassLogits, saveModel, zipMapClassifier } from '../../support/tinyModels.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-classes-'));
});

async function open(bytes = multiclassLogits()): Promise<ModelCard> {
  const path = await saveModel(bytes, 'pets.onnx', folder);
  return (await openModel(path, { cacheDir: folder })).card;
}

function withMetadata(metadata: Record<string, string>): Uint8Array {
  return writeModel({
    nodes: [{ op: 'Softmax', inputs: ['X'], outputs: ['y'] }],
    inputs: [tensor('X', 'float32', [null, 3])],
    outputs: [tensor('y', 'float32', [null, 3])],
    metadata,
  });
}

const pets = ['cat', 'dog', 'it’s a bird'];

describe('class names', () => {
  it.each([
    ['a Python dict, as Ultralytics writes it', { names: `{0: 'cat', 1: 'dog', 2: "it’s a bird"}` }],
    ['a Python list', { class_names: `['cat', 'dog', 'it’s a bird']` }],
    ['JSON', { id2label: '{"0": "cat", "2": "it’s a bird", "1": "dog"}' }],
    ['a list with commas', { Labels: 'cat, dog, it’s a bird' }],
  ])('are read from metadata: %s', async (_, metadata) => {
    const card = await open(withMetadata(metadata));
    expect(card.reading?.classes).toEqual(pets);
    expect(card.classSource).toBe('metadata');
  });

  it('are read from config.json beside the model', async () => {
    await writeFile(join(folder, 'config.json'), JSON.stringify({ id2label: { 0: pets[0], 1: pets[1], 2: pets[2] } }));
    const card = await open();
    expect(card.reading?.classes).toEqual(pets);
    expect(card.classSource).toBe('config.json');
    expect(card.readingReason).toContain('the class labels come from config.json');
  });

  it.each([
    ['labels.txt', pets.join('\n')],
    ['pets.labels.txt', `\uFEFF${pets.join('\r\n')}\r\n`],
    ['labels.json', JSON.stringify(pets)],
    ['id2label.json', JSON.stringify({ 0: pets[0], 1: pets[1], 2: pets[2] })],
    ['pets.names', pets.join('\n')],
    ['classes.txt', pets.map((name, index) => `${index}: ${name}`).join('\n')],
  ])('are read from %s beside the model', async (name, content) => {
    await writeFile(join(folder, name), content);
    const card = await open();
    expect(card.reading?.classes).toEqual(pets);
    expect(card.classSource).toBe('labels file');
  });

  it('that are too many, too few, repeated or unreadable are left alone', async () => {
    await writeFile(join(folder, 'labels.txt'), 'a\nb\n');
    await writeFile(join(folder, 'classes.txt'), 'a\nb\nb\n');
    await writeFile(join(folder, 'config.json'), '{"id2label": {"0": "a", ');
    const card = await open();
    expect(card.reading?.classes).toEqual(['0', '1', '2']);
    expect(card.classSource).toBe('counted');
  });

  it('of the model itself come before those beside it', async () => {
    await writeFile(join(folder, 'labels.txt'), 'x\ny\nz\n');
    const card = await open(zipMapClassifier());
    expect(card.reading?.classes).toEqual(['bird', 'cat', 'dog']);
    expect(card.classSource).toBe('ZipMap node');
  });
});

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { readLabelsFile } from '../../../app/model/classNames.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { tensor, writeModel } from '../../support/onnxWriter.ts';
import { multiclassLogits, regression, saveModel, zipMapClassifier } from '../../support/tinyModels.ts';

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
    expect(card.warnings).toMatchObject([
      { code: 'LABELS_NOT_USED', message: 'The class names in classes.txt were not used, because "b" is there twice.' },
    ]);
  });

  it('of the model itself are told where one is there twice', async () => {
    const card = await open(zipMapClassifier({ names: ['bird', 'cat', 'bird'] }));
    expect(card.reading?.classes).toEqual(['bird', 'cat', 'bird']);
    expect(card.warnings).toMatchObject([
      {
        code: 'REPEATED_CLASS',
        message: 'The model names the class "bird" twice, so that its answers cannot be told apart: bird, cat, bird.',
      },
    ]);
  });

  it('of the model itself come before those beside it', async () => {
    await writeFile(join(folder, 'labels.txt'), 'x\ny\nz\n');
    const card = await open(zipMapClassifier());
    expect(card.reading?.classes).toEqual(['bird', 'cat', 'dog']);
    expect(card.classSource).toBe('ZipMap node');
  });
});

describe('a labels file that a person gives', () => {
  async function named(bytes: Uint8Array, name: string, text: string): Promise<ModelCard> {
    const given = join(folder, name);
    await writeFile(given, text);
    const path = await saveModel(bytes, 'pets.onnx', folder);
    return (await openModel(path, { cacheDir: folder, labels: await readLabelsFile(given) })).card;
  }

  it.each([
    ['my-animals.list', pets.join('\n')],
    ['config.json', JSON.stringify({ id2label: { 0: pets[0], 1: pets[1], 2: pets[2] } })],
    ['animals.json', `\uFEFF${JSON.stringify(pets)}`],
  ])('wins over those beside the model: %s', async (name, text) => {
    await writeFile(join(folder, 'labels.txt'), 'x\ny\nz\n');
    const card = await named(multiclassLogits(), name, text);
    expect([card.reading?.classes, card.classSource]).toEqual([pets, 'labels file']);
    expect(card.readingReason).toContain(name);
  });

  it('must have a name for each class', async () => {
    await expect(named(multiclassLogits(), 'two.txt', 'a\nb\n')).rejects.toMatchObject({
      code: 'DATA_MISMATCH',
      message: 'two.txt names 2 classes, but the model has 3: 0, 1, 2.',
    });
    await expect(named(zipMapClassifier({ labels: 'counted' }), 'two.txt', 'a\nb\n')).rejects.toThrow(/the model has 3/);
    await expect(named(regression(), 'three.txt', 'a\nb\nc\n')).rejects.toThrow(/the model predicts a number/);
  });

  it('cannot rename the classes that the model names itself, but may repeat them', async () => {
    await expect(named(zipMapClassifier(), 'other.txt', 'x\ny\nz\n')).rejects.toThrow(
      'other.txt names the classes x, y, z, but the model itself calls them bird, cat, dog.',
    );
    expect((await named(zipMapClassifier(), 'same.txt', 'dog\ncat\nbird\n')).reading?.classes).toEqual(['bird', 'cat', 'dog']);
  });

  it('is refused in words when it names no classes', async () => {
    const read = async (text: string, name = 'labels.txt'): Promise<unknown> => {
      await writeFile(join(folder, name), text);
      return readLabelsFile(join(folder, name));
    };
    await expect(read('')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'labels.txt does not name the classes of a model.',
    });
    await expect(read('a\nb\na\n')).rejects.toThrow('labels.txt names the class "a" twice.');
    await expect(read('{"model_type": "bert"}', 'config.json')).rejects.toThrow(/does not name the classes/);
    await expect(readLabelsFile(join(folder, 'none.txt'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

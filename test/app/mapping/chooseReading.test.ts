import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OutputReading, Task } from '../../../app/api/schemas/models.ts';
import { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { checkMapping } from '../../../app/mapping/checkMapping.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { constant, tensor, writeModel } from '../../support/onnxWriter.ts';
import { multiclassLogits, positiveProbability, regression, saveModel } from '../../support/tinyModels.ts';
import { cardOf, type TestCell } from './table.ts';

async function cardFrom(bytes: Uint8Array): Promise<ModelCard> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  return (await openModel(await saveModel(bytes), { cacheDir })).card;
}

let value: ModelCard;
let probability: ModelCard;
let three: ModelCard;
let regressor: ModelCard;

beforeAll(async () => {
  value = await cardFrom(regression([1, 2]));
  probability = await cardFrom(positiveProbability([1, 2]));
  three = await cardFrom(multiclassLogits(2, 3));
  regressor = await cardFrom(
    writeModel({
      nodes: [
        {
          op: 'LinearRegressor',
          domain: 'ai.onnx.ml',
          inputs: ['X'],
          outputs: ['variable'],
          attributes: { coefficients: { floats: [1, 2] }, intercepts: { floats: [0] } },
        },
      ],
      initializers: [constant('unused', 'float32', [1], [0])],
      inputs: [tensor('X', 'float32', ['N', 2])],
      outputs: [tensor('variable', 'float32', ['N', 1])],
    }),
  );
});

const table = (y: TestCell[]) => cardOf({ f0: [1.5, 2.5, 3.5, 4.5], f1: [0.5, 1.5, 2.5, 3.5], y });
const logit = (classes: string[]): OutputReading => ({
  task: 'binary',
  classes,
  scores: { output: 'variable', form: 'positive-logit' },
});

describe('one unexplained number a row', () => {
  it.each([
    ['0 and 1', [0, 1, 1, 0], ['0', '1']],
    ['true and false', [true, false, true, true], ['0', '1']],
    ['yes and no', ['yes', 'no', 'no', 'yes'], ['0', '1']],
    ['two other texts', ['ok', 'broken', 'ok', 'ok'], ['broken', 'ok']],
  ])('is read as a logit when the target holds %s, and the check says so', (_, y, classes) => {
    const data = table(y);
    const mapping = suggestMapping(value, data, { target: 'y' });
    expect(mapping.reading).toEqual(logit(classes));
    expect(mapping.positive).toBe(classes[1]);
    expect(() => Mapping.parse(mapping)).not.toThrow();
    const check = checkMapping(value, data, mapping);
    expect(check.ready).toBe(true);
    const told = check.problems.find(({ code }) => code === 'reading-by-target');
    expect(told?.message).toBe(`"variable" is read as the logit of class "${classes[1]}"; the model file does not say so.`);
    expect(told?.hint).toContain('--task regression');
  });

  it.each([
    ['more than two values', [0, 1, 2, 1]],
    ['two numbers that are no truth values', [10, 20, 20, 10]],
  ])('stays a number when the target holds %s', (_, y) => {
    expect(suggestMapping(value, table(y), { target: 'y' }).reading).toEqual(value.reading);
  });

  it('of a regressor stays a number; a target of 0 and 1 raises the question', () => {
    const data = table([0, 1, 1, 0]);
    const mapping = suggestMapping(regressor, data, { target: 'y' });
    expect(mapping.reading.task).toBe('regression');
    expect(checkMapping(regressor, data, mapping).problems.map(({ severity, code }) => [severity, code])).toContainEqual([
      'warning',
      'two-valued-target',
    ]);
  });
});

describe('a task that the person names', () => {
  const reading = (model: ModelCard, task: Task): OutputReading =>
    suggestMapping(model, table([0, 1, 1, 0]), { target: 'y', task }).reading;

  it('overrules the guess', () => {
    expect(reading(value, 'regression')).toEqual(value.reading);
    expect(reading(regressor, 'binary')).toEqual(logit(['0', '1']));
    expect(reading(probability, 'regression')).toEqual({ task: 'regression', classes: [], value: { output: 'output' } });
    expect(reading(three, 'multiclass')).toEqual(three.reading);
  });

  it('is refused when no output fits it', () => {
    expect(() => reading(value, 'multiclass')).toThrow(/cannot be read as multiclass: variable \[N, 1\]/);
    expect(() => reading(three, 'regression')).toThrow(/No output holds one number a row/);
  });
});

import { expect, it } from 'vitest';
import type { ModelCard } from '../../app/api/schemas/models.ts';
import type { Mapping } from '../../app/api/schemas/mapping.ts';
import { formsFor, possibleTasks, withTask } from '../../renderer/src/state/readingChoices.ts';
import { fakeDataset, fakeMapping, fakeModel } from './fakeData.ts';

const data = fakeDataset(false);

function withOutput(name: string, columns: number | null): { model: ModelCard; mapping: Mapping } {
  const model: ModelCard = {
    ...fakeModel,
    outputs: [{ name, kind: 'tensor', type: 'float32', shape: [null, columns] }],
    reading: columns === 1 ? { task: 'regression', classes: [], value: { output: name } } : null,
  };
  const mapping = fakeMapping(fakeModel, data);
  return {
    model,
    mapping: { ...mapping, reading: model.reading ?? { task: 'regression', classes: [] }, positive: null, labels: {} },
  };
}

it('one number a row can be a number or the logit of the second class, and back', () => {
  const { model, mapping } = withOutput('linear_1', 1);
  expect(possibleTasks(model, data, mapping)).toEqual(['binary', 'regression']);
  const binary = withTask(model, data, mapping, 'binary');
  expect(binary.reading).toEqual({
    task: 'binary',
    classes: ['0', '1'],
    scores: { output: 'linear_1', form: 'positive-logit' },
  });
  expect(binary.positive).toBe('1');
  expect(formsFor(model, 'linear_1', 'binary')).toEqual(['positive-logit', 'positive-probability']);
  expect(withTask(model, data, binary, 'regression')).toEqual(mapping);
});

it('two target labels give the classes their names', () => {
  const { model, mapping } = withOutput('probability', 1);
  const target = mapping.columns.find(({ role }) => role === 'target')?.name;
  const labels = ['yes', 'no'].map((value) => ({ value, count: 3 }));
  const told = {
    ...data,
    columns: data.columns.map((column) => (column.name === target ? { ...column, distinct: 2, top: labels } : column)),
  };
  const binary = withTask(model, told, mapping, 'binary');
  expect(binary.reading.classes).toEqual(['no', 'yes']);
  expect(binary.reading.scores?.form).toBe('positive-probability');
  expect(binary.positive).toBe('yes');
});

it('several columns of scores allow only classes', () => {
  const { model, mapping } = withOutput('logits', 3);
  expect(possibleTasks(model, data, mapping)).toEqual(['multiclass']);
  const several = withTask(model, data, mapping, 'multiclass');
  expect(several.reading).toMatchObject({ classes: ['0', '1', '2'], scores: { output: 'logits', form: 'logits' } });
  expect(several.positive).toBeNull();
});

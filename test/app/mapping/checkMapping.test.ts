import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import type { ModelCard } from '../../../app/api/schemas/models.ts';
import { adoptMapping } from '../../../app/mapping/adoptMapping.ts';
import { checkMapping } from '../../../app/mapping/checkMapping.ts';
import { preparationPlan } from '../../../app/mapping/preparationPlan.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { logisticRegression, perColumn, regression, saveModel } from '../../support/tinyModels.ts';
import { cardOf, type TestCell, type TestColumn } from './table.ts';

async function cardFrom(bytes: Uint8Array): Promise<ModelCard> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-cache-'));
  return (await openModel(await saveModel(bytes), { cacheDir })).card;
}

let columns: ModelCard;
let matrix: ModelCard;
let number: ModelCard;

beforeAll(async () => {
  columns = await cardFrom(perColumn());
  matrix = await cardFrom(logisticRegression({ weights: [1, -1] }));
  number = await cardFrom(regression([1, 2]));
});

const good = { age: [30.5, 20, 40], visits: [1, 2, 3], city: ['rome', 'paris', 'rome'], label: ['yes', 'no', 'yes'] };

function errorsOf(model: ModelCard, data: DatasetCard, mapping: Mapping): string[] {
  const check = checkMapping(model, data, mapping);
  const errors = check.problems.filter(({ severity }) => severity === 'error');
  expect(check.ready).toBe(errors.length === 0);
  expect(check.problems.every(({ hint }) => hint !== '')).toBe(true);
  return errors.map(({ message }) => message);
}

function problems(model: ModelCard, data: DatasetCard, mapping = suggestMapping(model, data)): string[] {
  return checkMapping(model, data, mapping).problems.map(({ severity, message }) => `${severity}: ${message}`);
}

function changed(table: Record<string, TestColumn | TestCell[]>): DatasetCard {
  return cardOf({ ...good, ...table });
}

test('a mapping that fits is ready, and unused columns are extra', () => {
  const data = changed({ cost: [1, 2, 3] });
  const check = checkMapping(columns, data, suggestMapping(columns, data));
  expect(check).toMatchObject({ ready: true, extra: ['cost'], problems: [] });
  expect(check.feeds.map(({ input, status }) => [input, status])).toEqual([
    ['age', 'ok'],
    ['visits', 'ok'],
    ['city', 'ok'],
  ]);
});

test('an input without a column is an error', () => {
  const { age: _, ...rest } = good;
  const data = cardOf(rest);
  expect(errorsOf(columns, data, suggestMapping(columns, data))).toEqual([
    expect.stringMatching(/^No column feeds the model input "age"/),
  ]);
  expect(() => preparationPlan(columns, data, suggestMapping(columns, data))).toThrow(
    /"age" cannot be fed: no column is mapped to it/,
  );
});

test('a column that the data no longer have is an error that names it', () => {
  const mapping = suggestMapping(columns, cardOf(good));
  const { city: _, ...rest } = good;
  expect(errorsOf(columns, cardOf(rest), mapping)).toEqual([
    'The column "city", which feeds the input "city", is not in the data.',
  ]);
  expect(() => preparationPlan(columns, cardOf(rest), mapping)).toThrow(/the column "city" is not in the data/);
});

test('text in a numeric input is an error, unless all of it is numbers, which is told', () => {
  const words = changed({ age: ['old', 'young', 'old'] });
  expect(errorsOf(columns, words, suggestMapping(columns, words))).toEqual([
    'The column "age" cannot feed the input "age": the input takes numbers, the column holds text such as "old".',
  ]);
  const digits = changed({ age: { cells: ['1', '2.5', null], storage: 'VARCHAR', type: 'text' } });
  const mapping = suggestMapping(columns, digits);
  expect(checkMapping(columns, digits, mapping)).toMatchObject({
    ready: true,
    feeds: [{ status: 'cast' }, { status: 'ok' }, { status: 'ok' }],
  });
  expect(preparationPlan(columns, digits, mapping).inputs[0]?.features[0]?.cast).toBe('text-to-number');
});

test('numbers in a text input are cast, and the plan says how', () => {
  const data = changed({ city: [1, 2, 3] });
  const mapping = suggestMapping(columns, data);
  expect(checkMapping(columns, data, mapping).feeds[2]).toMatchObject({
    status: 'cast',
    detail: expect.stringMatching(/3 as "3"/),
  });
  expect(preparationPlan(columns, data, mapping).inputs[2]?.features[0]?.cast).toBe('number-to-text');
});

test('fractions in a whole-number input are warned of', () => {
  const data = changed({ visits: [1.5, 2, 3] });
  expect(problems(columns, data)).toContainEqual(
    expect.stringMatching(/^warning: "visits" is changed.*rows with fractions get no prediction/),
  );
});

test('without a target the run is possible and says that it cannot measure', () => {
  const { label: _, ...rest } = good;
  const data = cardOf(rest);
  expect(problems(columns, data)).toEqual([expect.stringMatching(/^info: No column holds the true answer/)]);
});

test('a target without any value is an error', () => {
  const data = changed({ label: [null, null, null] });
  const mapping = suggestMapping(columns, data, { target: 'label' });
  expect(errorsOf(columns, data, mapping)).toEqual(['All labels are missing: the target "label" has no values.']);
});

test('labels that the model does not know are listed and counted; when it knows none, that is an error', () => {
  expect(problems(columns, changed({ label: ['yes', 'C', 'no'] }))).toEqual([
    'warning: The model does not know the label "C" (1 row): counted as wrong.',
  ]);
  const data = changed({ label: ['C', 'D', 'C'] });
  expect(errorsOf(columns, data, suggestMapping(columns, data, { target: 'label' }))).toEqual([
    'No label of "label" (C, D) is a class of the model (no, yes).',
  ]);
});

test('labels read as classes of another spelling are told, positions with a warning', () => {
  expect(problems(columns, changed({ label: ['YES', 'no', 'YES'] }))).toEqual([
    'info: Labels are read as classes of the model: "YES" as "yes".',
  ]);
  const three: ModelCard = { ...columns, reading: { ...columns.reading!, task: 'multiclass', classes: ['bird', 'cat', 'dog'] } };
  const data = changed({ label: [0, 2, 1] });
  expect(problems(three, data, suggestMapping(three, data, { target: 'label' }))).toContainEqual(
    expect.stringMatching(/^warning: Labels are read as classes of the model: "0" as "bird", /),
  );
});

test('a target that feeds the model is warned of', () => {
  const data = cardOf(good);
  const mapping = suggestMapping(columns, data);
  const leaking = {
    ...mapping,
    columns: mapping.columns.map((column) =>
      column.name === 'age'
        ? { ...column, role: 'target' as const }
        : { ...column, role: column.role === 'target' ? ('ignored' as const) : column.role },
    ),
  };
  expect(problems(columns, data, leaking)).toContainEqual(expect.stringMatching(/^warning: The target "age" feeds the model/));
});

test('a regression needs numbers in its target', () => {
  const data = cardOf({ x0: [1.5], x1: [2.5], y: ['high'] });
  expect(errorsOf(number, data, suggestMapping(number, data, { target: 'y' }))).toEqual([
    'The model predicts a number, but the target "y" holds text.',
  ]);
});

test('a guessed target is warned of', () => {
  const data = cardOf({ bmi: [1.5], age: [2.5], progression: [3.5] });
  expect(problems(number, data)).toContainEqual(expect.stringMatching(/^warning: The target "progression" was guessed/));
});

test('a matrix fed by too few columns is an error, and guessed columns are a warning', () => {
  const data = cardOf({ a: [1.5, 2], b: [2.5, 3], label: [0, 1] });
  const mapping = suggestMapping(matrix, data);
  expect(problems(matrix, data)).toEqual([
    expect.stringMatching(
      /^warning: The columns of the input "X" were guessed \(by position: exactly 2 numeric columns are there\): "a", "b"\.$/,
    ),
  ]);
  const short = { ...mapping, inputs: [{ input: 'X', feeds: mapping.inputs[0]!.feeds.slice(0, 1) }] };
  expect(errorsOf(matrix, data, short)).toEqual(['The model input "X" takes 2 columns, but the mapping has 1.']);
  expect(() => preparationPlan(matrix, data, short)).toThrow(/it takes 2 columns, but 1 are mapped/);
});

test('a matrix of any width that nothing feeds is an error that shows what the columns hold', () => {
  const any: ModelCard = { ...matrix, inputs: matrix.inputs.map((input) => ({ ...input, shape: ['N', null] })) };
  const data = cardOf({ mass: ['0.5 kg', '2 kg'], label: ['0', '1'] });
  expect(errorsOf(any, data, suggestMapping(any, data, { target: 'label' }))).toEqual([
    'No column feeds the model input "X": "mass" does not fit: the input takes numbers, the column holds text such as "0.5 kg".',
  ]);
});

test('inputs that no table can feed are refused by name', () => {
  const image: ModelCard = {
    ...matrix,
    inputs: [{ name: 'pixels', kind: 'tensor', type: 'float32', shape: ['N', 3, 224, 224] }],
  };
  const data = cardOf({ a: [1.5] });
  expect(errorsOf(image, data, suggestMapping(image, data))[0]).toMatch(
    /"pixels" cannot be fed from a table: it takes 3-dimensional items/,
  );
  const brain: ModelCard = { ...matrix, inputs: [{ name: 'x', kind: 'tensor', type: 'bfloat16', shape: ['N', 1] }] };
  expect(errorsOf(brain, data, suggestMapping(brain, data))[0]).toMatch(/element type bfloat16 cannot be fed/);
  const dictionary: ModelCard = { ...matrix, inputs: [{ name: 'x', kind: 'map', type: 'unknown', shape: null }] };
  expect(errorsOf(dictionary, data, suggestMapping(dictionary, data))[0]).toMatch(/it is a map, not a tensor/);
});

test('a missing-value policy that the input cannot take is an error', () => {
  const data = cardOf(good);
  const mapping = suggestMapping(columns, data);
  const visits = mapping.inputs[1]!;
  const wrong = {
    ...mapping,
    inputs: [
      mapping.inputs[0]!,
      { ...visits, feeds: [{ ...visits.feeds[0]!, missing: { kind: 'nan' as const } }] },
      mapping.inputs[2]!,
    ],
  };
  expect(errorsOf(columns, data, wrong)).toEqual([expect.stringMatching(/policy of "visits" does not fit .* int64 has no NaN/)]);
});

test('what becomes of missing cells is told for every column that has some', () => {
  const data = changed({ age: [30.5, null, 20], city: [null, 'rome', null] });
  expect(problems(columns, data)).toEqual([
    expect.stringMatching(/^info: "age" is missing in 1 row \(33.3 %\): becomes 20 \(median of this column\)/),
    expect.stringMatching(/^info: "city" is missing in 2 rows \(66.7 %\): goes in as the empty text/),
  ]);
});

test('roles that do not fit their column, or are given twice, are errors', () => {
  const data = changed({ w: [-1, 2, 3], t: ['x', 'y', 'z'] });
  const mapping = suggestMapping(columns, data, { weight: 'w', time: 't' });
  expect(errorsOf(columns, data, mapping)).toEqual([
    'The column "t" has the role time, but was not read as a time.',
    'The weight column "w" has negative values.',
  ]);
  const twice = { ...mapping, columns: mapping.columns.map((column) => ({ ...column, role: 'id' as const })) };
  expect(errorsOf(columns, data, twice)[0]).toMatch(/^Several columns have the role id: age, visits/);
});

test('outputs that cannot be read, and data without rows, are errors', () => {
  const blank: ModelCard = { ...columns, reading: null, readingReason: 'two outputs look alike' };
  const data = cardOf(good);
  expect(errorsOf(blank, data, suggestMapping(blank, data))[0]).toMatch(
    /not known how to read the outputs.*two outputs look alike/,
  );
  const gone = {
    ...suggestMapping(columns, data),
    reading: { ...columns.reading!, scores: { output: 'p', form: 'logits' as const } },
  };
  expect(errorsOf(columns, data, gone)[0]).toMatch(/has no output "p"/);
  const empty = { ...data, rows: 0 };
  expect(errorsOf(columns, empty, suggestMapping(columns, empty))).toContain('The data have no rows.');
});

test('the plan holds every column, type, constant and policy, and nothing of the dataset', () => {
  const data = changed({ age: [30.5, null, 20] });
  expect(preparationPlan(columns, data, suggestMapping(columns, data))).toEqual({
    version: 1,
    inputs: [
      {
        input: 'age',
        type: 'float32',
        rank: 2,
        features: [{ column: 'age', missing: { kind: 'constant', value: 20, from: 'median of this column' } }],
      },
      {
        input: 'visits',
        type: 'int64',
        rank: 2,
        features: [{ column: 'visits', missing: { kind: 'constant', value: 2, from: 'median of this column' } }],
      },
      { input: 'city', type: 'string', rank: 2, features: [{ column: 'city', missing: { kind: 'empty' } }] },
    ],
    fixedBatch: null,
    reading: columns.reading,
    positive: 'yes',
  });
});

test('a saved mapping keeps what it says on other data; new columns take no role that is given', () => {
  const first = cardOf({ ...good, note: ['a', 'b', 'c'] });
  const saved = suggestMapping(columns, first, { target: 'label' });
  const second = cardOf({ ...good, target: ['no', 'yes', 'no'], day: { cells: [1, 2, 3], type: 'datetime', storage: 'DATE' } });
  const adopted = adoptMapping(saved, suggestMapping(columns, second), { model: columns, data: second });
  expect(Object.fromEntries(adopted.columns.map(({ name, role }) => [name, role]))).toEqual({
    age: 'feature',
    visits: 'feature',
    city: 'feature',
    label: 'target',
    target: 'ignored',
    day: 'time',
  });
  expect(adopted.inputs).toEqual(saved.inputs);
  expect(errorsOf(columns, second, adopted)).toEqual([]);
});

test('every frequent label is listed with the class it is read as', () => {
  const data = changed({ label: ['yes', 'No', 'maybe'] });
  const mapping = suggestMapping(columns, data, { target: 'label' });
  const labels = (given: Record<string, string>) =>
    Object.fromEntries(
      (checkMapping(columns, data, { ...mapping, labels: given }).labels ?? []).map(({ label, rows, class: name }) => [
        label,
        [rows, name],
      ]),
    );
  expect(labels({})).toEqual({ yes: [1, 'yes'], No: [1, 'no'], maybe: [1, null] });
  expect(labels({ maybe: 'no', No: 'yes' })).toEqual({ yes: [1, 'yes'], No: [1, 'yes'], maybe: [1, 'no'] });
  expect(checkMapping(number, data, suggestMapping(number, data)).labels).toBeUndefined();
});

test('values beyond the largest number of a float input are told: they would go in as infinite', () => {
  const half = {
    ...columns,
    inputs: columns.inputs.map((input) => (input.name === 'age' ? { ...input, type: 'float16' as const } : input)),
  };
  const told =
    'warning: "age" holds values as large as -65,520: float16, which the input "age" takes, ends at 65,504, and what is beyond it goes in as infinite.';
  expect(problems(half, changed({ age: [30, -65520, 40] }))).toEqual([told]);
  expect(problems(half, changed({ age: [30, -65504, 40] }))).toEqual([]);
  expect(problems(columns, changed({ age: [30, -65520, 40] }))).toEqual([]);
  expect(problems(columns, changed({ age: [30, 1e308, 40] }))).toEqual([
    'warning: "age" holds values as large as 1.00e+308: float32, which the input "age" takes, ends at 3.40e+38, and what is beyond it goes in as infinite.',
  ]);
});

test('whole numbers that only 64 bits hold are told where a float input takes them, and nowhere else', () => {
  const wide = (name: string): DatasetCard => {
    const card = changed({ age: [30, 20, 40] });
    // As the profile writes what a double does not hold.
    const columns = card.columns.map((column) => (column.name === name ? { ...column, max: '9007199254740993' } : column));
    return { ...card, columns };
  };
  expect(problems(columns, wide('age'))).toEqual([
    'warning: "age" holds whole numbers beyond 9,007,199,254,740,992 (2^53): as float32, which the input "age" takes, they are rounded, and neighbours become one.',
  ]);
  expect(problems(columns, wide('visits'))).toEqual([]);
});

test('a class that the model names twice is an error', () => {
  const data = changed({});
  const mapping = suggestMapping(columns, data);
  const twice = { ...mapping, reading: { ...mapping.reading, classes: ['no', 'no'] } };
  expect(errorsOf(columns, data, twice)).toContain('The class "no" is named twice: no, no.');
});

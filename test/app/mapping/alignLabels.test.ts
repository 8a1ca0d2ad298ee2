import { expect, test } from 'vitest';
import { alignLabels, defaultPositive, labelIndexer, matchLabel } from '../../../app/mapping/alignLabels.ts';

test.each([
  ['1', ['0', '1'], '1'],
  ['1.0', ['0', '1'], '1'],
  ['true', ['0', '1'], '1'],
  ['No', ['0', '1'], '0'],
  ['1', ['False', 'True'], 'True'],
  ['0.0', ['False', 'True'], 'False'],
  ['yes', ['False', 'True'], 'True'],
  ['CAT ', ['cat', 'dog'], 'cat'],
  ['some  damage', ['No damage', 'Some damage'], 'Some damage'],
  ['2', ['1.0', '2.0', '3.0'], '2.0'],
])('the label %j among the classes %j means %j', (label, classes, wanted) => {
  expect(matchLabel(label, classes)).toBe(wanted);
});

test.each([
  ['2', ['0', '1']],
  ['1', ['1.0', '1.00']],
  ['cat', ['Cat', 'CAT']],
  ['yes', ['0', '1', '2']],
  ['nan', ['0', '1']],
  ['', ['0', '1']],
])('the label %j among the classes %j means none', (label, classes) => {
  expect(matchLabel(label, classes)).toBeUndefined();
});

test('an exactly equal class is taken before one that is only written alike', () => {
  expect(matchLabel('cat', ['Cat', 'cat'])).toBe('cat');
});

test('only labels that are written differently are reported', () => {
  expect(alignLabels(['0', '1.0', 'yes', 'C'], ['0', '1'])).toEqual({ '1.0': '1', yes: '1' });
});

test('whole numbers are positions when no class is written as a number', () => {
  expect(alignLabels(['2', '0'], ['bird', 'cat', 'dog'])).toEqual({ 2: 'dog', 0: 'bird' });
  expect(alignLabels(['3', '0'], ['bird', 'cat', 'dog'])).toEqual({});
  expect(alignLabels(['cat', '0'], ['bird', 'cat', 'dog'])).toEqual({});
});

test('a label gets the index of its class, as told first, and -1 when the model does not know it', () => {
  const reading = { task: 'binary' as const, classes: ['no', 'yes'] };
  const indexOf = labelIndexer({ reading, labels: { maybe: 'yes', no: 'yes' } });
  expect(['yes', 'maybe', 'no', 'True', 'C', 'maybe'].map(indexOf)).toEqual([1, 1, 1, 1, -1, 1]);
});

test('the positive class is the second in sorted order, whole numbers by value', () => {
  expect(defaultPositive(['0', '1'])).toBe('1');
  expect(defaultPositive(['10', '9'])).toBe('10');
  expect(defaultPositive(['-1', '1'])).toBe('1');
  expect(defaultPositive(['Some damage', 'No damage'])).toBe('Some damage');
  expect(defaultPositive(['a', 'b', 'c'])).toBeNull();
});

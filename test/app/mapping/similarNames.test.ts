import { expect, test } from 'vitest';
import { jaroWinkler, nameSimilarity, normaliseName } from '../../../app/mapping/similarNames.ts';

test.each([
  ['Speed IAS in knots', 'speed_ias_in_knots'],
  ['sepal length (cm)', 'SepalLengthCm'],
  ['num__age', 'Age'],
  ['serving_default_x:0', 'X'],
  ['Größe', 'große'],
])('%j and %j are one name', (a, b) => {
  expect(normaliseName(a)).toBe(normaliseName(b));
});

test('a name of punctuation only stays itself', () => {
  expect(normaliseName('#')).toBe('#');
});

// Winkler's published examples (Winkler 1990, and the U.S. Census Bureau's strcmp95 table), to three digits.
test.each([
  ['MARTHA', 'MARHTA', 0.961],
  ['DWAYNE', 'DUANE', 0.84],
  ['DIXON', 'DICKSONX', 0.813],
  ['', 'A', 0],
])('Jaro-Winkler of %s and %s is %d', (a, b, wanted) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(wanted, 3);
});

test('names that differ in a number are not alike', () => {
  expect(nameSimilarity('sales_2019', 'sales_2020')).toBe(0);
  expect(nameSimilarity('temperature', 'temprature')).toBeGreaterThan(0.95);
});

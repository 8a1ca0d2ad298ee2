import { expect, it } from 'vitest';
import { windowLabel } from '../../../app/runs/windowLabel.ts';

const nothing = { firstRow: null, lastRow: null };

it.each([
  ['year', '1995-01-01T00:00:00.000Z', '1995'],
  ['quarter', '1995-07-01T00:00:00.000Z', '1995-Q3'],
  ['month', '1995-07-01T00:00:00.000Z', '1995-07'],
  ['week', '1995-07-03T00:00:00.000Z', '1995-07-03'],
])('a window by %s is named after its start', (unit, start, name) => {
  expect(windowLabel({ ...nothing, start, end: null }, unit)).toBe(name);
});

it('a window by rows in the order of the file is named after its rows', () => {
  expect(windowLabel({ start: null, end: null, firstRow: 1001, lastRow: 2000 }, 'rows:1000')).toBe('rows 1,001–2,000');
});

it.each([
  ['1995-07-03T08:15:00.000Z', '1995-07-05T09:40:00.000Z', '1995-07-03 – 1995-07-05'],
  ['1995-07-03T08:15:00.000Z', '1995-07-03T09:40:59.999Z', '1995-07-03 08:15 – 09:40'],
  ['1995-07-03T08:15:00.000Z', '1995-07-03T08:15:30.250Z', '1995-07-03 08:15 – 08:15:30.250'],
  ['1995-07-03T08:15:30.000Z', '1995-07-03T08:15:30.000Z', '1995-07-03 08:15:30'],
  ['1995-07-03T00:00:00.000Z', '1995-07-03T00:00:00.000Z', '1995-07-03'],
])('a window by rows in order of time, %s to %s, is named %s', (start, end, name) => {
  expect(windowLabel({ ...nothing, start, end, timeOrder: { firstRow: 7, lastRow: 3 } }, 'rows:10')).toBe(name);
});

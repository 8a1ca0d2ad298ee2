import { expect, it } from 'vitest';
import { storableNames } from '../../renderer/src/host/storableNames';

it('gives files of one name a number each, so that none takes the place of another', () => {
  expect(storableNames(['x.csv', 'x.csv', 'X.CSV', 'a/x.csv', 'x.csv'])).toEqual([
    'x.csv',
    'x (2).csv',
    'X (3).CSV',
    'a/x.csv',
    'x (4).csv',
  ]);
  expect(storableNames(['x (2).csv', 'x.csv', 'x.csv', 'README', 'README', '.env', '.env'])).toEqual([
    'x (2).csv',
    'x.csv',
    'x (3).csv',
    'README',
    'README (2)',
    '.env',
    '.env (2)',
  ]);
});

it('replaces what cannot stand in a name, and leads nowhere else', () => {
  expect(storableNames(['report 12:30.csv', 'a\\b.csv', 'tab\there.csv', '../up/./x.csv', '/root.csv'])).toEqual([
    'report 12_30.csv',
    'a_b.csv',
    'tab_here.csv',
    '_/up/_/x.csv',
    'root.csv',
  ]);
});

it('shortens names that no file system takes, and keeps the ending', () => {
  const [name = ''] = storableNames([`${'ü'.repeat(300)}.measurements.csv`]);
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(240);
  expect(name).toMatch(/^ü+…ü+\.measurements\.csv$/);
});

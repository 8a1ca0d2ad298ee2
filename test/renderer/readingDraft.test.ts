import { expect, it } from 'vitest';
import type { ReadOptions } from '../../app/api/schemas/datasets.ts';
import {
  columnsMayDiffer,
  optionsOf,
  partsFor,
  timeColumns,
  withChange,
} from '../../renderer/src/pages/data/reading/readingDraft.ts';
import { fakeDataset } from './fakeData.ts';

const found: ReadOptions = {
  delimiter: ',',
  quote: '"',
  header: true,
  decimal: '.',
  encoding: 'utf-8',
  missing: ['N.N.'],
  times: { day: 'iso' },
};

it('another delimiter has quote, header and decimal mark found out again, unless they were told', () => {
  expect(withChange(found, { delimiter: ';' }, new Set(['delimiter']))).toEqual({
    delimiter: ';',
    encoding: 'utf-8',
    missing: ['N.N.'],
    times: { day: 'iso' },
  });
  expect(withChange(found, { delimiter: ';' }, new Set(['delimiter', 'header']))).toMatchObject({ header: true });
  expect(withChange(found, { decimal: ',' }, new Set(['decimal']))).toEqual({ ...found, decimal: ',' });
  expect(withChange(found, { quote: '' }, new Set(['quote']))).toMatchObject({ quote: '', delimiter: ',' });
});

it('what is told of single columns goes where they may come out under other names, and stays elsewhere', () => {
  expect(optionsOf(found, { ...found, header: false })).not.toHaveProperty('times');
  expect(optionsOf(found, { ...found, decimal: ',', missing: [] })).toEqual({ ...found, decimal: ',', missing: [] });
  expect(optionsOf(found, { ...found, delimiter: undefined })).not.toHaveProperty('delimiter');
  expect(columnsMayDiffer(found, { ...found, encoding: 'latin-1' })).toBe(true);
  expect(columnsMayDiffer(found, { ...found, times: {} })).toBe(false);
});

it('only what means something for the format is asked', () => {
  expect(partsFor('parquet', 'a.csv')).toEqual([]);
  expect(partsFor('excel', 'a')).toEqual(['sheet', 'header']);
  expect(partsFor(null, '/x/Book.XLSX')).toEqual(['sheet', 'header']);
  expect(partsFor(null, '/x/a.dat')).toEqual(['text', 'header']);
});

it('a column has its field where it holds times, is asked about, or was told', () => {
  const names = (data: ReturnType<typeof fakeDataset>, times?: ReadOptions['times']) => timeColumns(data, times);
  expect(names(fakeDataset(false))).toEqual(['Flight Date']);
  expect(names(fakeDataset(true))).toContain('Flight Date');
  expect(names(fakeDataset(false), { Damage: 'not-a-time' })).toContain('Damage');
});

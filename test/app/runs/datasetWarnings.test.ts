import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../app/api/schemas/common.ts';
import type { DatasetCard } from '../../../app/api/schemas/datasets.ts';
import type { Mapping } from '../../../app/api/schemas/mapping.ts';
import { datasetWarnings } from '../../../app/runs/datasetWarnings.ts';
import { fewOfEach } from '../../../app/runs/fewOfEach.ts';
import { cardOf } from '../mapping/table.ts';

const about = (code: string, column?: string): Warning => ({
  code,
  message: `${code} of ${column ?? 'the file'}.`,
  where: column === undefined ? { file: 'x.csv' } : { column },
});

const role = (name: string, is: Mapping['columns'][number]['role']): Mapping['columns'][number] => ({
  name,
  role: is,
  reason: '',
  confidence: 1,
});

const mapping: Mapping = {
  version: 1,
  columns: [role('a', 'feature'), role('y', 'target'), role('spare', 'ignored')],
  inputs: [{ input: 'X', feeds: [{ column: 'a', missing: { kind: 'nan' }, reason: '', confidence: 1 }] }],
  reading: { task: 'regression', value: { output: 'y', column: 0 } },
  positive: null,
  labels: {},
} as unknown as Mapping;

const data = (extra: Partial<DatasetCard>): DatasetCard => ({
  ...cardOf({ a: [1], y: [2], spare: [3] }),
  ...extra,
});

describe('what was noted when the data were read', () => {
  it('concerns the run where it is about the file or a column in use', () => {
    const warnings = [
      about('name-mismatch'),
      about('infinite-values', 'a'),
      about('mixed-column', 'y'),
      about('mixed-column', 'spare'),
      about('rows-rejected'),
    ];
    expect(datasetWarnings(data({ warnings }), mapping)).toEqual(warnings.slice(0, 3));
  });

  it('asks in the end what nobody has answered', () => {
    const choices = ['day-month-year', 'month-day-year', 'not-a-time'].map((value) => ({ value, label: value, example: '' }));
    const questions: DatasetCard['questions'] = [
      { kind: 'date-order', column: 'spare', question: 'Day or month first?', choices },
      {
        kind: 'sheet',
        question: 'Which one? "A" was read.',
        choices: choices.slice(0, 2).map((c, i) => ({ ...c, value: 'AB'[i] ?? '' })),
      },
    ];
    expect(datasetWarnings(data({ questions }), mapping)).toEqual([
      {
        code: 'open-question',
        message: 'Day or month first? Nobody has said, so it was read as text.',
        hint: 'Answer on the Data page, or with --date-order "spare=day-month-year" (or month-day-year, not-a-time).',
        where: { column: 'spare' },
      },
      {
        code: 'open-question',
        message: 'Which one? "A" was read.',
        hint: 'Answer on the Data page, or with --sheet "A" (or "B").',
      },
    ]);
  });
});

describe('notes on single columns', () => {
  it('stand as they are where they are few', () => {
    const few = [about('x', 'a'), about('y'), about('x', 'b')];
    expect(fewOfEach(few)).toEqual(few);
  });

  it('of a wide table are told for the first columns of each kind and summed up for the others', () => {
    const many = Array.from({ length: 2000 }, (_, i) => about(i % 2 === 0 ? 'x' : 'y', `c${i}`));
    const told = fewOfEach([...many, about('z')]);
    expect(told).toHaveLength(12 + 12 + 1 + 2);
    expect(told.slice(-2)).toMatchObject([
      {
        code: 'x',
        count: 988,
        message: expect.stringMatching(/^The same \("x"\) goes for 988 more columns: c24, c26, .* and 976 more\.$/),
      },
      { code: 'y', count: 988 },
    ]);
  });
});

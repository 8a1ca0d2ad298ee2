// The real faults of the bird strikes are found: in the whole table against its first years, and in the example as it is opened.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../../../app/data/ingest.ts';
import { suggestMapping } from '../../../app/mapping/suggestMapping.ts';
import { openModel } from '../../../app/model/openModel.ts';
import { checkData } from './checkData.ts';

const example = join(import.meta.dirname, '../../../examples/birdstrikes');
const cacheDir = await mkdtemp(join(tmpdir(), 'drydock-strikes-'));
afterAll(() => rm(cacheDir, { recursive: true, force: true }));

describe('the table of 1990 to 2002, held against the years until 1994', async () => {
  const card = await ingest({ paths: [join(example, 'birdstrikes.csv')], options: {} }, { cacheDir });
  const found = await checkData(card, {
    target: 'Effect Amount of damage',
    reference: { kind: 'period', start: null, end: '1995-01-01' },
  });

  it('has stray label codes C and B', () => {
    expect(found.of('stray-labels').map(({ id, count }) => [id, count])).toEqual([
      ['stray-labels:C', 14],
      ['stray-labels:B', 1],
    ]);
  });

  it('has 24 repeated rows, shown beside those they repeat', async () => {
    expect(found.of('duplicates')).toMatchObject([{ count: 24, severity: 'warn' }]);
    const { numbers, notes } = await found.rows('duplicates:rows');
    expect(notes.filter((note) => String(note).startsWith('as row'))).toHaveLength(24);
    expect(notes[1]).toBe(`as row ${String(numbers[0])}`);
  });

  it('lacks the speed more and more often', () => {
    const [speed] = found.of('missing-over-time');
    expect(speed).toMatchObject({ columns: ['Speed IAS in knots'], severity: 'warn' });
    expect(speed?.message).toContain('more and more often: 12.3 % in 1990, 33.7 % in 2002');
  });

  it('has aircraft that were never seen until 1994', () => {
    const aircraft = found.of('unseen-categories').find(({ columns }) => columns[0] === 'Aircraft Make Model');
    expect(aircraft).toMatchObject({ count: 548, severity: 'warn' });
    expect(aircraft?.message).toContain('"A-319" (106)');
  });

  it('has cost columns that tell the answer', () => {
    expect(found.of('giveaway').map(({ columns, severity }) => [columns[0], severity])).toEqual([
      ['Cost Repair', 'warn'],
      ['Cost Total $', 'warn'],
    ]);
  });

  it('fails nothing: it can be used, with these in mind', () => {
    expect(found.report.outcome).toBe('warn');
  });
});

describe('the example with its model', async () => {
  const model = await openModel(join(example, 'model.onnx'), { cacheDir });
  const card = await ingest({ paths: [join(example, 'strikes.parquet')], options: {} }, { cacheDir });
  const found = await checkData(card, {}, { mapping: suggestMapping(model.card, card) });

  it('labels that are no classes of the model, and columns that tell the answer but do not feed it', () => {
    expect(found.report.roles).toMatchObject({ target: 'Damage', time: 'Flight Date' });
    expect(found.of('stray-labels')[0]?.message).toBe(
      'The label "C" is no class of the model ("No damage", "Some damage"): 8 rows.',
    );
    const leaks = found.of('leakage');
    expect(leaks).toMatchObject([{ columns: ['Effect Amount of damage', 'Damage'], severity: 'warn' }]);
    expect(leaks[0]?.message).toContain('it does not feed the model');
    expect(found.of('giveaway').map(({ columns }) => columns[0])).toEqual([
      'Effect Amount of damage',
      'Cost Repair',
      'Cost Total $',
    ]);
    expect(found.of('conflicting-labels')[0]?.message).toContain('equal in all 8 features');
  });
});

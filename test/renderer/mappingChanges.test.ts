import { expect, it } from 'vitest';
import type { Mapping } from '../../app/api/schemas/mapping.ts';
import { fittingColumns, withFeed, withFilling, withRole } from '../../renderer/src/state/mappingChanges.ts';
import { fakeDataset, fakeMapping, fakeModel } from './fakeData.ts';

const data = fakeDataset(false);
const suggested = fakeMapping(fakeModel, data);
const roleOf = (mapping: Mapping, column: string) => mapping.columns.find(({ name }) => name === column)?.role;
const matrix: Mapping = {
  ...suggested,
  columns: data.columns.map(({ name }) => ({ name, role: name === 'Damage' ? 'target' : 'ignored', reason: '', confidence: 1 })),
  inputs: [
    {
      input: 'X',
      feeds: Array.from({ length: 3 }, () => ({ column: null, missing: { kind: 'nan' }, reason: 'nothing yet', confidence: 0 })),
    },
  ],
};

it('a column that is chosen for an input is a feature, and no longer when another takes its place', () => {
  const first = withFeed(matrix, { input: 'X', element: 0 }, { column: 'Cost Other' });
  expect(roleOf(first, 'Cost Other')).toBe('feature');
  const second = withFeed(first, { input: 'X', element: 0 }, { column: 'Cost Repair' });
  expect([roleOf(second, 'Cost Other'), roleOf(second, 'Cost Repair')]).toEqual(['ignored', 'feature']);
  const target = withFeed(second, { input: 'X', element: 1 }, { column: 'Damage' });
  expect(roleOf(target, 'Damage')).toBe('target');
  expect(roleOf(withRole(target, 'Origin State', 'target'), 'Damage')).toBe('feature');
});

it('the elements nothing feeds are filled with the fitting columns in the order of the file', () => {
  expect(fittingColumns(matrix, data, 'float32')).toEqual(['Cost Other', 'Cost Repair', 'Cost Total $', 'Speed IAS in knots']);
  expect(fittingColumns(matrix, data, 'string')).not.toContain('Damage');
  const begun = withFeed(matrix, { input: 'X', element: 1 }, { column: 'Cost Repair' });
  const filled = withFilling(begun, 'X', fittingColumns(begun, data, 'float32').slice(1));
  expect(filled.inputs[0]?.feeds.map(({ column }) => column)).toEqual(['Cost Total $', 'Cost Repair', 'Speed IAS in knots']);
  expect(roleOf(filled, 'Speed IAS in knots')).toBe('feature');
  const short = withFilling(matrix, 'X', ['Cost Other']);
  expect(short.inputs[0]?.feeds.map(({ column }) => column)).toEqual(['Cost Other', null, null]);
});

import { expect, it } from 'vitest';
import { findingLines } from '../../../main/cli/commands/bundle.ts';

it('what to do stands below what it mends, and once for several that it mends', () => {
  const finding = (message: string, fix: string, severity: 'blocking' | 'warning' | 'note' = 'warning') => ({
    rule: 'r',
    severity,
    message,
    fix,
    target: 'kserve',
  });
  const findings = [
    finding('rows are not taken', 'send tensors'),
    finding('cells are not filled', 'send tensors'),
    finding('no bucket', 'name yours', 'note'),
  ];
  expect(findingLines({ findings })).toEqual([
    '',
    'kserve',
    '  warning  rows are not taken',
    '  warning  cells are not filled',
    '        -> send tensors',
    '  note     no bucket',
    '        -> name yours',
  ]);
});

import { expect, it } from 'vitest';
import type { DriftWindow } from '../../../app/api/schemas/drift.ts';
import { lastFull, stretches } from '../../../app/drift/alerts/rule.ts';

/** One character a window: R the reference, 1 it holds, 0 it does not, . no rows. */
function found(text: string): string[] {
  const windows = [...text].map((mark, w): DriftWindow => ({
    start: `day ${String(w)}`,
    end: null,
    firstRow: null,
    lastRow: null,
    rows: mark === '.' ? 0 : 9,
    used: mark === '.' ? 0 : 9,
    reference: mark === 'R',
  }));
  return stretches(windows, (w) => text[w] === '1').map(
    ({ from, to, active, since }) => `${String(from)}-${String(to)} ${since}${active ? ' active' : ''}`,
  );
}

it.each([
  ['a single window is no finding', 'RR0100', []],
  ['two in a row are, from the first of them on', 'RR011', ['3-4 day 3 active']],
  ['one window without it does not end it', 'RR11011', ['2-6 day 2 active']],
  ['two do', 'RR1100', ['2-3 day 2']],
  ['empty windows are passed over', 'RR1..1', ['2-5 day 2 active']],
  ['the only window there is is enough', 'R1', ['1-1 day 1 active']],
  ['it may come again', 'R110011', ['1-2 day 1', '5-6 day 5 active']],
  ['one window in the middle of none is not a beginning', 'R10101', []],
  ['of very many windows two in a row come by chance', `R${'0'.repeat(79)}110`, []],
  ['and three do not', `R${'0'.repeat(79)}11100`, ['80-82 day 80 active']],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});

it.each([
  ['the last one, where it has as many rows as the others', [90, 100, 110, 95], [1, 2, 3], 3],
  ['the one before it, where the last has only just begun', [90, 100, 110, 5], [1, 2, 3], 2],
  ['the fullest, where all of them are thin', [100, 100, 100, 5, 9, 4], [3, 4, 5], 4],
  ['the only one', [100, 3], [1], 1],
])('what is said of a stretch is said of %s', (_, used, some, expected) => {
  const windows = used.map((rows) => ({ used: rows }) as DriftWindow);
  expect(lastFull(windows, some)).toBe(expected);
});

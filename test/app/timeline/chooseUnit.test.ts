import { describe, expect, it } from 'vitest';
import { chooseUnit } from '../../../app/timeline/chooseUnit.ts';
import { planTimeline } from '../../../app/timeline/timelinePlan.ts';
import { WINDOW_LIMIT } from '../../../app/timeline/windows.ts';

const day = 86_400_000;
const span = (days: number): { start: number; end: number } => ({
  start: Date.UTC(2001, 0, 1),
  end: Date.UTC(2001, 0, 1) + days * day - 1,
});

describe('the window unit is chosen', () => {
  it.each([
    [30, 1_000_000, 'day'],
    [120, 1_000_000, 'week'],
    [1000, 1_000_000, 'month'],
    [8 * 365, 10_000, 'quarter'],
    [30 * 365, 1_000_000, 'year'],
  ])('over %d days with %d rows: %s', (days, rows, unit) => {
    expect(chooseUnit(span(days), rows)).toBe(unit);
  });

  it('coarser where a finer unit would leave too few rows a window', () => {
    expect(chooseUnit(span(30), 200)).toBe('week');
    expect(chooseUnit(span(3 * 365), 300)).toBe('quarter');
  });

  it('by rows without times, and when everything happened within a few days', () => {
    expect(chooseUnit(null, 10_000)).toBe('rows:500');
    expect(chooseUnit(span(1), 1_000_000)).toBe('rows:50000');
    expect(chooseUnit({ start: NaN, end: NaN }, 240)).toBe('rows:10');
    expect(chooseUnit(null, 0)).toBe('rows:1');
    expect(chooseUnit(null, 7)).toBe('rows:1');
  });

  it('by rows where one wrong date makes more years than can be drawn', () => {
    const wrong = { start: Date.UTC(2024, 0, 1), end: Date.UTC(9999, 11, 31) };
    expect(chooseUnit(wrong, 600)).toBe('rows:25');
    expect(() => planTimeline({ unit: 'month', span: wrong, rows: 600 })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Choose windows by rows, for instance rows:1000.') }),
    );
    expect(() => planTimeline({ unit: 'rows:1', span: wrong, rows: 6000 })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Choose wider windows: rows:3 fits.') }),
    );
  });

  it('never so that there are more than sixty windows, up to sixty years', () => {
    for (const days of [5, 17, 59, 61, 200, 420, 900, 1500, 5000, 12_000, 21_000]) {
      for (const rows of [10, 1000, 1e6]) {
        const unit = chooseUnit(span(days), rows);
        expect(planTimeline({ unit, span: span(days), rows }).windowCount).toBeLessThanOrEqual(60);
      }
    }
  });
});

describe('a timeline plan', () => {
  it('says when the unit was chosen and not asked for', () => {
    expect(planTimeline({ unit: 'auto', span: span(30), rows: 5000 })).toMatchObject({ unit: 'day', auto: true });
    expect(planTimeline({ unit: 'day', span: span(30), rows: 5000 })).toMatchObject({ auto: false, windowCount: 30 });
  });

  it('counts windows by rows, the last one possibly shorter', () => {
    expect(planTimeline({ unit: 'rows:300', span: null, rows: 1000 })).toMatchObject({ windowCount: 4, edges: null });
    expect(planTimeline({ unit: 'rows:300', span: null, rows: 0 }).windowCount).toBe(0);
  });

  it.each([
    ['month', null, 'time'],
    ['rows:0', span(3), 'rows:N'],
    ['fortnight', span(3), 'rows:N'],
  ])('for "%s" over %o is refused with a hint', (unit, over, hint) => {
    expect(() => planTimeline({ unit, span: over, rows: 10 })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', hint: expect.stringContaining(hint) as string }),
    );
  });

  it('is refused when it would make more windows than can be drawn', () => {
    expect(() => planTimeline({ unit: 'rows:1', span: null, rows: WINDOW_LIMIT + 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

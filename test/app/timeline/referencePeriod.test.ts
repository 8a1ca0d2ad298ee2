import { describe, expect, it } from 'vitest';
import type { TimelineWindow } from '../../../app/api/schemas/runs.ts';
import { inReference, suggestReference } from '../../../app/timeline/referencePeriod.ts';

function windows(labelled: number[]): TimelineWindow[] {
  return labelled.map((count, i) => ({
    start: `200${i}-01-01T00:00:00.000Z`,
    end: `200${i + 1}-01-01T00:00:00.000Z`,
    firstRow: null,
    lastRow: null,
    rows: count,
    labelled: count,
    metrics: {},
  }));
}

describe('the reference period', () => {
  it('is suggested as the first windows with a fifth of the labelled rows', () => {
    expect(suggestReference(windows([0, 10, 10, 30, 50]))).toEqual({
      start: '2001-01-01T00:00:00.000Z',
      end: '2003-01-01T00:00:00.000Z',
    });
  });

  it('never takes in the last window with labels', () => {
    expect(suggestReference(windows([1, 100, 0]))).toEqual({
      start: '2000-01-01T00:00:00.000Z',
      end: '2001-01-01T00:00:00.000Z',
    });
  });

  it.each([[[]], [[5]], [[0, 7, 0]]])('is not suggested from labelled rows %o', (labelled) => {
    expect(suggestReference(windows(labelled))).toBeNull();
  });

  it('is not suggested for windows without times', () => {
    expect(suggestReference(windows([5, 5]).map((window) => ({ ...window, start: null, end: null })))).toBeNull();
  });

  it('holds the windows that lie in it as a whole', () => {
    const reference = { start: '2001-01-01', end: '2003-01-01' };
    expect(windows([1, 1, 1, 1]).map((window) => inReference(window, reference))).toEqual([false, true, true, false]);
    expect(windows([1, 1]).map((window) => inReference(window, null))).toEqual([false, false]);
  });
});

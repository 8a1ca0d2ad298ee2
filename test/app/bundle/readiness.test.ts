// The ML Test Score: points, statements, waivers, and what evidence does to each test.
import { describe, expect, it } from 'vitest';
import type { ReadinessFacts, ReadinessReport } from '../../../app/api/schemas/readiness.ts';
import { judgeReadiness, requireTest } from '../../../app/bundle/readiness/judgeReadiness.ts';
import { readinessPage } from '../../../app/bundle/readiness/readinessPage.ts';

const interval = (value: number, width = 0.02) => ({ value, low: value - width, high: value + width });

/** A project in which everything was looked at and is fine. */
const complete: ReadinessFacts = {
  run: { id: 'run', complete: true, rows: 1000, labelled: 900, hasNote: true, batchDependent: false, fatalRows: 0 },
  beyondDummy: { metric: 'rocAuc', value: interval(0.8), dummy: 0.5, higherIsBetter: true, strategy: 'always "no"' },
  features: 8,
  leftOut: 3,
  leaks: [],
  quality: { outcome: 'pass', fail: 0, warn: 0 },
  importance: { measured: 8, useless: [] },
  slices: [{ name: 'small aircraft', value: interval(0.79), labelled: 200 }],
  weakSlices: { found: 0, tested: 300 },
  headline: { metric: 'rocAuc', value: interval(0.8), higherIsBetter: true },
  windows: [interval(0.82), interval(0.8), interval(0.81)].map((value) => ({ start: null, value })),
  stress: { corruptions: 20, grade: 'B', state: 'complete' },
  lint: { fail: 0, warn: 1, checks: 9 },
  drift: { action: 'wait', headline: 'Nothing to do.', columns: 8 },
  retrained: 1,
  decided: 1,
  rowTests: 4,
  otherBundles: 1,
  deployed: { rows: 5000, labelled: 400, value: interval(0.79) },
  load: { ratePerSecond: 400, p99Ms: 20, machine: '2 cores' },
};

const nothing: ReadinessFacts = {
  ...complete,
  run: { ...complete.run, labelled: 900, hasNote: false },
  beyondDummy: null,
  quality: null,
  importance: null,
  slices: [],
  weakSlices: null,
  headline: null,
  windows: [],
  stress: null,
  lint: null,
  drift: null,
  retrained: 0,
  decided: 0,
  rowTests: 0,
  otherBundles: 0,
  deployed: null,
  load: null,
};

const state = (report: ReadinessReport, id: string): string | undefined => report.tests.find((test) => test.id === id)?.state;

describe('the score', () => {
  it('has four sections of seven tests, each with a name of its own', () => {
    const { tests, sections } = judgeReadiness(complete, {});
    expect(sections.map(({ id }) => tests.filter(({ section }) => section === id).length)).toEqual([7, 7, 7, 7]);
    expect(new Set(tests.map(({ id }) => id)).size).toBe(28);
  });

  it('is that of the weakest section: what only a person can say is missing from a project where all else is there', () => {
    const report = judgeReadiness(complete, {});
    // Of the data, cost, privacy and new features; of the model, tuning, inclusion and half of the review.
    expect(report.sections.map(({ points }) => points)).toEqual([4, 4.5, 7, 6.5]);
    expect([report.score, report.ok]).toEqual([4, true]);
    const stated = judgeReadiness(complete, { cost: 'free', privacy: 'no persons', 'new-features': 'one file', tuned: 'grid' });
    expect(stated.sections.map(({ points }) => points)).toEqual([5.5, 5, 7, 6.5]);
    expect(state(stated, 'cost')).toBe('stated');
  });

  it('gives nothing for what was not looked at, and says what would raise it', () => {
    const report = judgeReadiness(nothing, {});
    expect(report.ok).toBe(true);
    for (const { state: of, points, next } of report.tests) {
      if (of === 'unknown') expect([points, next]).toEqual([0, expect.stringMatching(/\w/)]);
    }
    expect(report.tests.filter(({ state: of }) => of === 'unknown').length).toBeGreaterThan(12);
  });

  it.each<[string, Partial<ReadinessFacts>]>([
    ['meta-requirements', { leaks: ['Cost Repair'] }],
    ['schema', { quality: { outcome: 'fail', fail: 2, warn: 0 } }],
    ['simpler-model', { beyondDummy: { ...complete.beyondDummy!, value: interval(0.51) } }],
    [
      'simpler-model',
      { beyondDummy: { metric: 'rmse', value: interval(5, 1), dummy: 5.5, higherIsBetter: false, strategy: 'mean' } },
    ],
    ['slices', { slices: [{ name: 'large', value: interval(0.6), labelled: 90 }] }],
    ['offline-online', { deployed: { rows: 10, labelled: 9, value: interval(0.6) } }],
    ['model-tests', { lint: { fail: 1, warn: 0, checks: 9 } }],
    ['validated', { run: { ...complete.run, labelled: 0 } }],
    ['skew', { run: { ...complete.run, batchDependent: true } }],
    ['stale', { drift: { action: 'retrain', headline: 'Retrain.', columns: 8 } }],
    ['numerically-stable', { run: { ...complete.run, fatalRows: 1 } }],
    [
      'quality-kept',
      { deployed: null, windows: [interval(0.9), interval(0.8), interval(0.7)].map((value) => ({ start: null, value })) },
    ],
  ])('fails %s where the evidence speaks against it, until that is waived with a reason', (id, change) => {
    const facts = { ...complete, ...change };
    const report = judgeReadiness(facts, {});
    expect([state(report, id), report.ok]).toEqual(['failed', false]);
    const failed = report.tests.filter((test) => test.state === 'failed').map((test) => test.id);
    const waived = judgeReadiness(facts, Object.fromEntries(failed.map((test) => [test, 'known, and accepted'])));
    expect([state(waived, id), waived.ok, waived.score]).toEqual(['waived', true, report.score]);
  });

  it('does not count a slice or window as worse whose interval reaches the figure of all rows', () => {
    const wide = judgeReadiness({ ...complete, slices: [{ name: 'few', value: interval(0.6, 0.3), labelled: 9 }] }, {});
    expect(state(wide, 'slices')).toBe('passed');
  });

  it('knows its tests by name', () => {
    expect(() => requireTest('privacy')).not.toThrow();
    expect(() => requireTest('constructor')).toThrow(/There is no test "constructor"/);
  });

  it('is a page on which nothing of a statement becomes markup', () => {
    const page = readinessPage('strikes', judgeReadiness(complete, { cost: '<script>alert(1)</script>' }));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('<script');
    expect(page).toContain('ML Test Score 4.5 of 7');
  });
});

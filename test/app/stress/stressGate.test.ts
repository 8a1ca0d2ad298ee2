import { describe, expect, it } from 'vitest';
import type { StressReport } from '../../../app/api/schemas/stress.ts';
import { evaluateStressGate, StressGateFile } from '../../../app/stress/stressGate.ts';

const band = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
const none = { value: null, low: null, high: null };
const severity = (at: number, accuracy: number) => ({
  severity: at,
  amount: at,
  meaning: `${String(at)} % of the cells missing`,
  metrics: { accuracy: band(accuracy) },
  score: band(accuracy),
  flipRate: band(0.2),
  answered: 10,
  unanswered: 0,
});
const report = {
  corruptions: [
    { name: 'missing', severities: [severity(1, 0.9), severity(3, 0.7)] },
    { name: 'noise', severities: [{ ...severity(3, 0.7), metrics: {}, score: none, refused: 'It does not take text.' }] },
  ],
  grade: { score: 72.3, letter: 'C', meaning: '' },
} as unknown as StressReport;

const judged = (gate: unknown) => evaluateStressGate(StressGateFile.parse(gate), report).checks;

describe('the gate of a stress run', () => {
  it('judges figures at a severity, by either end of their interval', () => {
    const gate = {
      stress: {
        missing: [
          { at: 3, accuracy: { min: 0.65 }, flipRate: { max: 0.25 } },
          { at: 1, accuracy: { min: 0.85, bound: 'low' }, agreement: { min: 0.75, bound: 'value' } },
        ],
      },
      grade: { min: 70 },
    };
    const verdict = evaluateStressGate(StressGateFile.parse(gate), report);
    expect(verdict.ok).toBe(false);
    expect(verdict.checks.map(({ corruption, at, figure, ok }) => [corruption, at, figure, ok])).toEqual([
      ['missing', 3, 'accuracy', true],
      ['missing', 3, 'flipRate', true],
      ['missing', 1, 'accuracy', false],
      ['missing', 1, 'agreement', true],
      [null, null, 'grade', true],
    ]);
    expect(verdict.checks[0]).toMatchObject({ limit: 'at least 0.65', detail: 'accuracy = 0.700 with 3 % of the cells missing' });
    expect(verdict.checks[2]?.limit).toBe('at least 0.85 (low end of the interval)');
  });

  it('does not pass what was not shown: not reached, refused, undefined', () => {
    expect(judged({ stress: { missing: { at: 5, accuracy: { min: 0 } } } })[0]).toMatchObject({ ok: false, value: null });
    const [refused] = judged({ stress: { noise: { at: 3, accuracy: { min: 0 } } } });
    expect(refused).toMatchObject({ ok: false, detail: 'no value: It does not take text.' });
    expect(judged({ stress: { missing: { at: 3, rocAuc: { min: 0 } } } })[0]?.ok).toBe(false);
  });

  it.each([
    [
      'a corruption that there is not',
      { stress: { mising: { at: 3, accuracy: { min: 1 } } } },
      /no corruption of this name\. Corruptions: .*missing/,
    ],
    ['a severity that there is not', { stress: { missing: { at: 6, accuracy: { min: 1 } } } }, /6|5|small|big/i],
    ['a figure that there is not', { stress: { missing: { at: 3, acuracy: { min: 1 } } } }, /acuracy/],
    ['a rule without a figure', { stress: { missing: { at: 3 } } }, /limits no figure/],
    ['a limit without an end', { stress: { missing: { at: 3, accuracy: {} } } }, /neither min nor max/],
    ['a gate without a rule', {}, /no rule/],
    ['a gate of another command', { accuracy: { min: 0.8 } }, /accuracy/],
  ])('refuses %s', (_name, gate, message) => {
    const { error } = StressGateFile.safeParse(gate);
    expect(JSON.stringify(error?.issues)).toMatch(message);
  });
});

import { describe, expect, it } from 'vitest';
import type { CorruptionScore } from '../../../app/api/schemas/stress.ts';
import { gradeOf, keptShare } from '../../../app/stress/grade.ts';

const severities = (values: (number | null)[], answered = 100): CorruptionScore['severities'] =>
  values.map((value, i) => ({
    severity: i + 1,
    amount: i,
    meaning: '',
    metrics: {},
    score: { value, low: null, high: null },
    flipRate: { value: null, low: null, high: null },
    answered,
    unanswered: 100 - answered,
  }));
const about = { clean: 0.9, dummy: 0.5, higherIsBetter: true, answered: 100, dummyWords: 'always "no"' };

describe('the grade', () => {
  it('is the mean share that is kept of what lies between dummy and clean', () => {
    const grade = gradeOf(
      [
        { family: 'missing', severities: severities([0.9, 0.9, 0.9, 0.9, 0.9]) },
        // 1, 0.75, 0.5, 0 (worse than the dummy counts as the dummy), 0 (undefined)
        { family: 'values', severities: severities([0.95, 0.8, 0.7, 0.3, null]) },
      ],
      about,
    );
    expect(grade?.score).toBeCloseTo(100 * ((1 + 2.25 / 5) / 2), 9);
    expect(grade?.letter).toBe('C');
    expect(grade?.meaning).toBe(
      'It keeps 72 % of what it can do beyond always "no", on average over 2 kinds of damage and their severities.',
    );
  });

  it('is not told to keep what the next letter begins at', () => {
    const grade = gradeOf([{ family: 'missing', severities: severities([0.8199]) }], about);
    expect([grade?.letter, grade?.meaning]).toEqual(['C', expect.stringContaining('It keeps 79 % of')]);
  });

  it('counts rows without an answer as lost', () => {
    expect(gradeOf([{ family: 'missing', severities: severities([0.9], 40) }], about)?.score).toBeCloseTo(40, 9);
  });

  it('goes the other way for losses', () => {
    const loss = { ...about, clean: 2, dummy: 6, higherIsBetter: false };
    expect(gradeOf([{ family: 'missing', severities: severities([3]) }], loss)?.score).toBeCloseTo(75, 9);
    expect(keptShare(1.5, { clean: 2, dummy: 6, answered: 1 })).toBe(1);
  });

  it('does not count wrong labels, which damage the test and not the model', () => {
    const kinds = [
      { family: 'labels' as const, severities: severities([0.5]) },
      { family: 'text' as const, severities: severities([0.9]) },
    ];
    expect(gradeOf(kinds, about)?.score).toBe(100);
  });

  it('is none where there is nothing to keep', () => {
    const kinds = [{ family: 'text' as const, severities: severities([0.9]) }];
    expect(gradeOf(kinds, { ...about, dummy: 0.9 })).toBeNull();
    expect(gradeOf(kinds, { ...about, dummy: null })).toBeNull();
    expect(gradeOf([], about)).toBeNull();
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findLabelIssues, rankedLabelIssues } from '../../../app/metrics/labelIssues.ts';

interface Case {
  name: string;
  classCount: number;
  labels: number[];
  scores: number[];
  thresholds: number[];
  counts: number[][];
  confidentJoint: number[][];
  isIssue: number[];
  ranked: number[];
  rankedBySelfConfidence: number[];
  selfConfidence: number[];
  normalizedMargin: number[];
}

/** Written by test/reference/labelIssues.py with cleanlab. */
const cases = JSON.parse(readFileSync(new URL('../../reference/labelIssues.json', import.meta.url), 'utf8')) as Case[];

const small = {
  rowCount: 5,
  actual: Int32Array.of(0, 0, 1, 1, 2),
  scores: Float64Array.of(0.9, 0.1, 0, 0.6, 0.2, 0.2, 0.3, 0.3, 0.4, 0.1, 0.1, 0.8, 0.4, 0.5, 0.1),
};

describe('likely wrong labels', () => {
  test.each(cases)('are those of cleanlab: $name', (one) => {
    const found = findLabelIssues(
      { rowCount: one.labels.length, actual: Int32Array.from(one.labels), scores: Float64Array.from(one.scores) },
      one.classCount,
    );
    expect(found.counts).toEqual(one.counts);
    expect(found.confidentJoint).toEqual(one.confidentJoint);
    expect(Array.from(found.isIssue)).toEqual(one.isIssue);
    expect(found.issues).toBe(one.isIssue.reduce((sum, is) => sum + is, 0));
    expect(rankedLabelIssues(found)).toEqual(one.ranked);
    expect(rankedLabelIssues(found, 'selfConfidence')).toEqual(one.rankedBySelfConfidence);
    one.thresholds.forEach((value, k) => expect(found.thresholds[k]).toBeCloseTo(value, 12));
    one.selfConfidence.forEach((value, row) => expect(found.selfConfidence[row]).toBeCloseTo(value, 12));
    one.normalizedMargin.forEach((value, row) => expect(found.normalizedMargin[row]).toBeCloseTo(value, 12));
  });

  test('the published case of cleanlab: thresholds, joint and scores', () => {
    const found = findLabelIssues(small, 3);
    expect(Array.from(found.thresholds, (value) => Number(value.toFixed(12)))).toEqual([0.75, 0.2, 0.1]);
    expect(found.counts).toEqual([
      [2, 0, 0],
      [0, 1, 2],
      [0, 1, 1],
    ]);
    expect(Array.from(found.selfConfidence)).toEqual([0.9, 0.6, 0.3, 0.1, 0.1]);
    expect(Array.from(found.normalizedMargin, (value) => Number(value.toFixed(12)))).toEqual([0.9, 0.7, 0.45, 0.15, 0.3]);
  });

  test('rows without a label, with one the model does not know, or without scores are not judged and change nothing', () => {
    const found = findLabelIssues(
      {
        rowCount: 8,
        actual: Int32Array.of(-1, ...small.actual, -2, 1),
        scores: Float64Array.of(0, 0, 1, ...small.scores, 1, 0, 0, NaN, NaN, NaN),
      },
      3,
    );
    const without = findLabelIssues(small, 3);
    expect(found.judged).toBe(5);
    expect(found.confidentJoint).toEqual(without.confidentJoint);
    expect(Array.from(found.isIssue)).toEqual([0, ...without.isIssue, 0, 0]);
    expect([found.selfConfidence[0], found.selfConfidence[6], found.likely[7]]).toEqual([NaN, NaN, -1]);
  });

  test('no rows at all: nothing is found', () => {
    const found = findLabelIssues({ rowCount: 0, actual: new Int32Array(0), scores: new Float64Array(0) }, 2);
    expect([found.judged, found.issues]).toEqual([0, 0]);
    expect(rankedLabelIssues(found)).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { alertMarks, alertsWithin, alertText, markColour, type TimedAlert } from '../../renderer/src/charts/alertMarks.ts';

const month = (m: number): number => Date.UTC(2020, m, 1);
const months = Array.from({ length: 4 }, (_, m) => ({ from: month(m), to: month(m + 1) }));

function alert(rule: string, first: number, end: number | null, severity: TimedAlert['severity'] = 'warning'): TimedAlert {
  return {
    rule,
    title: rule,
    severity,
    since: new Date(month(first)).toISOString(),
    from: first,
    to: first,
    active: end === null,
    column: null,
    detail: '',
    action: 'look',
    start: new Date(month(first)).toISOString(),
    end: end === null ? null : new Date(month(end)).toISOString(),
  };
}

it('alerts that begin in one window are one mark, the gravest first; notes and those of other times are none', () => {
  const alerts = [
    alert('b', 1, 2),
    alert('a', 1, null, 'alarm'),
    alert('note', 2, 3, 'info'),
    alert('later', 3, null),
    alert('before', -5, -4),
  ];
  const marks = alertMarks(alerts, months);
  expect(marks.map(({ index, alerts: found }) => [index, found.map(({ rule }) => rule)])).toEqual([
    [1, ['a', 'b']],
    [3, ['later']],
  ]);
  expect(marks.map(markColour)).toEqual(['var(--bad)', 'var(--warn)']);
});

it('an alert holds in every window that it reaches into, whatever the length of windows', () => {
  const alerts = [alert('short', 1, 2), alert('open', 2, null), alert('whole', 0, 4)];
  const names = months.map((window) => alertsWithin(alerts, window).map(({ rule }) => rule));
  expect(names).toEqual([['whole'], ['short', 'whole'], ['open', 'whole'], ['open', 'whole']]);
  expect(alertsWithin(alerts, { from: month(1) + 86_400_000, to: month(1) + 2 * 86_400_000 }).length).toBe(2);
});

it('without times there is nowhere to draw an alert', () => {
  expect(alertMarks([{ ...alert('a', 1, null), start: null }], months)).toEqual([]);
});

it('names its column, or its figure', () => {
  const text = (rule: string, title: string, column: string | null): string =>
    alertText({ rule, title, column, detail: 'Accuracy 0.7 (0.6 to 0.8), in the reference 0.9' });
  expect(text('missingCells', 'Cells are missing', 'Speed')).toBe('Cells are missing: Speed');
  expect(text('inputDrift', 'Inputs drift', null)).toBe('Inputs drift');
  expect(text('metricDrop', 'The model got worse', null)).toBe(
    'The model got worse: Accuracy 0.7 (0.6 to 0.8), in the reference 0.9',
  );
});

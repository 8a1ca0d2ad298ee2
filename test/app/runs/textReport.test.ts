import { describe, expect, it } from 'vitest';
import type { RunReport, TimelineWindow } from '../../../app/api/schemas/runs.ts';
import { figure, textReport } from '../../../app/runs/textReport.ts';

const interval = (value: number, half: number): { value: number; low: number; high: number } => ({
  value,
  low: value - half,
  high: value + half,
});

function quarter(index: number, rows: number, accuracy: number | null): TimelineWindow {
  const at = (number: number): string => new Date(Date.UTC(1995, number * 3, 1)).toISOString();
  return {
    start: at(index),
    end: at(index + 1),
    firstRow: null,
    lastRow: null,
    rows,
    labelled: rows,
    metrics: { accuracy: accuracy === null ? { value: null, low: null, high: null } : interval(accuracy, 0.05) },
  };
}

const report: RunReport = {
  rows: 300,
  labelled: 290,
  metrics: { accuracy: interval(0.9, 0.03), rocAuc: interval(0.75, 0.06) },
  confusion: {
    labels: ['no', 'yes', 'maybe'],
    counts: [
      [250, 10, 0],
      [15, 13, 0],
      [2, 0, 0],
    ],
  },
  baseline: { strategy: 'always "no", the most frequent class', metrics: { accuracy: interval(0.897, 0.03) } },
  unknownLabels: [{ label: 'maybe', count: 2 }],
  task: 'binary',
  positive: 'yes',
  provider: 'cpu',
  model: { name: 'damage', path: '/m.onnx', sha256: 'a'.repeat(64), runSha256: 'a'.repeat(64) },
  data: { name: 'strikes.csv', paths: ['/strikes.csv'], sha256: 'b'.repeat(64) },
  timeline: {
    unit: 'quarter',
    auto: true,
    windows: [quarter(0, 100, 0.95), quarter(1, 0, null), quarter(2, 200, 0.8)],
    rowsWithoutTime: 3,
    rowsWithoutLabel: 10,
    reference: { start: '1995-01-01T00:00:00.000Z', end: '1995-04-01T00:00:00.000Z' },
  },
  timing: { readMs: 1, prepareMs: 1, inferMs: 1, writeMs: 1, metricsMs: 1, totalMs: 1200, rowsPerSecond: 250 },
  warnings: [{ code: 'x', message: 'Two rows have a label the model does not know.' }],
};

describe('the report for the terminal', () => {
  const text = textReport(report, { width: 100 });
  const lines = text.split('\n');

  it('says what ran, with every figure, its interval and the baseline beside it', () => {
    expect(lines.slice(0, 2)).toEqual([
      'damage on strikes.csv',
      'binary · 300 rows, 290 labelled · ran on cpu · 1.2 s, 250 rows/s',
    ]);
    expect(text).toMatch(/accuracy +0\.900 +0\.870 – 0\.930 +0\.897/);
    expect(text).toMatch(/rocAuc +0\.750 +0\.690 – 0\.810 +–/);
    expect(text).toContain('Two rows have a label');
  });

  it('says nothing of a speed where nothing ran, as for what was read off a log', () => {
    const logged = { ...report, provider: 'deployed bundle', timing: { ...report.timing, totalMs: 0, rowsPerSecond: 0 } };
    expect(textReport(logged).split('\n')[1]).toBe('binary · 300 rows, 290 labelled · ran on deployed bundle');
  });

  it('says which columns the figures rest on and which labels were read as another text', () => {
    const told = textReport({
      ...report,
      columns: { target: 'Damage', time: 'When', id: null, weight: 'w' },
      labels: { Y: 'yes', N: 'no' },
    }).split('\n');
    expect(told.slice(2, 4)).toEqual(['columns: target Damage · time When · weight w', 'labels: "Y" as "yes", "N" as "no"']);
  });

  it('shows the confusion table with the labels only the data have', () => {
    expect(text).toMatch(/actual \\ predicted +no +yes/);
    expect(text).toMatch(/maybe +2 +0/);
  });

  it('draws a line a window: interval, value, rows; gaps stay gaps', () => {
    const first = lines.find((line) => line.includes('1995-Q1')) ?? '';
    const gap = lines.find((line) => line.includes('1995-Q2')) ?? '';
    const last = lines.find((line) => line.includes('1995-Q3')) ?? '';
    expect(first).toMatch(/^▏1995-Q1 │ *─+●─+ *│ 0\.950 \[0\.900, 1\] +▇+ +100$/);
    expect(last).toMatch(/^ 1995-Q3 │ *─+●─+ +│ 0\.800 \[0\.750, 0\.850\] +▇{10} 200$/);
    expect(gap).toMatch(/^ 1995-Q2 │ +│ no labels +0$/);
    expect(last.indexOf('●')).toBeLessThan(first.indexOf('●'));
    expect(text).toContain('3 rows have no time · 10 rows have no label');
  });

  it('without labels says so and shows what was predicted instead of empty tables', () => {
    const predictedCounts = [
      { label: 'no', count: 280 },
      { label: 'yes', count: 20 },
    ];
    const lines = textReport({ ...report, labelled: 0, predictedCounts, warnings: [] }).split('\n');
    expect(lines.slice(3)).toEqual([
      'No row has a label, so accuracy cannot be measured. Name the column with the true answers as target.',
      '',
      'predicted  rows',
      'no          280',
      'yes          20',
    ]);
  });

  it('is plain ASCII where that is asked for', () => {
    expect(textReport(report, { unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('fits into a narrow terminal', () => {
    const wide = textReport({ ...report, warnings: [] }, { width: 70 })
      .split('\n')
      .filter((line) => line.includes('1995-Q'));
    for (const line of wide) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('writes numbers with sensible digits', () => {
    expect([0.12345, 0.00012, 12.3456, 123456.7, 0, null].map(figure)).toEqual(['0.123', '1.2e-4', '12.35', '123,457', '0', '–']);
  });
});

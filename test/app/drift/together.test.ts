// What no column shows alone, and the reference weighted to look like a window.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DriftReport, DriftSettings } from '../../../app/api/schemas/drift.ts';
import type { Metrics } from '../../../app/api/schemas/runs.ts';
import { runDrift } from '../../../app/drift/runDrift.ts';
import { weightedReference } from '../../../app/drift/together/weightedReference.ts';
import type { ComparedPredictions } from '../../../app/drift/comparedPredictions.ts';
import type { WatchedMetrics } from '../../../app/drift/watchedMetrics.ts';
import { textDrift } from '../../../app/drift/textDrift.ts';
import type { DomainClassification } from '../../../app/timeline/estimates/domainClassifier.ts';
import { tempFiles } from '../data/tempFiles.ts';
import { steadyMonths, turningMonths } from './tables.ts';

const files = await tempFiles();

async function compare(name: string, sql: string, settings: Partial<DriftSettings> = {}): Promise<DriftReport> {
  await files.sql(`COPY (${sql}) TO '$DIR/${name}.parquet' (FORMAT parquet)`);
  return runDrift({
    data: await files.open(join(files.folder, `${name}.parquet`)),
    mapping: null,
    runPath: null,
    validationDir: null,
    reference: null,
    period: null,
    settings: DriftSettings.parse({ window: 'month', ...settings }),
    cacheDir: files.cacheDir,
  });
}

describe('columns that turn against each other while each stays as it was', async () => {
  const report = await compare('turning', turningMonths(400));
  const [classifier, pca] = report.together ?? [];

  it('no column drifts alone', () => {
    for (const { windows } of report.columns) {
      expect(windows.filter(({ verdict }) => verdict === 'drift').length).toBeLessThan(2);
    }
  });

  it('both methods find the month, and no other', () => {
    for (const told of [classifier, pca]) {
      expect(told?.windows.map(({ verdict }) => verdict === 'drift')).toEqual([...Array(6).fill(false), ...Array(6).fill(true)]);
    }
    // Of the reference there is nothing to tell from itself.
    expect(classifier?.windows.map(({ value }) => value === null)).toEqual(report.windows.map(({ reference }) => reference));
    expect(classifier?.overall.value).toBeGreaterThan(0.75);
    expect(classifier?.windows[11]?.low).toBeGreaterThan(0.8);
  });

  it('is an alert of its own, and a reason to look', () => {
    expect(report.alerts.find(({ rule }) => rule === 'togetherDrift')).toMatchObject({
      from: 6,
      active: true,
      severity: 'warning',
    });
    expect(report.verdict.action).toBe('look');
    expect(textDrift(report)).toMatch(/All 2 columns together\n.*\n {2}domain classifier, ROC AUC +drift +···█+ /);
  });

  it('is not told by presets whose peers do not tell it', async () => {
    const { together } = await compare('turning', turningMonths(400), { preset: 'nannyml' });
    expect(together).toBeUndefined();
  });
});

it('months that never change do not drift together either', async () => {
  const { together, alerts } = await compare('still', steadyMonths(400));
  expect(together?.flatMap(({ windows }) => windows.filter(({ verdict }) => verdict === 'drift'))).toEqual([]);
  expect(alerts).toEqual([]);
});

it('noise in many columns and few rows is no drift; with two columns that have nothing in common there is nothing to rebuild', async () => {
  const noise = (columns: number): string =>
    `SELECT TIMESTAMP '2020-01-01' + to_days(i) AS at, ${Array.from({ length: columns }, (_, c) => `hash(i * 31 + ${String(c)}) % 1000003 AS c${String(c)}`).join(', ')} FROM range(720) t(i)`;
  const many = await compare('noise', noise(24), { window: 'quarter' });
  expect(many.together?.map(({ method }) => method)).toEqual(['domain-classifier', 'pca-reconstruction']);
  for (const { windows } of many.together ?? []) expect(windows.filter(({ verdict }) => verdict === 'drift')).toEqual([]);
  const two = await compare('two', noise(2), { window: 'quarter' });
  expect(two.together?.map(({ method }) => method)).toEqual(['domain-classifier']);
});

it('numbers without end and out of all bounds are compared as far as they can be', async () => {
  const wild = `SELECT TIMESTAMP '2020-01-01' + to_days(i) AS at, CASE i % 5 WHEN 0 THEN 'Infinity'::DOUBLE WHEN 1 THEN 1e308 WHEN 2 THEN -1e308 WHEN 3 THEN 'NaN'::DOUBLE ELSE i END AS wild,
    CASE WHEN i % 2 = 0 THEN 1e308 ELSE -1e308 END AS huge, hash(i) % 1009 AS calm FROM range(720) t(i)`;
  const report = await compare('wild', wild, { window: 'quarter' });
  expect(DriftReport.parse(JSON.parse(JSON.stringify(report))).columns.map(({ name }) => name)).toEqual(['wild', 'huge', 'calm']);
});

it('another unit is told of a few hundred rows, too', async () => {
  const unit = `SELECT TIMESTAMP '2020-01-01' + to_hours(i * 2) AS at, (-ln((hash(i) % 1000003 + 1) / 1000004.0)) * CASE WHEN i >= 2400 THEN 1000 ELSE 1 END AS load
    FROM range(4000) t(i)`;
  const { alerts, verdict } = await compare('unit', unit);
  expect(alerts.find(({ rule }) => rule === 'otherUnit')).toMatchObject({ column: 'load', active: true });
  expect(verdict.action).toBe('fix the data');
});

it('another scale of temperature is a fault of the data, which a factor alone would not show; a warmer season is none', async () => {
  const celsius = `12 + 8 * sqrt(-2 * ln((hash(i) % 1000003 + 1) / 1000004.0)) * cos(6.2831853 * (hash(i + 7919) % 1000003) / 1000003)`;
  const temperature = (later: string): string => `SELECT TIMESTAMP '2020-01-01' + to_hours(i * 2) AS at,
    CASE WHEN i >= 2556 THEN ${later} ELSE celsius END AS air FROM (SELECT i, ${celsius} AS celsius FROM range(4000) t(i))`;
  for (const [later, words] of [
    ['celsius * 1.8 + 32', 'degrees Celsius to Fahrenheit, ×1.8 + 32'],
    ['celsius + 273.15', 'degrees Celsius to kelvins, + 273.15'],
    ['(celsius - 32) / 1.8', 'degrees Fahrenheit to Celsius, (− 32) ÷ 1.8'],
  ] as const) {
    const { alerts, verdict, columns } = await compare('air', temperature(later));
    const detail = `air: values are as on another scale of temperature (${words}): another unit?; looks like another scale of temperature (${words}?)`;
    const alert = alerts.find(({ rule }) => rule === 'otherUnit');
    expect(alert).toMatchObject({ column: 'air', active: true, since: '2020-08-01T00:00:00.000Z' });
    expect(alert?.detail).toContain(detail);
    expect(verdict.action).toBe('fix the data');
    expect(columns[0]?.looksLike?.fit).toBeGreaterThan(0.9);
  }
  const { verdict, columns } = await compare('air', temperature('celsius + 20'));
  expect(columns[0]?.looksLike?.corruption).toBe('level-shift');
  expect(verdict.action).toBe('look');
});

describe('the reference weighted', () => {
  // The model is right on 90 of 100 rows of the first kind, and on 60 of 100 of the second.
  const wrong = (row: number): boolean => (row < 100 ? row % 10 === 0 : row % 5 < 2);
  const actual = Int32Array.from({ length: 200 }, (_, row) => row % 2);
  const predictions = {
    classes: ['no', 'yes'],
    positive: 1,
    actual,
    predicted: actual.map((label, row) => (wrong(row) ? 1 - label : label)),
    scores: null,
  } as unknown as ComparedPredictions;
  const reference = { accuracy: { value: 0.75, low: 0.68, high: 0.8 } } as unknown as Metrics;
  const figures = { reference, windows: [reference, reference] } as unknown as WatchedMetrics;
  /** As the classifier would tell a window that holds the share of rows of the second kind. */
  const told = (second: number): DomainClassification => {
    const of = (share: number, kind: number): number => (share * kind) / (share * kind + 0.5);
    const ofReference = Float64Array.from({ length: 200 }, (_, row) => of(row < 100 ? 1 - second : second, 1));
    return {
      rocAuc: 0.6,
      area: { value: 0.6, low: 0.5, high: 0.7 },
      pValue: 0.001,
      score: 0.2,
      drifted: false,
      ofReference,
      ofWindow: Float64Array.from({ length: 200 }, (_, row) => of(row < 200 * (1 - second) ? 1 - second : second, 1)),
    };
  };

  it('gives what the window is to be expected to have', () => {
    const places = Int32Array.from({ length: 200 }, (_, row) => row);
    const [accuracy, ...others] = weightedReference({
      predictions,
      places,
      figures,
      windows: [told(0.8), null],
      overall: told(0.5),
    });
    expect(others).toEqual([]);
    expect(accuracy).toMatchObject({ method: 'importance-weighting', metric: 'accuracy' });
    expect(accuracy?.value).toBeCloseTo(0.75, 12);
    expect(accuracy?.windows[0]?.value).toBeCloseTo(0.2 * 0.9 + 0.8 * 0.6, 12);
    expect(accuracy?.windows[1]?.value).toBeNull();
    expect(accuracy?.outsideSupport).toEqual([0, null]);
  });

  it('says nothing where the reference has next to no row like those of the window', () => {
    const ofReference = Float64Array.from({ length: 200 }, (_, row) => (row === 0 ? 0.9 : 1e-9));
    const rare = { ...told(0.5), ofReference, ofWindow: new Float64Array(200).fill(0.999) };
    const places = Int32Array.from({ length: 200 }, (_, row) => row);
    expect(weightedReference({ predictions, places, figures, windows: [rare], overall: rare })).toEqual([]);
  });
});

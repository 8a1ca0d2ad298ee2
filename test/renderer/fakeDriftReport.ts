import type { Interval } from '../../app/api/schemas/common.ts';
import type {
  DriftCell,
  DriftColumn,
  DriftEstimate,
  DriftReport,
  DriftSettings,
  DriftTogether,
} from '../../app/api/schemas/drift.ts';
import type { MetricName } from '../../app/api/schemas/runs.ts';
import type { SegmentTimeline } from '../../app/api/schemas/segments.ts';
import { Random } from '../../app/base/random.ts';

/** Twelve quarters, the first three of them the reference; the ninth is empty. */
const quarters = Array.from({ length: 12 }, (_, q) => new Date(Date.UTC(1995, 3 * q, 1)).toISOString());
const inReference = 3;
const empty = 8;
const rowsOf = (w: number): number => (w === empty ? 0 : 560 + ((w * 37) % 90));

interface Story {
  name: string;
  role: DriftColumn['role'];
  /** Category shares in the reference; left out = numbers. */
  labels?: string[];
  /** How far it strays in each window, as a multiple of the limit. */
  strays: (w: number) => number;
  missing?: (w: number) => number;
  damage?: number;
  changes?: string[];
}

const from = (first: number, size: number) => (w: number) => (w >= first ? size : 0.25);

const stories: Story[] = [
  {
    name: 'Wildlife Species',
    role: 'feature',
    labels: ['Gull', 'Mourning dove', 'Canada goose', 'all others'],
    strays: () => 0.3,
  },
  {
    name: 'Speed IAS in knots',
    role: 'feature',
    strays: from(6, 3.4),
    damage: 0.034,
    changes: ['values are about 1.852 times what they were: another unit?', 'median 241, before 130'],
  },
  {
    name: 'Aircraft Airline Operator',
    role: 'feature',
    labels: ['MILITARY', 'UNITED AIRLINES', 'SOUTHWEST AIRLINES', 'US AIRWAYS', 'all others'],
    strays: (w) => (w >= 9 ? 1.8 : w >= 5 ? 1.1 : 0.4),
    damage: 0.011,
    changes: ['new: “SOUTHWEST AIRLINES” (12.4 %)', '“MILITARY” 8.1 %, before 19.7 %'],
  },
  {
    name: 'When: Time (HHMM)',
    role: 'other',
    strays: () => 0.2,
    missing: (w) => (w >= 7 ? 1 : 0.12),
    changes: ['missing in 100.0 % of the rows, before in 12.0 %', 'no values at all any more'],
  },
  {
    name: 'Origin State',
    role: 'feature',
    labels: ['Texas', 'California', 'Florida', 'all others'],
    strays: (w) => (w === 10 ? 1.2 : 0.5),
    damage: 0.002,
  },
  { name: 'Phase of flight', role: 'feature', labels: ['Approach', 'Climb', 'Landing Roll'], strays: () => 0.35, damage: 0 },
  { name: 'Time of day', role: 'feature', labels: ['Day', 'Night', 'Dusk', 'Dawn'], strays: () => 0.15 },
  {
    name: 'prediction',
    role: 'prediction',
    labels: ['No damage', 'Some damage'],
    strays: (w) => (w >= 9 ? 1.3 : 0.5),
    changes: ['“Some damage” 11.2 %, before 6.4 %'],
  },
  { name: 'score of Some damage', role: 'score', strays: (w) => (w >= 9 ? 1.6 : 0.4), changes: ['median 0.31, before 0.22'] },
  { name: 'Effect Amount of damage', role: 'target', labels: ['No damage', 'Some damage'], strays: () => 0.2 },
];

const gap = { score: null, threshold: 0.1, pValue: null, adjusted: null, band: null, verdict: 'none' } as const;

function cellOf({ strays, missing, labels }: Story, w: number, rows: number): DriftCell {
  const method = labels ? 'Jensen-Shannon distance, base 2' : 'Wasserstein distance in standard deviations';
  const share = missing?.(w) ?? 0;
  const n = Math.round(rows * (1 - share));
  if (n === 0) return { n, missing: rows === 0 ? null : share, method, ...gap };
  const score = 0.1 * strays(w) * (1 + 0.04 * Math.sin(5 * w));
  const verdict = score >= 0.13 ? 'drift' : score >= 0.1 ? 'possible' : 'none';
  const pValue = verdict === 'drift' ? 0.0002 : verdict === 'possible' ? 0.021 : 0.38;
  return { n, missing: share, method, score, threshold: 0.1, pValue, adjusted: Math.min(1, pValue * 2.5), band: 0.042, verdict };
}

function shapeOf({ labels, strays }: Story): DriftColumn['shape'] {
  const random = new Random(7);
  if (labels) {
    const shares = (shift: number): number[] =>
      labels.map((_, i) => Math.round(600 / (1 + i) + (i === labels.length - 1 ? 240 * shift : 0)));
    return {
      edges: null,
      labels,
      reference: shares(0),
      windows: quarters.map((_, w) => (w === empty ? labels.map(() => 0) : shares(strays(w)))),
    };
  }
  const edges = Array.from({ length: 21 }, (_, i) => 15 * i);
  const hill = (center: number, rows: number): number[] =>
    edges.slice(1).map((edge) => Math.round((rows * Math.exp(-((edge - 7 - center) ** 2) / 2_400)) / 6 + 3 * random.uniform()));
  return {
    edges,
    labels: null,
    reference: hill(130, 1_800),
    windows: quarters.map((_, w) => hill(strays(w) > 1 ? 241 : 130, rowsOf(w))),
  };
}

function columnOf(story: Story): DriftColumn {
  const windows = quarters.map((_, w) => cellOf(story, w, rowsOf(w)));
  const since = windows.findIndex(
    (cell, w) => cell.verdict === 'drift' && windows.slice(w).every(({ verdict, n }) => verdict === 'drift' || n === 0),
  );
  const { damage, changes = [] } = story;
  return {
    name: story.name,
    kind: story.labels ? 'category' : 'number',
    role: story.role,
    ...cellOf({ ...story, missing: () => (story.missing ? 0.62 : 0) }, 11, 4_900),
    damage: damage === undefined ? null : { value: damage, low: 0.7 * damage, high: 1.3 * damage },
    windows,
    since: since < 0 ? null : since,
    changes,
    ...(damage === 0.034 && {
      looksLike: {
        corruption: 'unit-larger',
        title: 'Unit error: too large',
        words: 'a unit error ×1.852 (knots to km/h, ×1.852?)',
        fit: 0.97,
        window: 11,
      },
    }),
    shape: shapeOf(story),
  };
}

const window = (w: number): DriftReport['windows'][number] => ({
  start: quarters[w] ?? '',
  end: quarters[w + 1] ?? '1998-01-01T00:00:00.000Z',
  firstRow: null,
  lastRow: null,
  rows: rowsOf(w),
  used: rowsOf(w),
  reference: w < inReference,
});

/** Units changed in the seventh quarter, a column was lost in the eighth, an airline is new. */
/** Two groups, of which the second falls from the seventh window on. */
function fakeSegments(column: string): SegmentTimeline {
  const of = (name: string, kind: 'all' | 'group', fall: number): SegmentTimeline['segments'][number] => {
    const cells = quarters.map((_, w) => {
      const rows = Math.round(rowsOf(w) * (kind === 'all' ? 1 : 0.5));
      const value = 0.9 - (w >= 6 ? fall : 0);
      const none = { value: null, low: null, high: null };
      return { rows, labelled: rows, value: rows === 0 ? none : { value, low: value - 0.02, high: value + 0.02 } };
    });
    const rows = cells.reduce((sum, cell) => sum + cell.rows, 0);
    const filters = kind === 'all' ? [] : [{ column, op: 'eq' as const, value: name }];
    return { name, kind, filters, rows, labelled: rows, cells, reference: { value: 0.9, low: 0.89, high: 0.91 } };
  };
  return {
    unit: 'quarter',
    metric: 'accuracy',
    column,
    cut: null,
    groupsLeftOut: 0,
    windows: quarters.map((start, w) => ({ ...window(w), start, labelled: rowsOf(w) })),
    segments: [of('all rows', 'all', 0.1), of('Texas', 'group', 0), of('Ohio', 'group', 0.2)],
  };
}

export function fakeDriftReport({ preset, segments }: Pick<DriftSettings, 'preset'> & Partial<DriftSettings>): DriftReport {
  const columns = stories.map(columnOf);
  const isDrift = (w: number): number => columns.filter(({ windows }) => windows[w]?.verdict === 'drift').length;
  return {
    preset,
    unit: 'quarter',
    reference: { name: 'strikes.csv', start: quarters[0] ?? null, end: quarters[inReference] ?? null, rows: 1_791, used: 1_791 },
    current: { name: 'strikes.csv', rows: 4_900, used: 4_200 },
    windows: quarters.map((_, w) => window(w)),
    columns,
    leftOut: [
      { column: 'Flight Date', reason: 'the time that makes the windows' },
      { column: 'Airport Name', reason: 'text of 1,204 values, none of them in 1 % of the rows' },
    ],
    dataset: { share: 0.3, verdict: 'drift' },
    damageMetric: 'rocAuc',
    datasetWindows: quarters.map((_, w) => ({ share: isDrift(w) / columns.length, verdict: isDrift(w) > 0 ? 'drift' : 'none' })),
    together: [fakeTogether('domain-classifier', 0.52, 0.65), fakeTogether('pca-reconstruction', 1.6, 1.74)],
    estimates: [
      fakeEstimate('rocAuc', 0.78),
      fakeEstimate('accuracy', 0.91),
      weighted(fakeEstimate('rocAuc', 0.77)),
      replayed(fakeEstimate('rocAuc', 0.75)),
    ],
    detectors: [
      {
        name: 'adwin',
        title: 'ADWIN',
        count: 1,
        alarms: [{ row: 3100, time: '1996-08-14T00:00:00.000Z', window: 6 }],
        falseAlarms: { value: 0.02, low: 0, high: 0.06 },
        falseAlarmsAMonth: { value: 0.004, low: 0, high: 0.012 },
        detection: {
          change: 'errors in 15 % of the rows, before in 10 %',
          found: { value: 0.925, low: 0.8, high: 0.97 },
          within: 2_000,
          rows: { lower: 180, median: 412, upper: 760 },
        },
      },
      { name: 'ddm', title: 'DDM', count: 0, alarms: [], falseAlarms: { value: 0.33, low: 0.22, high: 0.49 } },
    ],
    ...(segments != null && { segments: fakeSegments(segments) }),
    alerts: [
      {
        rule: 'otherUnit',
        title: 'Values in another unit',
        severity: 'alarm',
        since: quarters[6] ?? '',
        from: 6,
        to: 11,
        active: true,
        column: 'Speed IAS in knots',
        detail: 'values are about 1.852 times what they were: another unit?',
        action: 'fix the data',
      },
      {
        rule: 'unseenCategories',
        title: 'Categories never seen before',
        severity: 'warning',
        since: quarters[9] ?? '',
        from: 9,
        to: 11,
        active: true,
        column: 'Aircraft Airline Operator',
        detail: 'new: “SOUTHWEST AIRLINES” (12.4 % of the rows)',
        action: 'look',
      },
      {
        rule: 'inputDrift',
        title: 'Inputs drift',
        severity: 'warning',
        since: quarters[6] ?? '',
        from: 6,
        to: 7,
        active: false,
        column: null,
        detail: '1 of 6 columns: Speed IAS in knots',
        action: 'look',
      },
      {
        rule: 'missingCells',
        title: 'More cells are missing',
        severity: 'info',
        since: quarters[7] ?? '',
        from: 7,
        to: 11,
        active: true,
        column: 'When: Time (HHMM)',
        detail: 'missing in 100.0 % of the rows, before in 12.0 %',
        action: 'fix the data',
      },
    ],
    verdict: {
      action: 'fix the data',
      since: 6,
      headline: 'The data are broken',
      reasons: [
        'Values in another unit: Speed IAS in knots: values are about 1.852 times what they were',
        'Training anew would teach the fault to the model: mend what delivers the data first.',
      ],
    },
    warnings: [{ code: 'rows-without-time', message: '12 rows have no time and lie in no window.', count: 12 }],
  };
}

/** Falls from the seventh window on; labels of the last three are not there yet. */
function fakeEstimate(metric: MetricName, value: number): DriftEstimate {
  const around = (middle: number): Interval => ({ value: middle, low: middle - 0.04, high: middle + 0.04 });
  const at = (w: number): number => value - (w < 6 ? 0 : 0.02 * (w - 5));
  return {
    method: 'cbpe',
    metric,
    ...around(value - 0.05),
    windows: Array.from({ length: 12 }, (_, w) => around(at(w))),
    realized: Array.from({ length: 12 }, (_, w) => (w > 8 ? { value: null, low: null, high: null } : around(at(w) - 0.01))),
    reference: around(value),
  };
}

/** One more opinion, of a method that says how far the reference reaches. */
function weighted(estimate: DriftEstimate): DriftEstimate {
  return { ...estimate, method: 'importance-weighting', outsideSupport: estimate.windows.map((_, w) => (w > 9 ? 0.12 : 0)) };
}

/** Where a fault was made out, from the seventh quarter on. */
function replayed(estimate: DriftEstimate): DriftEstimate {
  return {
    ...estimate,
    method: 'stress-replay',
    windows: estimate.windows.map((window, w) => (w < 6 ? { value: null, low: null, high: null } : window)),
    replayed: estimate.windows.map((_, w) =>
      w < 6 ? 'no column that feeds the model drifts' : 'Speed IAS in knots: a unit error ×1.852 (knots to km/h, ×1.852?)',
    ),
  };
}

/** Rises in the seventh quarter; the empty one tells nothing. */
function fakeTogether(method: DriftTogether['method'], calm: number, limit: number): DriftTogether {
  const cell = (w: number): DriftTogether['overall'] => {
    if (w === empty) return { value: null, low: null, high: null, verdict: 'none' };
    const value = w < 6 ? calm : limit * 1.2;
    return { value, low: value - 0.03, high: value + 0.03, verdict: w < 6 ? 'none' : 'drift' };
  };
  return {
    method,
    columns: 7,
    of: 7,
    band: { low: 0, high: limit },
    overall: cell(11),
    windows: quarters.map((_, w) => cell(w)),
  };
}

/** The same data, had nothing happened. */
export function calmDriftReport(): DriftReport {
  const report = fakeDriftReport({ preset: 'drydock' });
  const calm = <C extends DriftCell>(cell: C): C => ({
    ...cell,
    verdict: 'none' as const,
    score: cell.score === null ? null : 0.02,
  });
  return {
    ...report,
    columns: report.columns.map((column) => ({ ...calm(column), windows: column.windows.map(calm), since: null, changes: [] })),
    dataset: { share: 0, verdict: 'none' },
    datasetWindows: report.datasetWindows.map(() => ({ share: 0, verdict: 'none' as const })),
    alerts: [],
    verdict: { action: 'wait', since: null, headline: 'Nothing has changed that matters', reasons: [] },
    warnings: [],
    leftOut: [],
  };
}

/** Very wide and long: columns c0000 to c1999 in sixty months. */
export function wideDriftReport(columns: number, windows: number): DriftReport {
  const report = fakeDriftReport({ preset: 'drydock' });
  const month = (w: number): string => new Date(Date.UTC(1995, w, 1)).toISOString();
  const [, drifting] = report.columns;
  const cells = drifting?.windows ?? [];
  return {
    ...report,
    unit: 'month',
    windows: Array.from({ length: windows }, (_, w) => ({ ...window(0), start: month(w), end: month(w + 1), reference: w < 12 })),
    datasetWindows: Array.from({ length: windows }, (_, w) => ({ share: w / windows, verdict: 'none' as const })),
    columns: Array.from({ length: columns }, (_, c) => {
      const calm = { ...(cells[0] as DriftCell), verdict: 'none' as const };
      const of = (w: number): DriftCell => (c % 10 === 0 && w > 30 ? (cells[11] as DriftCell) : calm);
      return {
        ...(drifting as DriftColumn),
        ...calm,
        name: `c${String(c).padStart(4, '0')}`,
        damage: null,
        since: null,
        windows: Array.from({ length: windows }, (_, w) => of(w)),
        shape: { edges: [0, 1, 2], labels: null, reference: [10, 20], windows: Array.from({ length: windows }, () => [12, 18]) },
      };
    }),
    alerts: report.alerts.slice(1, 2).map((alert) => ({ ...alert, column: 'c1000', from: 31, to: 59 })),
    verdict: { action: 'look', since: 31, headline: 'The data change', reasons: [] },
  };
}

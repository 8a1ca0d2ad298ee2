// Weak slices, groups and likely wrong labels, as the fake workbench tells them.
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { Interval, RowPage } from '../../app/api/schemas/common.ts';
import type { FairnessGroup, WeakSliceReport } from '../../app/api/schemas/slices.ts';
import type { WeakSlice } from '../../app/api/schemas/stress.ts';
import { AppError } from '../../app/base/errors.ts';
import type { Segment } from '../../app/api/schemas/segments.ts';
import { fakeTimeline } from './fakeData.ts';

const around = (value: number, half: number): Interval => ({ value, low: value - half, high: value + half });

function slice(rule: string, filters: WeakSlice['filters'], [rows, wrong, pAdjusted]: [number, number, number]): WeakSlice {
  return {
    rule,
    filters,
    rows,
    share: rows / 7312,
    coverage: (rows * wrong) / (7312 * 0.11),
    metrics: { accuracy: around(1 - wrong, 0.04), f1: around(0.5, 0.06), logLoss: around(0.9, 0.1) },
    loss: around(wrong, 0.05),
    restLoss: around(0.1, 0.01),
    difference: around(wrong - 0.1, 0.05),
    testRows: Math.round(rows / 2),
    pValue: pAdjusted / 6,
    pAdjusted,
  };
}

export const fakeWeakSlices: WeakSliceReport = {
  version: 1,
  loss: 'error',
  seed: 0,
  rows: 7312,
  totalRows: 7312,
  findRows: 3656,
  testRows: 3656,
  overall: around(0.11, 0.008),
  candidates: 43,
  level: 0.05,
  test: 'Fisher’s exact test, one-sided',
  columns: ['Speed IAS in knots', 'Origin State', 'Wildlife: Size'],
  leftOut: [{ column: 'Effect: Indicated Damage', reason: 'the label' }],
  slices: [
    slice(
      'Speed IAS in knots > 200 and Origin State is Texas',
      [
        { column: 'Speed IAS in knots', op: 'gt', value: 200 },
        { column: 'Origin State', op: 'eq', value: 'Texas' },
      ],
      [310, 0.34, 0.00002],
    ),
    slice('Wildlife: Size is Large', [{ column: 'Wildlife: Size', op: 'eq', value: 'Large' }], [640, 0.24, 0.011]),
  ],
  warnings: [],
};

function group(name: string, rows: number, at: number): FairnessGroup {
  return {
    name,
    filters: [{ column: 'Origin State', op: 'eq', value: name }],
    rows,
    labelled: rows,
    judged: rows >= 20,
    selectionRate: around(0.1 + at, 0.03),
    truePositiveRate: around(0.6 - at, 0.08),
    falsePositiveRate: around(0.05 + at / 2, 0.02),
    precision: around(0.55, 0.07),
    metrics: { accuracy: around(0.9 - at, 0.02), f1: around(0.57, 0.05) },
  };
}

type Slices = Pick<Handlers<WorkbenchContract>, 'runs.weakSlices' | 'runs.fairness' | 'runs.segments' | 'runs.labelIssues'>;

/** Speeds has no weak slice, Species fails. */
export function createFakeSlices(rows: (offset: number, limit: number) => RowPage): Slices {
  return {
    'runs.weakSlices': async ({ project }) => {
      if (project.endsWith('Species')) {
        throw new AppError('CONFLICT', 'Slices are made of the columns of the data, and those of this run are not open.', {
          hint: 'Put the data of the run back.',
        });
      }
      return project.endsWith('Speeds') ? { ...fakeWeakSlices, slices: [] } : fakeWeakSlices;
    },
    'runs.fairness': async ({ column }) => ({
      column,
      positive: 'Some damage',
      rows: 7312,
      minRows: 20,
      cut: null,
      groups: [group('Texas', 4100, 0), group('Ohio', 3200, 0.06), group('Guam', 12, 0.3)],
      groupsLeftOut: 3,
      gaps: [
        {
          id: 'demographicParityDifference',
          title: 'Demographic parity difference',
          help: 'Highest minus lowest share predicted positive.',
          value: 0.06,
          highest: 'Ohio',
          lowest: 'Texas',
          interval: around(0.06, 0.04),
        },
        {
          id: 'demographicParityRatio',
          title: 'Demographic parity ratio',
          help: 'Lowest share predicted positive divided by the highest.',
          value: 0.625,
          highest: 'Ohio',
          lowest: 'Texas',
          interval: null,
        },
      ],
    }),
    'runs.segments': async ({ unit, metric, column, reference }) => {
      const { windows } = fakeTimeline(unit);
      const of = (name: string, kind: Segment['kind'], { share, fall }: { share: number; fall: number }): Segment => {
        const cells = windows.map((window, at) => {
          const rows = Math.round(share * window.rows);
          // The first group has its labels late; the second falls from the tenth window on.
          const labelled = kind === 'group' && share > 0.5 && at > windows.length - 3 ? 0 : rows;
          const value =
            labelled === 0 ? { value: null, low: null, high: null } : around(0.9 - (at >= 10 ? fall : 0), 0.3 / Math.sqrt(rows));
          return { rows, labelled, value };
        });
        const sum = (key: 'rows' | 'labelled'): number => cells.reduce((all, cell) => all + cell[key], 0);
        const filters = kind === 'group' ? [{ column: column ?? '', op: 'eq' as const, value: name }] : [];
        return {
          name,
          kind,
          filters,
          rows: sum('rows'),
          labelled: sum('labelled'),
          cells,
          reference: reference && around(0.9, 0.01),
        };
      };
      const groups = [
        of('Texas', 'group', { share: 0.6, fall: 0 }),
        of('Ohio', 'group', { share: 0.35, fall: 0.2 }),
        of('Guam', 'group', { share: 0.05, fall: -0.05 }),
      ];
      return {
        unit,
        metric,
        column,
        cut: null,
        groupsLeftOut: column === null ? 0 : 3,
        windows: windows.map(({ metrics: _, ...bounds }) => bounds),
        segments: [of('all rows', 'all', { share: 1, fall: 0.05 }), ...(column === null ? [] : groups)],
      };
    },
    'runs.labelIssues': async ({ offset, limit }) => {
      const page = rows(offset, limit);
      return {
        summary: {
          judged: 7312,
          issues: page.total,
          classes: ['No damage', 'Some damage'],
          thresholds: [0.9, 0.6],
          confidentJoint: [
            [6500, 120],
            [90, 602],
          ],
        },
        page: {
          ...page,
          columns: [{ name: 'likely label', type: 'category' }, { name: 'label quality', type: 'number' }, ...page.columns],
          rows: page.rows.map((cells, at) => ['No damage', 0.05 + at / 100, ...cells]),
        },
      };
    },
  };
}

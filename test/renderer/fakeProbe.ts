import type { Cell } from '../../app/api/schemas/common.ts';
import type { LintCheck, LintReport } from '../../app/api/schemas/lint.ts';
import type { Dependence, FlipResult, ProbeResult, RowAnswer, RowEdit } from '../../app/api/schemas/probe.ts';
import type { ProjectView } from '../../app/api/schemas/projects.ts';
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import { AppError } from '../../app/base/errors.ts';

/** The row that ends the native runtime of the fake. */
export const deadlyRow = 13;

const given: Record<string, Cell> = {
  'Wildlife Size': 'Large',
  'Phase of flight': 'Approach',
  'Wildlife Species': 'Canada goose',
  'Speed IAS in knots': 135.5,
};

/** A toy of a model: the larger and the faster, the more damage. */
function answer(cells: Record<string, Cell>, isRegression: boolean): RowAnswer {
  const speed = Number(cells['Speed IAS in knots'] ?? 120);
  if (isRegression) return { prediction: 40 + speed / 2, scores: null, refusal: null };
  const logit = (cells['Wildlife Size'] === 'Large' ? 1.2 : -0.6) + (speed - 140) / 80;
  const p = 1 / (1 + Math.exp(-logit));
  return { prediction: p >= 0.5 ? 'Some damage' : 'No damage', scores: [1 - p, p], refusal: null };
}

export function fakeProbe(view: ProjectView, row: number, edits: Record<string, Cell>): ProbeResult {
  const isRegression = view.mapping?.reading.task === 'regression';
  if (row === deadlyRow) {
    throw new AppError('ENGINE_CRASHED', 'The native runtime ended while it worked on this: native code gave up (SIGABRT).', {
      hint: 'Nothing else is touched, and the next question starts it anew.',
    });
  }
  const before = answer(given, isRegression);
  const after = answer({ ...given, ...edits }, isRegression);
  return {
    row,
    task: isRegression ? 'regression' : 'binary',
    classes: isRegression ? [] : ['No damage', 'Some damage'],
    positive: isRegression ? null : 'Some damage',
    actual: isRegression ? '110' : 'Some damage',
    cells: Object.entries(given).map(([column, cell]) => ({
      column,
      type: column.startsWith('Speed') ? 'number' : column === 'Wildlife Species' ? 'text' : 'category',
      given: cell,
      value: Object.hasOwn(edits, column) ? (edits[column] ?? null) : cell,
      inputs: [column.replaceAll(' ', '_')],
      choices:
        column === 'Wildlife Size' ? ['Small', 'Medium', 'Large'] : column === 'Phase of flight' ? ['Approach', 'Climb'] : [],
    })),
    before,
    after,
    isFlipped: isRegression ? false : before.prediction !== after.prediction,
    provider: 'cpu',
    elapsedMs: 1.8,
  };
}

const smaller: RowEdit = {
  column: 'Wildlife Size',
  kind: 'category',
  from: 'Large',
  to: 'Small',
  text: 'Wildlife Size: “Large” → “Small”',
  size: 1,
  commonness: 0.41,
};
const slower: RowEdit = {
  column: 'Speed IAS in knots',
  kind: 'unit',
  from: 135.5,
  to: 13.55,
  text: 'Speed IAS in knots: 135.5 → 13.55 (divided by 10)',
  size: 1.5,
  commonness: 0.001,
};

export function fakeFlip(view: ProjectView, edits: Record<string, Cell>): FlipResult {
  const isRegression = view.mapping?.reading.task === 'regression';
  const found = [smaller, slower].map((edit) => ({
    edits: [edit],
    after: answer({ ...given, ...edits, [edit.column]: edit.to }, isRegression),
    size: edit.size,
    commonness: edit.commonness,
  }));
  const isStuck = edits['Phase of flight'] === null;
  return {
    before: answer({ ...given, ...edits }, isRegression),
    by: isRegression ? 25.9 : null,
    flips: isStuck ? [] : found,
    proof: isStuck
      ? 'No single edit does it (all 61 single edits were tried), nor do all 1204 pairs and 960 triples.'
      : 'Proven smallest: all 61 single edits were tried.',
    isExact: true,
    tried: { singles: 61, pairs: isStuck ? 1204 : 0, triples: isStuck ? 960 : 0 },
    singles: 61,
    unanswered: 1,
    fatal: [],
    stopped: isStuck ? 'exhausted' : 'found',
    elapsedMs: 84,
  };
}

export function fakeDependence(view: ProjectView, column: string, row: number | null): Dependence {
  const isRegression = view.mapping?.reading.task === 'regression';
  const isNumber = column.startsWith('Speed');
  const grid: Cell[] = isNumber ? Array.from({ length: 25 }, (_, k) => 20 + 16 * k) : ['Small', 'Medium', 'Large'];
  const at = (value: Cell, shift: number): number => {
    const one = answer(
      { ...given, [column]: value, 'Speed IAS in knots': isNumber ? Number(value) + shift : 120 + shift },
      isRegression,
    );
    return one.scores ? (one.scores[1] as number) : Number(one.prediction);
  };
  return {
    column,
    kind: isNumber ? 'number' : 'category',
    shows: isRegression ? 'value' : 'score',
    class: isRegression ? null : 'Some damage',
    classes: isRegression ? [] : ['No damage', 'Some damage'],
    grid,
    share: isNumber ? grid.map((_value, k) => (k + 1) / 25) : [0.41, 0.34, 0.25],
    mean: grid.map((value) => at(value, 0)),
    low: grid.map((value) => at(value, -8)),
    high: grid.map((value) => at(value, 8)),
    missing: 0.42,
    lines: Array.from({ length: 12 }, (_, k) => ({ row: 10 * k + 3, values: grid.map((value) => at(value, 12 * (k - 6))) })),
    row:
      row === null
        ? null
        : { row, at: given[column] ?? null, values: grid.map((value) => at(value, 30)), now: at(given[column] ?? null, 30) },
    rows: 300,
    totalRows: view.data?.rows ?? 0,
  };
}

const check = (given: Partial<LintCheck> & Pick<LintCheck, 'id' | 'title'>): LintCheck => ({
  help: 'A row must get the same answer alone as among others.',
  state: 'done',
  reason: null,
  summary: '512 rows: nothing found.',
  findings: [],
  elapsedMs: 12,
  ...given,
});

export function fakeLint(view: ProjectView): LintReport {
  return {
    version: 1,
    model: { name: view.model?.name ?? '', sha256: view.model?.sha256 ?? '' },
    data: { name: view.data?.name ?? '', sha256: view.data?.sha256 ?? '' },
    planKey: '',
    settings: { rows: 512, seed: 0, providers: null },
    rows: 512,
    totalRows: view.data?.rows ?? 0,
    at: '2026-11-22T10:05:00Z',
    checks: [
      check({
        id: 'not-numbers',
        title: 'NaN and Infinity give an answer',
        summary: 'NaN, Infinity, −Infinity in 1 columns of 1 inputs, 128 rows each.',
        findings: [
          {
            id: 'nan:Speed_IAS_in_knots',
            severity: 'fail',
            message: 'NaN in the column Speed IAS in knots is answered as if nothing were wrong.',
            meaning: 'Missing cells of Speed IAS in knots reach the model as NaN by this mapping.',
            action: 'Compare accuracy on rows with and without missing cells.',
            where: { input: 'Speed_IAS_in_knots', column: 'Speed IAS in knots' },
            evidence: [
              { name: 'columns answered', value: 1 },
              { name: 'largest share of rows with another class', value: 0.1328 },
            ],
            rows: [4, 17],
          },
        ],
      }),
      check({ id: 'batch-size', title: 'The answer depends on the batch' }),
      check({
        id: 'provider:webgpu',
        title: 'WebGPU gives other answers than the CPU',
        findings: [
          {
            id: 'webgpu:clean',
            severity: 'info',
            message: 'Scores on WebGPU differ from those on the CPU by up to 0.0021; no answer changes.',
            meaning: 'Figures measured on one provider do not hold on the other.',
            action: 'Validate on the provider that will serve, or serve on the CPU.',
            where: { provider: 'webgpu' },
            evidence: [{ name: 'largest difference', value: 0.0021 }],
            rows: [],
          },
        ],
      }),
      check({
        id: 'saturation',
        title: 'Scores are saturated',
        state: 'skipped',
        reason: 'The model gives no scores.',
        summary: '',
      }),
    ],
    counts: { fail: 1, warn: 0, info: 1 },
    ok: false,
  };
}

type FakeHandlers = Pick<
  Handlers<WorkbenchContract>,
  'probe.predict' | 'probe.flip' | 'probe.dependence' | 'probe.saveTest' | 'probe.replay' | 'models.lint' | 'models.lintReport'
>;

/** Linting is a job: `start` runs it with the given end. */
export function createFakeProbe(about: {
  get: (project: string) => ProjectView;
  start: (project: string, end: () => unknown) => string;
}): FakeHandlers {
  const reports = new Map<string, LintReport>();
  let tests = 0;
  return {
    'probe.predict': async ({ project, row, edits }) => fakeProbe(about.get(project), row, edits),
    'probe.flip': async ({ project, edits }) => fakeFlip(about.get(project), edits),
    'probe.dependence': async ({ project, column, row }) => fakeDependence(about.get(project), column, row?.row ?? null),
    'probe.saveTest': async ({ project }) => ({ path: `${project}/tests/row-tests.json`, tests: (tests += 2) }),
    'probe.replay': async ({ path }) => ({ ok: true, path, checks: [] }),
    'models.lint': async ({ project }) => ({
      jobId: about.start(project, () => {
        const report = fakeLint(about.get(project));
        reports.set(project, report);
        return report;
      }),
    }),
    'models.lintReport': async ({ project }) => ({ report: reports.get(project) ?? null, isCurrent: true }),
  };
}

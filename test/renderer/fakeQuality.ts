import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { Handlers } from '../../app/api/procedure.ts';
import type { RowPage } from '../../app/api/schemas/common.ts';
import type { DatasetCard } from '../../app/api/schemas/datasets.ts';
import { QualitySettings, type QualityFinding, type QualityReport, type QualityView } from '../../app/api/schemas/quality.ts';
import { qualityChecks } from '../../app/quality/checks/registry.ts';
import { withDeclared } from '../../app/quality/expectations.ts';
import { checkInfo, gradeOf } from '../../app/quality/gradeMeasures.ts';

type QualityHandlers = Pick<Handlers<WorkbenchContract>, 'quality.get' | 'quality.start' | 'quality.setChecks' | 'quality.rows'>;

const findings: QualityFinding[] = [
  {
    id: 'stray-labels:C',
    check: 'stray-labels',
    severity: 'warn',
    columns: ['Damage'],
    count: 8,
    share: 8 / 6965,
    value: 8 / 6965,
    message: 'The label "C" is no class of the model ("No damage", "Some damage"): 8 rows.',
    advice: 'Correct these labels, or say in the mapping which class is meant. Until then the rows count as wrong.',
    rows: { kind: 'filters', filters: [{ column: 'Damage', op: 'eq', value: 'C' }] },
    sample: null,
  },
  {
    id: 'missing:Speed IAS in knots',
    check: 'missing',
    severity: 'warn',
    columns: ['Speed IAS in knots'],
    count: 2277,
    share: 0.327,
    value: 0.327,
    message: '"Speed IAS in knots" is missing in 32.7 % of the rows (2,277 rows).',
    advice: 'Say in the mapping what a missing cell becomes, and test the model on more missing cells (Messy data).',
    rows: { kind: 'filters', filters: [{ column: 'Speed IAS in knots', op: 'missing' }] },
    sample: null,
  },
  {
    id: 'disguised-missing:Feet above ground 99999',
    check: 'disguised-missing',
    severity: 'info',
    columns: ['Feet above ground'],
    count: 3,
    share: 3 / 6965,
    value: 3 / 6965,
    message: '"Feet above ground" is 99,999 in 3 rows: it looks like a code for "no value".',
    advice: 'If 99,999 means "missing", read it as such: the mapping then says what becomes of it.',
    maybeMissing: ['99999'],
    rows: { kind: 'filters', filters: [{ column: 'Feet above ground', op: 'eq', value: 99999 }] },
    sample: null,
  },
];

/** Graded by the thresholds as they are set, as the real one does. */
function graded(found: QualityFinding[], settings: QualitySettings): QualityFinding[] {
  return found.flatMap((finding) => {
    const check = qualityChecks.find(({ id }) => id === finding.check);
    const severity = check ? gradeOf(finding.value, checkInfo(check, settings)) : null;
    return severity === null ? [] : [{ ...finding, severity }];
  });
}

function reportOf(data: DatasetCard, found: QualityFinding[], complete: boolean): QualityReport {
  const count = (severity: string): number => found.filter((finding) => finding.severity === severity).length;
  const counts = { fail: count('fail'), warn: count('warn'), info: count('info') };
  return {
    version: 1,
    createdAt: '2026-11-22T12:00:00.000Z',
    data: { name: data.name, paths: data.paths, sha256: data.sha256, rows: data.rows, rejected: data.rejected },
    roles: { target: 'Damage', time: 'Flight Date', keys: [] },
    reference: null,
    seed: 0,
    outcome: counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'pass',
    counts,
    findings: found,
    checks: found.map(({ check, severity }) => ({
      id: check,
      title: check,
      outcome: severity,
      reason: null,
      tested: 15,
      passed: 14,
      more: 0,
    })),
    expectations: complete
      ? [
          {
            column: 'Speed IAS in knots',
            min: 0,
            max: 340,
            mean: 142.5,
            std: 45.1,
            missing: 0.288,
            categories: null,
            from: 'reference',
            leftOut: [],
          },
        ]
      : [],
    complete,
    elapsedMs: 1200,
  };
}

/** Answers as the real one does, from two findings of the bird strikes. */
export function createFakeQuality(about: {
  dataOf: (project: string) => DatasetCard | null;
  startJob: (project: string, finish: () => void, partialAt: (share: number) => QualityReport) => string;
  page: (total: number, offset: number, limit: number) => RowPage;
}): QualityHandlers {
  const settings = new Map<string, QualitySettings>();
  const done = new Map<string, QualityFinding[]>();
  const data = (project: string): DatasetCard => {
    const card = about.dataOf(project);
    if (!card) throw new Error('no data');
    return card;
  };
  const view = (project: string): QualityView => {
    const set = settings.get(project) ?? QualitySettings.parse({});
    const declared = (report: QualityReport): QualityReport => ({
      ...report,
      expectations: withDeclared(report.expectations, set),
    });
    return {
      report: done.has(project) ? declared(reportOf(data(project), graded(done.get(project) ?? [], set), true)) : null,
      stale: null,
      quick: declared(reportOf(data(project), graded(findings.slice(1), set), false)),
      plan: ['24 of 24 checks over 6,965 rows and 15 columns.', 'Labels are in "Damage".'],
      checks: qualityChecks.map((check) => checkInfo(check, set)),
      settings: set,
    };
  };
  return {
    'quality.get': async ({ project }) => view(project),
    'quality.setChecks': async ({ project, settings: next }) => {
      settings.set(project, next);
      return view(project);
    },
    'quality.start': async ({ project }) => ({
      jobId: about.startJob(
        project,
        () => done.set(project, findings),
        (share) => reportOf(data(project), findings.slice(0, Math.round(share * findings.length)), false),
      ),
    }),
    'quality.rows': async ({ page }) => about.page(8, page.offset, page.limit),
  };
}

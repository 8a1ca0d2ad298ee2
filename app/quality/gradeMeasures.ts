// Thresholds over what was measured: the same measures are graded anew whenever a person edits a threshold.
import type {
  CheckInfo,
  CheckOutcome,
  QualityFinding,
  QualityReport,
  QualitySettings,
  Severity,
} from '../api/schemas/quality.ts';
import type { QualityCheck } from './check.ts';
import { withDeclared } from './expectations.ts';
import type { StoredQuality } from './storedQuality.ts';

/** More findings of one check than this are counted, not listed: 2,000 columns may all have the same fault. */
const mostFindings = 100;
const order: readonly Severity[] = ['fail', 'warn', 'info'];

/** A check as it is set. */
export function checkInfo(check: QualityCheck, settings: QualitySettings): CheckInfo {
  const set = Object.hasOwn(settings.checks, check.id) ? settings.checks[check.id] : undefined;
  const { id, title, help, measure, bad } = check;
  return {
    id,
    title,
    help,
    measure,
    bad,
    on: set?.on ?? true,
    thresholds: check.thresholds.map((threshold) => {
      const own = set?.thresholds;
      const value = own && Object.hasOwn(own, threshold.name) ? own[threshold.name] : undefined;
      return { ...threshold, value: value === undefined ? threshold.default : value };
    }),
  };
}

/** The worst grade whose threshold the value is strictly beyond; null = it passes. */
export function gradeOf(value: number, { bad, thresholds }: Pick<CheckInfo, 'bad' | 'thresholds'>): Severity | null {
  for (const severity of order) {
    const limit = thresholds.find(({ name, kind }) => name === severity && kind === 'grade')?.value ?? null;
    if (limit !== null && (bad === 'above' ? value > limit : value < limit)) return severity;
  }
  return null;
}

/** Grades what was measured. Checks that are off are not in the report. */
export function gradeMeasures(stored: StoredQuality, checks: readonly QualityCheck[], settings: QualitySettings): QualityReport {
  const findings: QualityFinding[] = [];
  const outcomes: CheckOutcome[] = [];
  for (const check of checks) {
    const info = checkInfo(check, settings);
    const done = stored.checks.find(({ id }) => id === check.id);
    if (!info.on || !done) continue;
    const { id, title } = check;
    if (done.skipped !== null) {
      outcomes.push({ id, title, outcome: 'skipped', reason: done.skipped, tested: 0, passed: 0, more: 0 });
      continue;
    }
    const graded = done.measures.flatMap(({ key, ...measure }) => {
      const severity = gradeOf(measure.value, info);
      return severity === null ? [] : [{ id: `${id}:${key}`, check: id, severity, ...measure }];
    });
    graded.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || beyond(check, a, b));
    const worst = graded[0]?.severity;
    const more = Math.max(0, graded.length - mostFindings) + (graded.length > 0 ? done.more : 0);
    outcomes.push({
      id,
      title,
      outcome: worst ?? 'pass',
      reason: null,
      tested: done.tested,
      passed: Math.max(0, done.tested - graded.length - (graded.length > 0 ? done.more : 0)),
      more,
    });
    findings.push(...graded.slice(0, mostFindings));
  }
  findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const counts = { fail: count('fail'), warn: count('warn'), info: count('info') };
  const { version, createdAt, data, roles, reference, seed, expectations, complete, elapsedMs } = stored;
  return {
    version,
    createdAt,
    data,
    roles,
    reference,
    seed,
    outcome: counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'pass',
    counts,
    findings,
    checks: outcomes,
    expectations: withDeclared(expectations, settings),
    complete,
    elapsedMs,
  };
}

function beyond({ bad }: QualityCheck, a: QualityFinding, b: QualityFinding): number {
  return bad === 'above' ? b.value - a.value : a.value - b.value;
}

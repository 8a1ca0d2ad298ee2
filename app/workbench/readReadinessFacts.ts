// What a project knows about a run, for the readiness score. Reads what was kept; nothing is computed anew.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thinWindows } from '../api/thinWindows.ts';
import { metricCatalogue } from '../api/metricCatalogue.ts';
import type { Interval } from '../api/schemas/common.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { RowTests } from '../api/schemas/probe.ts';
import type { QualityReport, QualitySettings } from '../api/schemas/quality.ts';
import type { ReadinessFacts } from '../api/schemas/readiness.ts';
import type { MetricName, RunRecord, RunReport } from '../api/schemas/runs.ts';
import type { StressReport } from '../api/schemas/stress.ts';
import { readCapacity } from '../bundle/capacityFile.ts';
import { readLoad } from '../bundle/load/loadFile.ts';
import { batchDependence } from '../bundle/batchDependence.ts';
import { listDriftRuns, readDriftRecord } from '../drift/driftStore.ts';
import { lastReading } from '../monitor/lastReading.ts';
import { monitorFolder } from '../monitor/monitorFolder.ts';
import { qualityChecks } from '../quality/checks/registry.ts';
import { gradeMeasures } from '../quality/gradeMeasures.ts';
import { readStoredQuality } from '../quality/storedQuality.ts';
import { listRetrains, readRetrainRecord } from '../retrain/retrainStore.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunReport } from '../runs/runStore.ts';
import { KeptSlices } from './keptSlices.ts';
import { readMessyFindings } from './readMessyFindings.ts';

/** The first that the run has is told. Ranking first: where one class is rare, the share of right answers says little. */
const told: readonly MetricName[] = ['rocAuc', 'balancedAccuracy', 'accuracy', 'r2', 'rmse', 'mae'];

function headlineOf({ metrics }: RunReport): ReadinessFacts['headline'] {
  const metric = told.find((name) => metrics[name] && metrics[name].value !== null);
  return metric ? { metric, value: metrics[metric]!, higherIsBetter: isHigherBetter(metric) } : null;
}

function isHigherBetter(metric: MetricName): boolean {
  return metricCatalogue.find(({ name }) => name === metric)?.higherIsBetter ?? true;
}

/** The dummy has a figure for each of these; the one that is judged is the first that both have. */
function beyondDummy({ metrics, baseline }: RunReport): ReadinessFacts['beyondDummy'] {
  if (!baseline) return null;
  const known = (metric: MetricName): boolean =>
    metrics[metric]?.value !== null && metrics[metric] !== undefined && (baseline.metrics[metric]?.value ?? null) !== null;
  const metric = (['rocAuc', 'averagePrecision', 'balancedAccuracy', 'rmse', 'mae'] as const).find(known);
  if (!metric) return null;
  return {
    metric,
    value: metrics[metric]!,
    dummy: baseline.metrics[metric]!.value!,
    higherIsBetter: isHigherBetter(metric),
    strategy: baseline.strategy,
  };
}

function features({ plan }: RunRecord): string[] {
  return [...new Set(plan.inputs.flatMap((input) => input.features.map(({ column }) => column)))];
}

async function qualityOf(project: string, { data }: RunRecord, settings: QualitySettings): Promise<QualityReport | null> {
  const stored = await readStoredQuality(project);
  return stored?.complete && stored.data.sha256 === data.sha256 ? gradeMeasures(stored, qualityChecks, settings) : null;
}

/** A feature is useless where shuffling it makes no difference beyond chance. */
function importanceOf(stress: StressReport | null): ReadinessFacts['importance'] {
  const measured = (stress?.columns ?? []).filter(({ importance }) => importance && importance.value !== null);
  if (measured.length === 0) return null;
  const useless = measured.filter(({ importance }) => (importance!.low ?? 0) <= 0).map(({ column }) => column);
  return { measured: measured.length, useless };
}

async function driftOf(project: string, record: RunRecord): Promise<ReadinessFacts['drift']> {
  const { runs } = await listDriftRuns(project);
  const found = runs.find((run) => !run.archived && (run.runId === record.id || run.data.sha256 === record.data.sha256));
  if (!found) return null;
  const { report } = await readDriftRecord(folderOfRun(project, found.id));
  return { action: report.verdict.action, headline: report.verdict.headline, columns: report.columns.length };
}

async function retrainsOf(project: string): Promise<{ trained: number; decided: number }> {
  const { runs } = await listRetrains(project);
  const trained = runs.filter(({ state }) => state === 'trained');
  const records = await Promise.all(trained.map(({ id }) => readRetrainRecord(folderOfRun(project, id))));
  return { trained: trained.length, decided: records.filter(({ decision }) => decision !== null).length };
}

async function rowTests(project: string): Promise<number> {
  try {
    return RowTests.parse(JSON.parse(await readFile(join(project, 'tests/row-tests.json'), 'utf8'))).tests.length;
  } catch {
    return 0;
  }
}

/** Null = they were not searched for. */
async function weakSlices(runDir: string): Promise<ReadinessFacts['weakSlices']> {
  try {
    const { report } = KeptSlices.parse(JSON.parse(await readFile(join(runDir, 'weak-slices.json'), 'utf8')));
    return { found: report.slices.length, tested: report.candidates };
  } catch {
    return null;
  }
}

/** Those with about as many labels as usual: the last one has often only just begun. */
function fullWindows({ timeline }: RunReport): RunReport['timeline']['windows'] {
  const isThin = thinWindows(timeline.windows.map(({ labelled }) => ({ used: labelled })));
  return timeline.windows.filter((_, index) => !isThin(index));
}

/** Those of this run are its own: exporting it again must not change what its bundle says. */
async function otherBundles(project: string, runId: string): Promise<number> {
  const names = await readdir(join(project, 'bundles')).catch(() => []);
  return names.filter((name) => name.endsWith('.zip') && !name.includes(runId)).length;
}

async function deployedOf(project: string, runId: string, metric: MetricName | undefined): Promise<ReadinessFacts['deployed']> {
  const reading = await lastReading(monitorFolder(project, runId));
  if (!reading) return null;
  const { result } = reading;
  const report = await readRunReport(folderOfRun(result.project, result.runId)).catch(() => null);
  const value: Interval | null = (metric && report?.metrics[metric]) ?? null;
  return { rows: result.rows, labelled: result.labelled, value };
}

export async function readReadinessFacts(
  project: string,
  of: { record: RunRecord; report: RunReport; data: DatasetCard | null; quality: QualitySettings },
): Promise<ReadinessFacts> {
  const { record, report, data } = of;
  const headline = headlineOf(report);
  const names = features(record);
  const runDir = folderOfRun(project, record.id).dir;
  const [messy, quality, drift, retrains, tests, others, deployed, capacity, weak] = await Promise.all([
    readMessyFindings(project, record),
    qualityOf(project, record, of.quality),
    driftOf(project, record),
    retrainsOf(project),
    rowTests(project),
    otherBundles(project, record.id),
    deployedOf(project, record.id, headline?.metric),
    readCapacity(runDir),
    weakSlices(runDir),
    // Its plan counts, and what that plan was made of must still be there to be looked at: a damaged one is told.
    readLoad(runDir),
  ]);
  const leaking = (quality?.findings ?? []).filter(
    ({ check, severity }) => /leakage|giveaway/.test(check) && severity !== 'info',
  );
  const { stress, lint } = messy;
  const target = record.mapping.columns.find(({ role }) => role === 'target')?.name;
  const value = (metrics: RunReport['metrics']): Interval =>
    (headline && metrics[headline.metric]) ?? { value: null, low: null, high: null };
  return {
    run: {
      id: record.id,
      complete: record.state === 'complete',
      rows: record.rows.done,
      labelled: record.rows.labelled,
      hasNote: record.note.trim() !== '',
      batchDependent: batchDependence(record, report) !== null,
      fatalRows: record.fatalRows.length,
    },
    beyondDummy: beyondDummy(report),
    features: names.length,
    leftOut: (data?.columns ?? []).filter(({ name }) => !names.includes(name) && name !== target).length,
    leaks: [...new Set(leaking.flatMap(({ columns }) => columns))].filter((column) => names.includes(column)),
    quality: quality && { outcome: quality.outcome, fail: quality.counts.fail, warn: quality.counts.warn },
    importance: importanceOf(stress),
    slices: (report.slices ?? []).map(({ name, metrics, labelled }) => ({ name, labelled, value: value(metrics) })),
    weakSlices: weak,
    headline,
    windows: fullWindows(report).map(({ start, metrics }) => ({ start, value: value(metrics) })),
    stress: stress && {
      corruptions: stress.corruptions.length,
      grade: stress.grade?.letter ?? null,
      state: stress.progress.done >= stress.progress.planned ? 'complete' : 'partial',
    },
    lint: lint && { fail: lint.counts.fail, warn: lint.counts.warn, checks: lint.checks.length },
    drift,
    retrained: retrains.trained,
    decided: retrains.decided,
    rowTests: tests,
    otherBundles: others,
    deployed,
    load: capacity && {
      ratePerSecond: capacity.perReplica.ratePerSecond.value ?? 0,
      p99Ms: capacity.perReplica.p99Ms.value ?? 0,
      machine: capacity.measured.machine,
    },
  };
}

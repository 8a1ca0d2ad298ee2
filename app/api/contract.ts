/* eslint-disable max-lines -- one table, to be seen in one place */
// THE table: every procedure of the workbench. Carriers, command line, docs and tests are read off it.
import { z } from 'zod';
import { call, stream } from './procedure.ts';
import { BundleDifference, BundleFile, KeptBundle, RuntimeOffer, RuntimePlatform, TargetInfo } from './schemas/bundles.ts';
import { FilePath, NamedSlice, PageRequest, RowPage } from './schemas/common.ts';
import { FlipKind, mostCompared, RunComparison } from './schemas/compare.ts';
import { DataPreview, ReadOptions } from './schemas/datasets.ts';
import { DriftRecord, DriftSettings, DriftSummary, TimedAlerts } from './schemas/drift.ts';
import { FormKind, FormReport } from './schemas/forms.ts';
import { GraphRequest, ModelGraph } from './schemas/graphs.ts';
import { JobEvent, JobRecord } from './schemas/jobs.ts';
import { LintReport, LintSettings } from './schemas/lint.ts';
import { LoadRequest, LoadResult } from './schemas/load.ts';
import { HardenRecord, HardenSettings, HardenSummary } from './schemas/harden.ts';
import { Mapping, ToldMapping } from './schemas/mapping.ts';
import { LogReading, MonitorImport, ServerFigures } from './schemas/monitor.ts';
import {
  Dependence,
  DependenceRequest,
  FlipRequest,
  FlipResult,
  ProbedRow,
  ProbeResult,
  ReplayResult,
  SaveTestRequest,
} from './schemas/probe.ts';
import { FileIdentity, ProjectView, RecentProject } from './schemas/projects.ts';
import { QualitySettings, QualityView } from './schemas/quality.ts';
import { ReadinessReport } from './schemas/readiness.ts';
import { RetrainLog, RetrainPlan, RetrainRecord, RetrainSettings, RetrainSummary, RetrainVerdict } from './schemas/retrain.ts';
import {
  ClassCurve,
  Evaluation,
  MetricName,
  ProviderStatus,
  RunRecord,
  RunReport,
  RunSelection,
  RunSettings,
  ThresholdTable,
  Timeline,
  WindowUnit,
} from './schemas/runs.ts';
import { CorruptionCard, StressRecord, StressRows, StressRowsRequest, StressSettings, StressSummary } from './schemas/stress.ts';
import { SegmentsRequest, SegmentTimeline } from './schemas/segments.ts';
import { Fairness, LabelIssues, WeakSliceReport, WeakSliceSettings } from './schemas/slices.ts';
import { AppSettings, CacheView, SettingsView } from './schemas/settings.ts';

const InProject = z.object({ project: FilePath });
const OfRun = InProject.extend({ runId: z.string() });
const OfStress = InProject.extend({ stressId: z.string() });
const OfHarden = InProject.extend({ hardenId: z.string() });
const OfDrift = InProject.extend({ driftId: z.string() });
const OfRetrain = InProject.extend({ retrainId: z.string() });
const Started = z.object({ jobId: z.string() });
const Nothing = z.object({});

const bundleChoices = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional(),
  /** Ids of targets; absent = the default ones. */
  targets: z.array(z.string().max(100)).max(100).optional(),
  /** Another form of the model, made and validated before; absent = as the run has it. */
  form: FormKind.optional(),
  /** Platforms whose libraries of onnxruntime travel in the bundle, so that nothing has to be installed there; absent = none. */
  runtime: z.array(RuntimePlatform).max(RuntimePlatform.options.length).optional(),
};

export const contract = {
  'app.info': call(
    'Version, host and folders of this workbench.',
    Nothing,
    z.object({
      version: z.string(),
      platform: z.string(),
      node: z.string(),
      onnxruntime: z.string(),
      duckdb: z.string(),
      projectsFolder: z.string(),
      /** Where the log is, for a bug report. */
      logFile: z.string().optional(),
      examples: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })),
    }),
  ),
  'app.usage': call(
    'Processor and memory in use, of the graphics cards too where that can be known: for the status line.',
    Nothing,
    z.object({
      cpuShare: z.number(),
      memoryBytes: z.number(),
      totalMemoryBytes: z.number(),
      /** Of all graphics cards together, where that can be known. */
      gpu: z.object({ memoryBytes: z.number(), totalMemoryBytes: z.number() }).optional(),
    }),
  ),
  'app.providers': call(
    'Every execution provider, probed in its own process, with the reason where it cannot run. With a project: whether its model opens there.',
    z.object({ refresh: z.boolean().default(false), project: FilePath.optional() }),
    z.array(ProviderStatus),
  ),
  'app.settings': call('What is set for every project, and where it is kept.', Nothing, SettingsView),
  'app.setSettings': call(
    'Set all of it. The folder of projects is tried first, and made where it is missing.',
    z.object({ settings: AppSettings }),
    SettingsView,
  ),
  'app.cache': call('What is kept to be quick and can be made again, and its size.', Nothing, CacheView),
  'app.clearCache': call(
    'Delete those copies, and nothing of a project. `kept` could not be deleted: in use elsewhere.',
    Nothing,
    CacheView.extend({ kept: z.number() }),
  ),

  'files.identify': call(
    'Say what each file is, by its content. Folders are looked into.',
    z.object({ paths: z.array(FilePath).min(1).max(10_000) }),
    z.array(FileIdentity),
  ),

  'projects.recent': call('Recently opened projects: pinned ones first, then the newest.', Nothing, z.array(RecentProject)),
  'projects.pinRecent': call(
    'Pin a recent project, or let it go; returns the list.',
    InProject.extend({ pinned: z.boolean() }),
    z.array(RecentProject),
  ),
  'projects.forgetRecent': call(
    'Take a project off the list of recent ones; its folder stays. Returns the list.',
    InProject,
    z.array(RecentProject),
  ),
  'projects.locate': call(
    'Open a recent project where it lies now: the list follows.',
    InProject.extend({ at: FilePath }),
    ProjectView,
  ),
  'projects.create': call(
    'Create a project folder. Without a folder: a new one under the projects folder.',
    z.object({ name: z.string().min(1).max(120), folder: FilePath.optional() }),
    ProjectView,
  ),
  'projects.discard': call(
    'Take away a project that has neither model nor data nor runs, as after a drop that was refused; any other stays. `isHalfNothing`: one that lacks one of both goes as well.',
    InProject.extend({ isHalfNothing: z.boolean().default(false) }),
    z.object({ isGone: z.boolean() }),
  ),
  'projects.open': call('Open a project folder or its drydock.json.', InProject, ProjectView),
  'projects.get': call('Everything the window shows of a project.', InProject, ProjectView),
  'projects.rename': call(
    'Rename a project (its folder stays).',
    InProject.extend({ name: z.string().min(1).max(120) }),
    ProjectView,
  ),
  'projects.setModel': call(
    'Use this ONNX model, with the class names of a labels file where one is given. Suggests a mapping when data are there.',
    InProject.extend({ path: FilePath, labels: FilePath.optional() }),
    ProjectView,
  ),
  'projects.setData': call(
    'Read these files as the dataset: a job. Suggests a mapping when a model is there.',
    InProject.extend({ paths: z.array(FilePath).min(1), options: ReadOptions.default({}) }),
    Started,
  ),
  'projects.setMapping': call('Save a mapping as edited.', InProject.extend({ mapping: Mapping }), ProjectView),
  'projects.loadMapping': call(
    'Take over a mapping kept in a file (whole, in part, or in the drydock.json of another project), fitted to the model and data here.',
    InProject.extend({ path: FilePath, told: ToldMapping.default({}) }),
    ProjectView,
  ),
  'projects.suggestMapping': call(
    'Throw away edits and suggest the mapping anew; or, with `keep`, change nothing of the saved one but what is told.',
    InProject.extend({ told: ToldMapping.default({}), keep: z.boolean().default(false) }),
    ProjectView,
  ),
  'projects.setSettings': call('Save run settings.', InProject.extend({ settings: RunSettings }), ProjectView),
  'projects.setBaseline': call(
    'Pin a run as the one others are compared with.',
    InProject.extend({ runId: z.string().nullable() }),
    ProjectView,
  ),
  'projects.setSlices': call(
    'Name parts of the data: all slices of the project, in order. Later runs have figures for each.',
    InProject.extend({ slices: z.array(NamedSlice).max(100) }),
    ProjectView,
  ),
  'projects.saveCopy': call(
    'Copy the whole project folder: a new or empty folder becomes the copy; in any other, the copy gets one of its own.',
    InProject.extend({ folder: FilePath }),
    InProject,
  ),
  'projects.openExample': call(
    'A fresh project with a shipped example in it: a job that reads the data and, if told so, starts the first run.',
    z.object({ name: z.string(), run: z.boolean().default(false) }),
    Started.extend({ project: FilePath }),
  ),

  'models.graph': call(
    'The graph of the model, as in the file: all of it, or as much as the limit allows around what is looked for.',
    GraphRequest,
    ModelGraph,
  ),

  'models.lint': call(
    'Look for silent failures of the model on rows of the data: a job whose result is a LintReport. Kept with the project.',
    InProject.extend({ settings: LintSettings.prefault({}) }),
    Started,
  ),
  'models.lintReport': call(
    'What the last look for silent failures found; whether model, data and mapping are still those it looked at.',
    InProject,
    z.object({ report: LintReport.nullable(), isCurrent: z.boolean() }),
  ),

  'data.preview': call(
    'The first rows and the columns of files that are being read, from their beginning alone. Null where that does not tell.',
    z.object({ paths: z.array(FilePath).min(1), options: ReadOptions.default({}) }),
    DataPreview.nullable(),
  ),
  'data.rows': call('A page of the dataset.', InProject.extend({ page: PageRequest }), RowPage),
  'data.rejected': call(
    'A page of the rows that could not be read, with file, line and reason.',
    InProject.extend({ page: PageRequest }),
    RowPage,
  ),
  'data.exportRejected': call(
    'Write the rejected rows to a CSV file; returns its path.',
    InProject,
    z.object({ path: FilePath }),
  ),

  'quality.get': call(
    'What is wrong with the data: the last result, what the profile alone tells, and how the checks are set.',
    InProject,
    QualityView,
  ),
  'quality.start': call(
    'Check the data: a job whose partial results are QualityReports. Ends at once where the last result still holds, unless asked for anew. When the minutes are up, what was not reached is left out.',
    InProject.extend({
      again: z.boolean().default(false),
      budgetMinutes: z.number().positive().max(10_080).nullable().default(null),
    }),
    Started,
  ),
  'quality.setChecks': call(
    'Save thresholds, expectations and the reference. What was measured is graded anew at once.',
    InProject.extend({ settings: QualitySettings }),
    QualityView,
  ),
  'quality.rows': call(
    'The rows behind a finding of the last result, with the reason for each where there is one.',
    InProject.extend({ findingId: z.string(), page: PageRequest }),
    RowPage,
  ),

  'runs.start': call(
    'Validate: run the model over the data. A job.',
    InProject.extend({ name: z.string().max(120).optional() }),
    Started.extend({ runId: z.string() }),
  ),
  'runs.get': call('Record and report of one run.', OfRun, z.object({ record: RunRecord, report: RunReport.nullable() })),
  'runs.update': call(
    'Rename, note, star or archive a run. Nothing else of a run ever changes.',
    OfRun.extend({
      name: z.string().min(1).max(120).optional(),
      note: z.string().max(10_000).optional(),
      starred: z.boolean().optional(),
      archived: z.boolean().optional(),
    }),
    RunRecord,
  ),
  'runs.timeline': call(
    'Accuracy over time with other windows.',
    OfRun.extend({ unit: WindowUnit, selection: RunSelection.default({ filters: [] }) }),
    Timeline,
  ),
  'runs.evaluate': call(
    'All figures for a selection of rows: a window, a brush, a filter.',
    OfRun.extend({ selection: RunSelection }),
    Evaluation,
  ),
  'runs.curves': call(
    'ROC and precision-recall curves of classes, each against the rest: those asked for that have rows of both kinds.',
    OfRun.extend({ selection: RunSelection.default({ filters: [] }), classes: z.array(z.string()).min(1).max(10) }),
    z.array(ClassCurve),
  ),
  'runs.thresholds': call(
    'What every decision threshold would have given on a run of two classes with scores and labels: counts of right and wrong rows.',
    OfRun.extend({ selection: RunSelection.default({ filters: [] }) }),
    ThresholdTable,
  ),
  'runs.rows': call(
    'The rows behind a mark: prediction, actual and the data columns.',
    OfRun.extend({ selection: RunSelection, page: PageRequest }),
    RowPage,
  ),
  'runs.compare': call(
    'Runs beside a reference, which is the pinned baseline if it is among them, else the first: paired differences of every figure with intervals and tests where they ran on the same data.',
    InProject.extend({ runIds: z.array(z.string()).min(2).max(mostCompared) }),
    z.object({ comparisons: z.array(RunComparison) }),
  ),
  'runs.flipped': call(
    'The rows on which run b differs from run a: fixed, broken, or predicted otherwise. A and B in the names of columns are the two runs.',
    InProject.extend({ a: z.string(), b: z.string(), kind: FlipKind, page: PageRequest }),
    RowPage,
  ),
  'probe.predict': call(
    'What the model says of a row, and what it would say if some cells were others.',
    InProject.extend(ProbedRow.shape),
    ProbeResult,
  ),
  'probe.flip': call(
    'The smallest realistic change of a row that changes its answer: fewest edits, then smallest. Within a budget.',
    InProject.extend(FlipRequest.shape),
    FlipResult,
  ),
  'probe.dependence': call(
    'How the answer depends on one column: partial dependence, and the lines of single rows (ICE).',
    InProject.extend(DependenceRequest.shape),
    Dependence,
  ),
  'probe.saveTest': call(
    'Write a row, as it is and with edits, and the answers it must get into a file of tests.',
    InProject.extend(SaveTestRequest.shape),
    z.object({ path: FilePath, tests: z.number() }),
  ),
  'probe.replay': call(
    'Run a file of row tests through the model of the project: through its own mapping, or without one that of the file.',
    InProject.extend({ path: FilePath }),
    ReplayResult,
  ),

  'runs.weakSlices': call(
    'Parts of the data, told by one or two columns, on which the model errs more than on the rest: found on half of the rows, tested on the other.',
    OfRun.extend({ selection: RunSelection.default({ filters: [] }), settings: WeakSliceSettings.prefault({}) }),
    WeakSliceReport,
  ),
  'runs.fairness': call(
    'The groups of a column beside each other: size, rates, metrics, and how far apart they are.',
    OfRun.extend({ column: z.string(), selection: RunSelection.default({ filters: [] }) }),
    Fairness,
  ),
  'runs.segments': call(
    'One figure by the groups of a column and by named slices, window by window.',
    OfRun.extend(SegmentsRequest.shape),
    SegmentTimeline,
  ),
  'runs.labelIssues': call(
    'Rows whose label is likely wrong, by confident learning, the likeliest first.',
    OfRun.extend({ offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(1000).default(100) }),
    LabelIssues,
  ),
  'runs.report': call('Write the self-contained HTML report; returns its path.', OfRun, z.object({ path: FilePath })),

  'stress.catalogue': call(
    'Every way in which data can be damaged, with what its five severities mean.',
    Nothing,
    z.array(CorruptionCard),
  ),
  'stress.start': call(
    'Messy data: damage the rows in every way and see what becomes of the answers. A job; its `partial` is the StressReport as it grows.',
    InProject.extend({ settings: StressSettings, name: z.string().min(1).max(120).optional() }),
    Started.extend({ stressId: z.string() }),
  ),
  'stress.list': call(
    'Stress runs of a project, newest first. `damaged` could not be read.',
    InProject,
    z.object({ runs: z.array(StressSummary), damaged: z.array(z.object({ path: FilePath, message: z.string() })) }),
  ),
  'stress.get': call('One stress run, with its report as far as it got.', OfStress, StressRecord),
  'stress.update': call(
    'Rename or archive a stress run (archive it to remove it: that can be undone).',
    OfStress.extend({ name: z.string().min(1).max(120).optional(), archived: z.boolean().optional() }),
    StressRecord,
  ),
  'stress.report': call(
    'Write the self-contained HTML report of a stress run; returns its path.',
    OfStress,
    z.object({ path: FilePath }),
  ),
  'stress.rows': call(
    'Rows before and after a corruption side by side: made again from the seed for the page asked for.',
    OfStress.extend(StressRowsRequest.shape),
    StressRows,
  ),

  'harden.start': call(
    'Harden: search what mends the model on messy data on one half of the rows and prove it on the other. A job; its `partial` is the HardenReport as it grows.',
    InProject.extend({ settings: HardenSettings, name: z.string().min(1).max(120).optional() }),
    Started.extend({ hardenId: z.string() }),
  ),
  'harden.list': call(
    'Hardening runs of a project, newest first. `damaged` could not be read.',
    InProject,
    z.object({ runs: z.array(HardenSummary), damaged: z.array(z.object({ path: FilePath, message: z.string() })) }),
  ),
  'harden.get': call('One hardening run, with its report as far as it got.', OfHarden, HardenRecord),
  'harden.accept': call(
    'Make offers of a hardening run, and those they stand on, part of the mapping of the project.',
    OfHarden.extend({ offers: z.array(z.string()).min(1).max(1000) }),
    ProjectView,
  ),
  'harden.undo': call('Take back what was accepted last.', InProject, ProjectView),

  'drift.start': call(
    'Compare columns, predictions and labels of every window with a reference: drift, since when, what to do. A job; its result has the id.',
    InProject.extend({ settings: DriftSettings, name: z.string().min(1).max(120).optional() }),
    Started,
  ),
  'drift.list': call(
    'Drift runs of a project, newest first. `damaged` could not be read.',
    InProject,
    z.object({ runs: z.array(DriftSummary), damaged: z.array(z.object({ path: FilePath, message: z.string() })) }),
  ),
  'drift.get': call('One drift run with its report.', OfDrift, DriftRecord),
  'drift.alerts': call(
    'Alerts of the newest drift run, not archived, that took the predictions of this run; null = there is none.',
    OfRun,
    TimedAlerts.nullable(),
  ),
  'drift.report': call(
    'Write the self-contained HTML report of a drift run; returns its path.',
    OfDrift,
    z.object({ path: FilePath }),
  ),
  'drift.saveReference': call(
    'Save the reference of such a comparison in a file, to be held against later without its table. A job; its result says what is in it.',
    InProject.extend({ settings: DriftSettings, path: FilePath, keepsRows: z.boolean().default(true) }),
    Started,
  ),
  'drift.keepReference': call(
    'Save the reference of a drift run in the folder of the run. A job; its result says where.',
    OfDrift.extend({ keepsRows: z.boolean().default(true) }),
    Started,
  ),
  'drift.update': call(
    'Rename or archive a drift run (archive it to remove it: that can be undone).',
    OfDrift.extend({ name: z.string().min(1).max(120).optional(), archived: z.boolean().optional() }),
    DriftRecord,
  ),

  'retrain.plan': call(
    'What a training command would get and how it would be run, without running it.',
    InProject.extend({ settings: RetrainSettings }),
    RetrainPlan,
  ),
  'retrain.start': call(
    'Run a training command of your own on the fresh rows, then validate the model of the project and the new one over rows held out. A job; its `partial` is a TrainingOutput.',
    InProject.extend({ settings: RetrainSettings, name: z.string().min(1).max(120).optional() }),
    Started.extend({ retrainId: z.string() }),
  ),
  'retrain.list': call(
    'Retrainings of a project that have ended, newest first. `damaged` could not be read.',
    InProject,
    z.object({ runs: z.array(RetrainSummary), damaged: z.array(z.object({ path: FilePath, message: z.string() })) }),
  ),
  'retrain.get': call('One retraining.', OfRetrain, RetrainRecord),
  'retrain.log': call('What the training command of one said, its last lines.', OfRetrain, RetrainLog),
  'retrain.judge': call(
    'The new model of one (B) against that of the project then (A), over the rows held out, and what that says about promoting it. By rmse of a regression, rocAuc of two classes with scores, else accuracy, where no metric is named.',
    OfRetrain.extend({ metric: MetricName.optional() }),
    z.object({ comparison: RunComparison, verdict: RetrainVerdict }),
  ),
  'retrain.decide': call(
    'Promote the new model to that of the project, or reject it: where it was promoted, the one before comes back.',
    OfRetrain.extend({ promote: z.boolean(), reason: z.string().max(2_000).default('') }),
    RetrainRecord,
  ),

  'monitor.import': call(
    'Read what a deployed bundle logged: a job whose result is a MonitorResult. The log becomes the data of a project of its own, with labels that came later, and its answers a run there.',
    MonitorImport,
    Started,
  ),
  'monitor.last': call(
    'How the log of the bundle of a run was read last, and what came of it. Null = it never was.',
    OfRun,
    LogReading.nullable(),
  ),
  'monitor.live': call(
    'What a running server says of itself, asked of its /metrics now: requests, errors, latency, and its last rows against the validated ones.',
    z.object({ address: z.string().trim().min(1).max(2000) }),
    ServerFigures,
  ),

  'readiness.read': call(
    'The ML Test Score of a run, filled by what the project has: runs, checks, stress, drift, retraining, logs, load tests.',
    OfRun,
    ReadinessReport,
  ),
  'readiness.state': call(
    'Say how a test of the score is met that no evidence tells, or why one that failed is accepted. Null takes it back.',
    OfRun.extend({ test: z.string().max(100), text: z.string().trim().min(1).max(2000).nullable() }),
    ReadinessReport,
  ),

  'bundles.export': call(
    'Export a deployment bundle of a run: a job whose result is a BundleResult.',
    OfRun.extend({
      ...bundleChoices,
      out: FilePath.optional(),
      /** A target that cannot work is left out, and the findings say so; else the export is refused. */
      leaveOut: z.boolean().optional(),
    }),
    Started,
  ),
  'bundles.targets': call(
    'The ways to deploy a bundle that files can be written for, in the order they are offered.',
    Nothing,
    z.array(TargetInfo),
  ),
  'bundles.runtimes': call(
    'The platforms whose libraries of onnxruntime this installation can put into a bundle.',
    Nothing,
    z.array(RuntimeOffer),
  ),
  'bundles.draft': call(
    'What a bundle would hold, and what is to be known before it is written: a job whose result is a BundleResult. The archive is a draft inside the project, replaced by the next one; of a target that cannot work the files are left out.',
    OfRun.extend(bundleChoices),
    Started,
  ),
  'bundles.list': call('Bundles in the folder of the project, newest first.', InProject, z.array(KeptBundle)),
  'bundles.entries': call(
    'The files in a bundle.',
    z.object({ path: FilePath }),
    z.array(z.object({ path: z.string(), bytes: z.number() })),
  ),
  'bundles.file': call('One file of a bundle, to be looked at.', z.object({ path: FilePath, name: z.string() }), BundleFile),
  'bundles.compare': call('What tells two bundles apart.', z.object({ a: FilePath, b: FilePath }), BundleDifference),
  'forms.make': call(
    'Write other forms of the model of a run, validate each over the same rows as a run of the project, and measure it beside the original: a job whose result is a FormReport. Forms made before stay listed.',
    OfRun.extend({ kinds: z.array(FormKind).min(1).max(FormKind.options.length) }),
    Started,
  ),
  'forms.read': call(
    'The forms of the model of a run that were made; null = none were.',
    OfRun,
    z.object({ report: FormReport.nullable() }),
  ),
  'bundles.verify': call(
    'Unpack a bundle elsewhere, start its server, replay the golden rows: a job whose result is a VerifyResult. With url, the server that runs there is asked instead.',
    z.object({
      path: FilePath,
      url: z.url({ protocol: /^https?$/ }).optional(),
      /** PEM of the public key of who must have signed it, and the signature file, else the one beside the bundle. */
      signedBy: z.object({ publicKey: FilePath, signature: FilePath.optional() }).optional(),
    }),
    Started,
  ),
  'bundles.sign': call(
    'Sign a bundle that is as it was exported: a job whose result is a SignResult. The password of an encrypted key is taken from DRYDOCK_KEY_PASSWORD.',
    z.object({ path: FilePath, key: FilePath, out: FilePath.optional() }),
    Started,
  ),
  'bundles.loadtest': call(
    'Measure how much a bundle or a running server carries: a job whose result is a LoadResult. With a project it is kept beside the run of the bundle, and its plan goes into exports.',
    LoadRequest.extend({ project: FilePath.optional() }),
    Started,
  ),
  'bundles.lastLoad': call(
    'The last load test of the bundle of a run; null where none was made.',
    OfRun,
    z.object({ load: LoadResult.nullable() }),
  ),

  'jobs.list': call('All jobs of this session, newest first.', Nothing, z.array(JobRecord)),
  'jobs.cancel': call('Ask a job to stop; it keeps what is finished.', z.object({ jobId: z.string() }), JobRecord),
  'jobs.follow': stream(
    'Every change of every job, from a sequence number on.',
    z.object({ after: z.number().int().min(0).default(0) }),
    JobEvent,
  ),
} as const;

export type WorkbenchContract = typeof contract;

// THE table: every procedure of the workbench. Carriers, command line, docs and tests are read off it.
import { z } from 'zod';
import { call, stream } from './procedure.ts';
import { FilePath, PageRequest, RowPage } from './schemas/common.ts';
import { ReadOptions } from './schemas/datasets.ts';
import { JobEvent, JobRecord } from './schemas/jobs.ts';
import { Mapping } from './schemas/mapping.ts';
import { FileIdentity, ProjectView, RecentProject } from './schemas/projects.ts';
import {
  Evaluation,
  ProviderStatus,
  RunRecord,
  RunReport,
  RunSelection,
  RunSettings,
  Timeline,
  WindowUnit,
} from './schemas/runs.ts';

const InProject = z.object({ project: FilePath });
const OfRun = InProject.extend({ runId: z.string() });
const Started = z.object({ jobId: z.string() });
const Nothing = z.object({});

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
    'Processor and memory in use, for the status line.',
    Nothing,
    z.object({ cpuShare: z.number(), memoryBytes: z.number(), totalMemoryBytes: z.number() }),
  ),
  'app.providers': call(
    'Every execution provider, probed in its own process, with the reason where it cannot run. With a project: whether its model opens there.',
    z.object({ refresh: z.boolean().default(false), project: FilePath.optional() }),
    z.array(ProviderStatus),
  ),

  'files.identify': call(
    'Say what each file is, by its content. Folders are looked into.',
    z.object({ paths: z.array(FilePath).min(1).max(10_000) }),
    z.array(FileIdentity),
  ),

  'projects.recent': call('Recently opened projects, newest first.', Nothing, z.array(RecentProject)),
  'projects.create': call(
    'Create a project folder. Without a folder: a new one under the projects folder.',
    z.object({ name: z.string().min(1).max(120), folder: FilePath.optional() }),
    ProjectView,
  ),
  'projects.open': call('Open a project folder or its drydock.json.', InProject, ProjectView),
  'projects.get': call('Everything the window shows of a project.', InProject, ProjectView),
  'projects.rename': call(
    'Rename a project (its folder stays).',
    InProject.extend({ name: z.string().min(1).max(120) }),
    ProjectView,
  ),
  'projects.setModel': call(
    'Use this ONNX model. Suggests a mapping when data are there.',
    InProject.extend({ path: FilePath }),
    ProjectView,
  ),
  'projects.setData': call(
    'Read these files as the dataset: a job. Suggests a mapping when a model is there.',
    InProject.extend({ paths: z.array(FilePath).min(1), options: ReadOptions.default({}) }),
    Started,
  ),
  'projects.setMapping': call('Save a mapping as edited.', InProject.extend({ mapping: Mapping }), ProjectView),
  'projects.loadMapping': call(
    'Take over a mapping kept in a file (or in the drydock.json of another project), fitted to the model and data here.',
    InProject.extend({ path: FilePath }),
    ProjectView,
  ),
  'projects.suggestMapping': call('Throw away edits and suggest the mapping anew.', InProject, ProjectView),
  'projects.setSettings': call('Save run settings.', InProject.extend({ settings: RunSettings }), ProjectView),
  'projects.setBaseline': call(
    'Pin a run as the one others are compared with.',
    InProject.extend({ runId: z.string().nullable() }),
    ProjectView,
  ),
  'projects.openExample': call(
    'A fresh project with a shipped example in it: a job that reads the data.',
    z.object({ name: z.string() }),
    Started.extend({ project: FilePath }),
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
  'runs.rows': call(
    'The rows behind a mark: prediction, actual and the data columns.',
    OfRun.extend({ selection: RunSelection, page: PageRequest }),
    RowPage,
  ),
  'runs.report': call('Write the self-contained HTML report; returns its path.', OfRun, z.object({ path: FilePath })),

  'bundles.export': call(
    'Export a deployment bundle of a run: a job whose result is a BundleResult.',
    OfRun.extend({
      out: FilePath.optional(),
      name: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
        .optional(),
    }),
    Started,
  ),
  'bundles.verify': call(
    'Unpack a bundle elsewhere, start its server, replay the golden rows: a job whose result is a VerifyResult.',
    z.object({ path: FilePath }),
    Started,
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

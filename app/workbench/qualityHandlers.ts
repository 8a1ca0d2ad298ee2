// Data quality, as the contract offers it: the last result, a job that makes a new one, thresholds, the rows behind a finding.
import { isDeepStrictEqual } from 'node:util';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { DatasetCard } from '../api/schemas/datasets.ts';
import { QualitySettings, type QualityView } from '../api/schemas/quality.ts';
import { AppError } from '../base/errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import { qualityChecks } from '../quality/checks/registry.ts';
import { findingRows } from '../quality/findingRows.ts';
import { checkInfo, gradeMeasures } from '../quality/gradeMeasures.ts';
import { qualityKey, type KeyParts } from '../quality/qualityKey.ts';
import { qualityPlan } from '../quality/qualityPlan.ts';
import { quickReport } from '../quality/quickReport.ts';
import type { QualityRequest } from '../quality/runChecks.ts';
import { readStoredQuality, StoredQuality } from '../quality/storedQuality.ts';
import { resolvedPath, setProjectQuality } from '../runs/projectStore.ts';
import { latestScoredRun } from '../quality/latestScoredRun.ts';
import { stampFiles } from './fileStamps.ts';
import type { OpenProjects } from './openProjects.ts';

type QualityHandlers = Pick<Handlers<WorkbenchContract>, 'quality.get' | 'quality.start' | 'quality.setChecks' | 'quality.rows'>;

export interface QualityHandlersOptions {
  projects: OpenProjects;
  jobs: Jobs;
  tasks: Pick<TaskRunner, 'run'>;
  dataCache: string;
  memoryLimit: () => Promise<{ memoryLimit?: string }>;
  /** Of the program: another one may measure otherwise. */
  version: string;
}

export function createQualityHandlers(options: QualityHandlersOptions): QualityHandlers {
  const { projects, jobs, tasks, version } = options;

  /** Everything a result depends on, as the project is now. */
  const current = async (project: string) => {
    const { project: opened, data, model } = await projects.parts(project);
    if (!data) throw new AppError('CONFLICT', 'The project has no data yet.', { hint: 'Open a data file first.' });
    const { file, dir } = opened;
    const settings = settingsOf(dir, file.quality);
    const mapping = model ? file.mapping : null;
    const reference = settings.reference.kind === 'file' ? settings.reference : null;
    const run = await latestScoredRun(dir, data.sha256);
    // A reference that is gone is told by the job that needs it; the page opens all the same.
    const stamps = await stampFiles(reference?.paths ?? []).catch(() => []);
    const key = qualityKey({ version, card: data, mapping, settings, period: file.settings.reference, stamps, run });
    return { dir, data, mapping, settings, period: file.settings.reference, reference, run, key };
  };

  const view = async (project: string): Promise<QualityView> => {
    const { dir, data, mapping, settings, run, key } = await current(project);
    const stored = await storedOf(dir, data);
    return {
      report: stored && gradeMeasures(stored, qualityChecks, settings),
      stale: stored && staleReason(stored, key),
      quick: quickReport(data, settings, mapping),
      plan: qualityPlan(data, { settings, mapping, run }),
      checks: qualityChecks.map((check) => checkInfo(check, settings)),
      settings,
    };
  };

  return {
    'quality.get': ({ project }) => view(project),

    'quality.start': async ({ project, again, budgetMinutes }) => {
      const { dir, data, key, ...rest } = await current(project);
      const job = jobs.start({
        kind: 'quality',
        title: `Check the data of ${data.name}`,
        project,
        heavy: true,
        async run(hooks) {
          const kept = again ? null : await storedOf(dir, data);
          const isNew = kept?.complete !== true || kept.key !== JSON.stringify(key);
          const request: QualityRequest = {
            projectDir: dir,
            card: data,
            ...rest,
            budgetMinutes,
            cacheDir: options.dataCache,
            ...(await options.memoryLimit()),
            key: JSON.stringify(key),
          };
          const stored = isNew ? StoredQuality.parse(await tasks.run('quality', request, hooks)) : kept;
          const { outcome, counts } = gradeMeasures(stored, qualityChecks, rest.settings);
          return { outcome, counts, isNew };
        },
      });
      return { jobId: job.id };
    },

    'quality.setChecks': async ({ project, settings }) => {
      for (const [column, { min, max }] of Object.entries(settings.columns)) {
        if (min == null || max == null || min <= max) continue;
        throw new AppError('INVALID_INPUT', `The checks allow "${column}" from ${min} to ${max}: no value is both.`, {
          hint: 'Swap min and max, or leave one out.',
          where: { column },
        });
      }
      await setProjectQuality(project, settings);
      return view(project);
    },

    'quality.rows': async ({ project, findingId, page }, { signal }) => {
      const { dir, data, mapping, settings } = await current(project);
      const stored = await storedOf(dir, data);
      const checks = stored?.checks ?? [];
      const known = checks.some(({ id, measures }) => measures.some(({ key }) => `${id}:${key}` === findingId));
      // What the profile alone told has its rows too, before anything was run.
      const quick = known
        ? []
        : quickReport(data, settings, mapping).findings.map(({ id, check, ...one }) => ({
            ...one,
            key: id.slice(check.length + 1),
            check,
          }));
      const all = [
        ...checks,
        ...quick.map(({ check, severity: _, ...one }) => ({ id: check, skipped: null, tested: 1, measures: [one], more: 0 })),
      ];
      return findingRows({ projectDir: dir, card: data, checks: all, rowsFile: stored?.rowsFile ?? '' }, findingId, page, {
        signal,
      });
    },
  };
}

/** As they are kept, with absolute paths. */
function settingsOf(dir: string, kept: QualitySettings | undefined): QualitySettings {
  const settings = kept ?? QualitySettings.parse({});
  const { reference } = settings;
  if (reference.kind !== 'file') return settings;
  return { ...settings, reference: { ...reference, paths: reference.paths.map((path) => resolvedPath(dir, path)) } };
}

/** The last result, where it is of these very data. */
async function storedOf(dir: string, data: DatasetCard): Promise<StoredQuality | null> {
  const stored = await readStoredQuality(dir);
  return stored?.data.sha256 === data.sha256 ? stored : null;
}

const parts: Record<keyof KeyParts, string> = {
  version: 'it was made by another version of Drydock',
  data: 'the data were read otherwise',
  roles: 'the roles of the columns changed',
  reference: 'the reference changed',
  parameters: 'what is measured was set otherwise',
  run: 'a newer run says more about the labels',
};

/** Null where the result is as a new one would be. */
function staleReason(stored: StoredQuality, key: KeyParts): string | null {
  if (!stored.complete) return 'not every check was reached in the time that it was given';
  const before = JSON.parse(stored.key) as Partial<KeyParts>;
  const changed = (Object.keys(parts) as (keyof KeyParts)[]).find((part) => !isDeepStrictEqual(before[part], key[part]));
  return changed === undefined ? null : parts[changed];
}

// Where a run is weak, as the contract offers it: slices, groups of a column, rows whose label is likely wrong.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { RunSelection, type RunRecord } from '../api/schemas/runs.ts';
import { WeakSliceReport } from '../api/schemas/slices.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import type { RunQuery } from '../runs/evaluateRun.ts';
import { keepGroups } from '../runs/fairness/keptGroups.ts';
import { runFairness } from '../runs/fairness/runFairness.ts';
import { LabelIssueFile, readLabelIssues } from '../runs/labelIssues/labelIssueFile.ts';
import { labelIssuePage } from '../runs/labelIssues/labelIssuePage.ts';
import { segmentTimeline } from '../runs/segmentTimeline.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord } from '../runs/runStore.ts';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';
import { KeptSlices } from './keptSlices.ts';
import type { OpenProjects } from './openProjects.ts';

type SliceHandlers = Pick<
  Handlers<WorkbenchContract>,
  'runs.weakSlices' | 'runs.fairness' | 'runs.segments' | 'runs.labelIssues'
>;

export function createSliceHandlers({ projects, tasks }: { projects: OpenProjects; tasks: TaskRunner }): SliceHandlers {
  const open = async (project: string, runId: string, signal: AbortSignal): Promise<RunQuery & { record: RunRecord }> => {
    const folder = folderOfRun(project, runId);
    const [record, { data }] = await Promise.all([readRunRecord(folder), projects.parts(project)]);
    return { runDir: folder.dir, data: data?.sha256 === record.data.sha256 ? data : null, signal, record };
  };

  return {
    'runs.weakSlices': async ({ project, runId, selection, settings }, { signal }) => {
      const { runDir, data, record } = await open(project, runId, signal);
      const path = join(runDir, 'weak-slices.json');
      const kept = KeptSlices.safeParse(
        await readFile(path, 'utf8')
          .then(JSON.parse)
          .catch(() => null),
      );
      if (kept.success && isDeepStrictEqual([kept.data.settings, kept.data.selection], [settings, selection])) {
        return kept.data.report;
      }
      const report = WeakSliceReport.parse(await tasks.run('weakSlices', { runDir, data, settings, selection }, quiet(signal)));
      // While a run goes on, there is more to come.
      if (record.state !== 'running') await writeJsonAtomic(path, { version: 1, settings, selection, report });
      return report;
    },

    'runs.fairness': async ({ project, runId, column, selection }, { signal }) => {
      const query = await open(project, runId, signal);
      const fairness = await runFairness(query, column, selection);
      const isOfAll = isDeepStrictEqual(selection, RunSelection.parse({ filters: [] }));
      if (isOfAll && query.record.state !== 'running') await keepGroups(query.runDir, fairness);
      return fairness;
    },

    'runs.segments': async ({ project, runId, ...request }, { signal }) => {
      const [query, { project: opened }] = await Promise.all([open(project, runId, signal), projects.parts(project)]);
      return segmentTimeline(query, request, opened.file.slices);
    },

    'runs.labelIssues': async ({ project, runId, offset, limit }, { signal }) => {
      const query = await open(project, runId, signal);
      const { runDir } = query;
      // In a process of its own: it holds the scores of all rows.
      const file =
        (await readLabelIssues(runDir)) ?? LabelIssueFile.parse(await tasks.run('labelIssues', { runDir }, quiet(signal)));
      return labelIssuePage(query, file, { offset, limit });
    },
  };
}

function quiet(signal: AbortSignal) {
  return { signal, onProgress: () => undefined, onPartial: () => undefined };
}

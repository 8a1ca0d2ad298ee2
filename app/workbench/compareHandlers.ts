// Runs beside each other: their figures row by row, and the rows on which they differ.
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import type { RunComparison } from '../api/schemas/compare.ts';
import { AppError } from '../base/errors.ts';
import type { TaskRunner } from '../jobs/tasks.ts';
import { flippedRows } from '../runs/compare/flippedRows.ts';
import { folderOfRun } from '../runs/runFolder.ts';
import { readRunRecord } from '../runs/runStore.ts';
import type { OpenProjects } from './openProjects.ts';

type CompareHandlers = Pick<Handlers<WorkbenchContract>, 'runs.compare' | 'runs.flipped'>;

export function createCompareHandlers({
  projects,
  tasks,
}: {
  projects: OpenProjects;
  tasks: Pick<TaskRunner, 'run'>;
}): CompareHandlers {
  return {
    'runs.compare': async ({ project, runIds }, { signal }) => {
      const { baselineRun } = (await projects.parts(project)).project.file;
      const distinct = [...new Set(runIds)];
      if (distinct.length < 2) {
        throw new AppError('INVALID_INPUT', 'A run cannot be compared with itself.', { hint: 'Name two or more runs.' });
      }
      const ordered = [...distinct].sort((a, b) => Number(b === baselineRun) - Number(a === baselineRun));
      const runDirs = ordered.map((id) => folderOfRun(project, id).dir);
      // In a process of its own: sorting millions of scores must not hold up anything else.
      const comparisons = await tasks.run(
        'compare',
        { runDirs },
        { signal, onProgress: () => undefined, onPartial: () => undefined },
      );
      return { comparisons: comparisons as RunComparison[] };
    },

    'runs.flipped': async ({ project, a, b, kind, page }, { signal }) => {
      const runDirs = { a: folderOfRun(project, a).dir, b: folderOfRun(project, b).dir };
      const [record, { data }] = await Promise.all([readRunRecord(folderOfRun(project, a)), projects.parts(project)]);
      return flippedRows({ runDirs, kind, page, data: data?.sha256 === record.data.sha256 ? data : null, signal });
    },
  };
}

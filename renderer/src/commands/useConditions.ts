import { useMemo } from 'react';
import type { Condition } from '../../../app/api/commands';
import { hasEnded } from '../api/jobsStore';
import { useJobsSelect } from '../api/useJobs';
import { usePlace } from '../state/navigation';
import { useProject } from '../state/project';
import { useRowsDrawer } from '../state/rowsDrawer';
import { useUndo } from '../state/undo';
import { shownRun } from '../state/shownRun';
import { useStartRun } from '../state/useStartRun';

export type Conditions = Record<Condition, string | null>;

/** For each condition of the table: null where it holds, else why it does not, in words. */
export function useConditions(hasTable: boolean): Conditions {
  const project = useProject();
  const { run: wanted } = usePlace();
  const { canRun, reason } = useStartRun();
  const { nextUndo, nextRedo } = useUndo();
  const { trail } = useRowsDrawer();
  const isRunning = useJobsSelect((jobs) => jobs.some((job) => !hasEnded(job)));
  const run = shownRun(project, wanted);

  const noProject = project ? null : 'No project is open.';
  const noRun = noProject ?? (!run ? 'Nothing was run yet.' : run.headline ? null : 'This run has no figures.');
  const canNotRun = canRun ? null : reason;
  const isDrawerShut = trail.length === 0;
  return useMemo(
    () => ({
      always: null,
      project: noProject,
      canRun: canNotRun,
      running: isRunning ? null : 'Nothing is running.',
      run: noRun,
      canUndo: nextUndo === null ? 'There is nothing to undo.' : null,
      canRedo: nextRedo === null ? 'There is nothing to redo.' : null,
      table: hasTable ? null : 'There is no table on this page.',
      drawer: isDrawerShut ? 'No drawer is open.' : null,
    }),
    [noProject, canNotRun, isRunning, noRun, nextUndo, nextRedo, hasTable, isDrawerShut],
  );
}

import { IconTargetArrow } from '@tabler/icons-react';
import { useActiveJob } from '../../api/useJobs';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageHead } from '../../components/PageHead';
import { PageLoading } from '../../components/PageLoading';
import { usePlace } from '../../state/navigation';
import { canShowRuns, useProject } from '../../state/project';
import { shownRun, useRunQuery } from '../../state/useRunView';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { FirstRun } from './FirstRun';
import { LiveRun } from './LiveRun';
import { RunResults } from './RunResults';
import { SettingsPanel } from './SettingsPanel';

export function ValidatePage() {
  const project = useProject();
  const place = usePlace();
  const running = useActiveJob('validate', project?.project ?? '');
  const record = shownRun(project, place.run);
  const run = useRunQuery(record?.id);

  if (!project || !canShowRuns(project)) {
    return (
      <>
        <PageHead title="Validate" />
        <NothingYet icon={IconTargetArrow} title="Nothing to validate yet">
          {project?.model ? 'Drop a table to run the model over.' : 'Drop a model and a table, in one go or one after the other.'}
        </NothingYet>
      </>
    );
  }
  if (running && place.run === null) {
    return (
      <>
        <PageHead title="Validate" note={running.title} />
        <LiveRun job={running} />
      </>
    );
  }
  return (
    <>
      <RunHead title="Validate" record={record} />
      <SettingsPanel project={project} startsOpen={record === undefined} />
      {!record ? (
        <FirstRun />
      ) : run.isError ? (
        <ErrorNotice error={run.error} retry={() => void run.refetch()} />
      ) : run.isPending ? (
        <PageLoading what="Reading the run" />
      ) : (
        <RunResults view={run.data} />
      )}
    </>
  );
}

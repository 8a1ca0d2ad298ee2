import '../../theme/threshold.css';
import { IconTargetArrow } from '@tabler/icons-react';
import { useActiveJob } from '../../api/useJobs';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageHead } from '../../components/PageHead';
import { PageLoading } from '../../components/PageLoading';
import { usePlace } from '../../state/navigation';
import { canShowRuns, useProject } from '../../state/project';
import { useRunQuery } from '../../state/useRunView';
import { shownRun } from '../../state/shownRun';
import { NothingYet } from '../NothingYet';
import { RunHead } from '../RunHead';
import { ReadingData } from '../data/ReadingData';
import { FirstRun } from './FirstRun';
import { LiveRun } from './LiveRun';
import { RunResults } from './RunResults';
import { SettingsPanel } from './SettingsPanel';
import { WhatWasFound } from './WhatWasFound';

export function ValidatePage() {
  const project = useProject();
  const place = usePlace();
  const running = useActiveJob('validate', project?.project ?? '');
  const reading = useActiveJob('ingest', project?.project ?? '');
  const record = shownRun(project, place.run);
  const run = useRunQuery(record?.id);

  const found = project && place.at === 'found' && <WhatWasFound project={project} reading={reading} />;

  if (found && reading) {
    return (
      <>
        <PageHead title="Validate" note={reading.title} />
        {found}
        <ReadingData job={reading} />
      </>
    );
  }
  if (project && running && place.run === null) {
    return (
      <>
        <PageHead title="Validate" note={running.title} />
        {found}
        <LiveRun job={running} />
      </>
    );
  }
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
  return (
    <>
      <RunHead title="Validate" record={record} />
      {found}
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

import { Button, Progress } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { LintReport } from '../../../../app/api/schemas/lint';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { fromWire } from '../../../../app/base/errors';
import { hasEnded } from '../../api/jobsStore';
import { useJobs } from '../../api/useJobs';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Message } from '../../components/Message';
import { Panel } from '../../components/Panel';
import { count } from '../../format/numbers';
import { progressText } from '../../format/progress';
import { moment } from '../../format/times';
import { notifyError } from '../../state/notices';
import { LintChecks } from './LintChecks';
import { icon } from '../../theme/tokens';

/** Silent failures of the graph: looked for on rows of the data, each with what it means and what to do. */
export function LintPanel({ project }: { project: ProjectView }) {
  const client = useClient();
  const job = useJobs().find((one) => one.kind === 'lint' && one.project === project.project);
  const isRunning = job !== undefined && !hasEnded(job);
  const { model, data, mapping, check } = project;
  const kept = useQuery({
    queryKey: ['lint', project.project, model?.sha256, data?.sha256, mapping, job?.id, job?.state],
    queryFn: ({ signal }) => client['models.lintReport']({ project: project.project }, { signal }),
    staleTime: Infinity,
    enabled: !isRunning,
  });
  const report = kept.data?.report ?? null;
  const isReady = Boolean(data && check?.ready);
  return (
    <Panel
      title="Silent failures"
      note={report && !isRunning ? <ReportNote report={report} /> : undefined}
      end={
        isRunning ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={job.cancelling}
            onClick={() => void client['jobs.cancel']({ jobId: job.id }).catch(notifyError)}
          >
            Stop
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconStethoscope size={icon.md} />}
            disabled={!isReady}
            onClick={() => void client['models.lint']({ project: project.project }).catch(notifyError)}
          >
            {report ? 'Look again' : 'Look for them'}
          </Button>
        )
      }
    >
      {isRunning ? (
        <div role="status">
          <Progress
            value={job.progress.total ? (100 * job.progress.done) / job.progress.total : 100}
            animated={job.progress.total === null}
            aria-label="Looking for silent failures"
          />
          <p className="soft" style={{ margin: 'var(--space-6) 0 0' }}>
            {progressText(job.progress)}
          </p>
        </div>
      ) : (
        <>
          {job?.error && <ErrorNotice error={fromWire(job.error)} />}
          {kept.isError && <ErrorNotice error={kept.error} retry={() => void kept.refetch()} />}
          {report ? (
            <>
              {kept.data?.isCurrent === false && (
                <Message tone="info">
                  This was found with another model, other data or another mapping than the project has now.
                </Message>
              )}
              <LintChecks report={report} canProbe={kept.data?.isCurrent === true} />
            </>
          ) : (
            <p className="soft" style={{ margin: 0 }}>
              {isReady
                ? 'Feeds NaN and Infinity, shuffles columns, runs rows alone and together, twice, and on every provider: what gives an answer although it should not, or another one than it should.'
                : 'Looked for on rows of your data: it takes data and a complete mapping.'}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function ReportNote({ report: { rows, totalRows, at } }: { report: LintReport }) {
  return (
    <>
      {count(rows)} of {count(totalRows)} rows, {moment(at)}
    </>
  );
}

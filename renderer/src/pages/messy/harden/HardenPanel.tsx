import { Button } from '@mantine/core';
import { HardenReport } from '../../../../../app/api/schemas/harden';
import { useActiveJob } from '../../../api/useJobs';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { JobProgress } from '../../../components/JobProgress';
import { Panel } from '../../../components/Panel';
import { counted } from '../../../format/numbers';
import { moment } from '../../../format/times';
import { useOpenProject } from '../../../state/project';
import { useHardenList, useHardenRun } from '../../../state/useHarden';
import { HardenStart } from './HardenStart';
import { Offers } from './Offers';
import { useTakeBack } from './useTakeBack';

/** Searches what mends the model, shows what is proved, and makes it part of the project. */
export function HardenPanel({ project }: { project: string }) {
  const running = useActiveJob('harden', project);
  const list = useHardenList(project);
  const newest = list.data?.find(({ state }) => state === 'complete' || state === 'partial') ?? null;
  const run = useHardenRun(project, newest?.id ?? null);
  const { check, mapping } = useOpenProject();
  const live = HardenReport.safeParse(running?.partial);
  const hasTarget = mapping?.columns.some(({ role }) => role === 'target') ?? false;
  const problem = !check?.ready
    ? (check?.problems.find(({ severity }) => severity === 'error')?.message ?? 'The mapping is not complete.')
    : hasTarget
      ? null
      : 'Name the column with the true answers as target: without labels nothing can be proved.';
  const report = running ? (live.success ? live.data : null) : (run.data?.report ?? null);
  return (
    <Panel
      title="Harden"
      note={
        running || !newest
          ? 'what mends the model, proved on rows it was not chosen on'
          : `${moment(newest.startedAt)} · ${counted(newest.offers ?? 0, 'repair')} proved${newest.stateReason === null ? '' : ` · ${newest.stateReason}`}`
      }
    >
      <div className="stack">
        {running ? (
          <JobProgress job={running} label="Progress of the hardening" cancelLabel="Stop, keep what is proved" />
        ) : (
          <HardenStart project={project} problem={problem} />
        )}
        {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
        {run.isError && <ErrorNotice error={run.error} retry={() => void run.refetch()} />}
        {report && (
          <Offers key={newest?.id ?? 'live'} project={project} hardenId={running ? null : (newest?.id ?? null)} report={report} />
        )}
        <Accepted project={project} />
      </div>
    </Panel>
  );
}

/** What was accepted and holds, and the way back. */
function Accepted({ project }: { project: string }) {
  const { hardening = [] } = useOpenProject();
  const undo = useTakeBack();
  const holding = hardening.filter(({ undoneAt }) => undoneAt === null);
  if (holding.length === 0) return null;
  return (
    <div>
      <h3 style={{ margin: '0 0 var(--space-6)' }}>Accepted</h3>
      <ul style={{ margin: 0, paddingLeft: 'var(--space-20)' }}>
        {holding.flatMap(({ at, offers }) =>
          offers.map(({ id, title }) => (
            <li key={`${at} ${id}`}>
              {title} <span className="soft small">{moment(at)}</span>
            </li>
          )),
        )}
      </ul>
      <Button mt="var(--space-8)" size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate({ project })}>
        Take back what was accepted last
      </Button>
    </div>
  );
}

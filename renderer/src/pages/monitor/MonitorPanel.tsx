import '../../theme/monitor.css';
import { Button, Collapse, UnstyledButton } from '@mantine/core';
import { IconChartLine, IconChevronDown } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useActiveJob } from '../../api/useJobs';
import { ErrorNotice } from '../../components/ErrorNotice';
import { JobProgress } from '../../components/JobProgress';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { giveLog, useGivenLog } from '../../state/givenLog';
import { goTo, usePlace } from '../../state/navigation';
import { useLastReading, useReadLog, type BundleRun } from '../../state/readLog';
import { KeepReading } from './KeepReading';
import { LiveServer } from './LiveServer';
import { LogForm } from './LogForm';
import { ReadingFacts } from './ReadingFacts';
import { icon } from '../../theme/tokens';

interface MonitorPanelProps {
  of: BundleRun;
  runName: string;
  /** The form is there to be filled in; else it waits behind its title. */
  isMain?: boolean;
}

/** What the bundle of a run answered since it was deployed: read from its log, once or again and again. */
export function MonitorPanel({ of, runName, isMain = false }: MonitorPanelProps) {
  const last = useLastReading(of);
  const read = useReadLog(of);
  const job = useActiveJob('monitor', of.project);
  const given = useGivenLog();
  const place = usePlace();
  const isAsked = place.at === 'log';
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const isFirst = last.data === null;
  const isFolded = !(isOpen || isAsked || given !== null);
  const isShown = !isFolded || (isFirst && isMain);
  useEffect(() => {
    if (isAsked && !last.isPending) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [isAsked, last.isPending]);
  const isHere = place.project === last.data?.result.project;

  return (
    <div ref={panel}>
      <Panel
        title="Deployed"
        note={`what the bundle of ${runName} answers`}
        end={
          last.data && !isHere ? (
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconChartLine size={icon.md} />}
              onClick={() => goTo({ page: 'time', project: last.data?.result.project ?? null, at: 'accuracy' })}
            >
              Show it over time
            </Button>
          ) : undefined
        }
      >
        {last.isError ? (
          <ErrorNotice error={last.error} retry={() => void last.refetch()} />
        ) : last.isPending ? (
          <PageLoading what="Looking for readings of the log" />
        ) : (
          <div className="stack">
            {isFirst && (
              <p className="soft" style={{ margin: 0 }}>
                A server of the bundle that is started with <code>DRYDOCK_LOG_DIR</code> logs what it is asked and what it
                answers. Read here, the log becomes a project of its own: accuracy over time, rows, slices and drift work on it.
              </p>
            )}
            {job && <JobProgress job={job} label="Progress of the reading" />}
            {last.data && <KeepReading of={of} reading={last.data} />}
            {last.data && <ReadingFacts reading={last.data} />}
            {!(isFirst && isMain) && (
              <UnstyledButton
                className="monitor-fold"
                aria-expanded={isShown}
                onClick={() => {
                  giveLog(null);
                  if (isAsked) goTo({ at: null });
                  setOpen(isFolded);
                }}
              >
                <IconChevronDown size={icon.md} aria-hidden style={{ transform: isShown ? 'none' : 'rotate(-90deg)' }} />
                <strong>{isFirst ? 'Read its log' : 'How it is read'}</strong>
                <span className="soft small">{last.data?.request.paths.join(', ')}</span>
              </UnstyledButton>
            )}
            <Collapse expanded={isShown}>
              <LogForm
                key={`${given?.join('\n') ?? ''} ${last.data?.request.paths.join('\n') ?? ''} ${String(isAsked)}`}
                initial={given ? { ...last.data?.request, paths: [...given] } : (last.data?.request ?? null)}
                takesFocus={isAsked}
                isReading={job !== undefined || read.isPending}
                error={read.error}
                onRead={(request) => read.mutate(request, { onSuccess: () => giveLog(null) })}
              />
            </Collapse>
            <LiveServer of={of} />
          </div>
        )}
      </Panel>
    </div>
  );
}

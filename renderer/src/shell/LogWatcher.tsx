import { useEffect } from 'react';
import { hasEnded } from '../api/jobsStore';
import { useClient, useJobsStore } from '../api/workbench';
import { toWire } from '../../../app/base/errors';
import { currentWatch, setWatch, useLogWatch, type LogWatch } from '../state/logWatch';
import { usePlace } from '../state/navigation';
import { notifyError } from '../state/notices';

/** Reads a watched log at its interval, whatever page is shown; ends with its project. Draws nothing. */
export function LogWatcher() {
  const client = useClient();
  const jobs = useJobsStore();
  const watch = useLogWatch();
  const open = usePlace().project;
  const isElsewhere = watch !== null && open !== watch.project && open !== watch.monitored;
  const { project, runId, everySeconds } = watch ?? {};

  useEffect(() => {
    if (isElsewhere) setWatch(null);
  }, [isElsewhere]);

  useEffect(() => {
    if (project === undefined || runId === undefined || everySeconds === undefined) return undefined;
    const fail = (error: unknown): void => {
      const now = currentWatch();
      const wire = toWire(error);
      if (!isSame(now, project, runId)) return;
      if (now.trouble?.error.message !== wire.message) notifyError(error);
      setWatch({ ...now, trouble: { error: wire, at: new Date().toISOString() } });
    };
    const read = async (): Promise<void> => {
      const last = await client['monitor.last']({ project, runId });
      if (last && isSame(currentWatch(), project, runId)) {
        await client['monitor.import']({ project, runId, ...last.request, replaces: last.result.runId, again: true });
      }
    };
    const timer = setInterval(() => {
      // One that takes longer than the interval, or waits for other work, is not doubled.
      const isReading = jobs.all().some((job) => job.kind === 'monitor' && job.project === project && !hasEnded(job));
      if (!isReading) read().catch(fail);
    }, 1000 * everySeconds);
    const stopListening = jobs.onEnd((job) => {
      const now = currentWatch();
      if (job.kind !== 'monitor' || job.project !== project || !isSame(now, project, runId)) return;
      // What a person stopped does not begin anew by itself.
      if (job.state === 'cancelled') setWatch(null);
      else setWatch({ ...now, trouble: job.error ? { error: job.error, at: job.endedAt ?? new Date().toISOString() } : null });
    });
    return () => {
      clearInterval(timer);
      stopListening();
    };
  }, [client, jobs, project, runId, everySeconds]);
  return null;
}

function isSame(watch: LogWatch | null, project: string, runId: string): watch is LogWatch {
  return watch?.project === project && watch.runId === runId;
}

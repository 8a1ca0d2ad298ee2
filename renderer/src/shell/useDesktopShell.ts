import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded } from '../api/jobsStore';
import { useJobs } from '../api/useJobs';
import { useHost, useJobsStore } from '../api/workbench';
import { setEngineFailure } from '../state/engineFailure';
import { flushChanges } from '../state/flushChanges';
import { currentPlace } from '../state/navigation';
import { notify } from '../state/notices';
import { useTakeFiles } from '../state/useTakeFiles';
import { endNote } from './endNote';

/** What the desktop says to the window, and the running job told to the desktop. In a browser: nothing. */
export function useDesktopShell(): void {
  const { shell } = useHost();
  const jobs = useJobsStore();
  const queries = useQueryClient();
  const takeFiles = useTakeFiles();
  const latest = useRef(takeFiles);
  useEffect(() => {
    latest.current = takeFiles;
  }, [takeFiles]);

  useEffect(
    () =>
      shell?.subscribe((event) => {
        if (event.kind === 'open') void latest.current({ paths: event.paths, folder: null }, currentPlace().project);
        if (event.kind === 'notice') notify({ tone: 'warn', title: event.title, body: event.body, sticky: true });
        if (event.kind === 'engine') setEngineFailure(event.failure);
        // Also where a change failed: that has been said, and quitting is what the person wants.
        if (event.kind === 'leave') void flushChanges(queries).finally(() => shell.changesKept());
      }),
    [shell, queries],
  );

  const running = useJobs().find((job) => !hasEnded(job) && job.state === 'running');
  const title = running?.title.slice(0, 200) ?? null;
  const keeps = running?.keeps ?? false;
  const startedAt = running?.startedAt ?? null;
  const percent = running ? percentDone(running) : null;
  useEffect(() => {
    void shell?.setProgress(title === null ? null : { title, share: percent === null ? null : percent / 100, keeps, startedAt });
  }, [shell, title, percent, keeps, startedAt]);

  useEffect(
    () =>
      jobs.onEnd((job) => {
        const note = endNote(job);
        if (note) void shell?.notifyJobEnd(note);
      }),
    [jobs, shell],
  );
}

/** Whole percent, so that the desktop is told a hundred times at most. */
function percentDone({ progress: { done, total } }: JobRecord): number | null {
  return total === null || total === 0 ? null : Math.min(100, Math.floor((100 * done) / total));
}

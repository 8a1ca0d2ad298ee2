import type { JobEndNote } from '../../../app/api/schemas/desktopShell';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { jobPage } from '../state/jobPage';
import { placeHash } from '../state/navigation';

/** Shorter work ends before anybody looks elsewhere. */
const longJobMs = 10_000;

/** What the system may say of a job that ended; null when it is not worth a word. */
export function endNote(job: JobRecord): JobEndNote | null {
  // Who cancelled it knows.
  if (job.state === 'cancelled' || job.startedAt === null || job.endedAt === null) return null;
  if (Date.parse(job.endedAt) - Date.parse(job.startedAt) < longJobMs) return null;
  return {
    title: `${job.title.slice(0, 180)}: ${job.state === 'done' ? 'done' : 'failed'}`,
    body: job.error?.message.slice(0, 500) ?? 'Click to see what came out.',
    hash: placeHash({ ...jobPage(job), project: job.project, run: null }),
  };
}

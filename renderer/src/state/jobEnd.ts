import type { JobRecord } from '../../../app/api/schemas/jobs';
import { hasEnded, type JobsStore } from '../api/jobsStore';

/** Resolves when the job has ended, whichever way. */
export function jobEnd(jobs: JobsStore, jobId: string): Promise<JobRecord> {
  return new Promise((resolve) => {
    const ended = jobs.all().find((job) => job.id === jobId && hasEnded(job));
    if (ended) {
      resolve(ended);
      return;
    }
    const stop = jobs.onEnd((job) => {
      if (job.id !== jobId) return;
      stop();
      resolve(job);
    });
  });
}

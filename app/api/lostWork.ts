import type { JobRecord } from './schemas/jobs.ts';

/** Less than that is done again sooner than a question is read. */
const worthAskingMs = 30_000;

/** Milliseconds of work that are gone for good if this job ended now; 0 where that is too little to ask about it. */
export function lostWorkMs(job: Pick<JobRecord, 'keeps' | 'startedAt'>, now: number): number {
  if (job.keeps || job.startedAt === null) return 0;
  const spent = now - Date.parse(job.startedAt);
  return spent > worthAskingMs ? spent : 0;
}

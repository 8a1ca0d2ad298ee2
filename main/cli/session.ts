// A command's own workbench, run in this process; heavy work still goes to worker processes.
import type { Client } from '../../app/api/procedure.ts';
import type { WorkbenchContract } from '../../app/api/contract.ts';
import type { JobRecord } from '../../app/api/schemas/jobs.ts';
import { cancelled, fromWire } from '../../app/base/errors.ts';
import { ProgressLine, type OutputOptions } from './output.ts';

export interface Session {
  client: Client<WorkbenchContract>;
  /** Fires on the first Ctrl+C, and when the process is told to end. */
  signal: AbortSignal;
  close(): Promise<void>;
  /** Ends every process of the session at once, whatever it is at. */
  kill(): void;
}

/**
 * Waits for a job, showing its progress. Ctrl+C asks it to stop and waits for what it keeps.
 * Throws the job's error; a cancelled job comes back as its record, since it may hold a partial result.
 */
export async function waitForJob(
  session: Session,
  jobId: string,
  output: OutputOptions & { /** What else to print on stderr, of every state of the job. */ tell?: (job: JobRecord) => string },
): Promise<JobRecord> {
  const line = new ProgressLine(output);
  const cancel = (): void => void session.client['jobs.cancel']({ jobId }).catch(() => undefined);
  session.signal.addEventListener('abort', cancel, { once: true });
  if (session.signal.aborted) cancel();
  try {
    for await (const { job } of session.client['jobs.follow']({ after: 0 })) {
      if (job.id !== jobId) continue;
      const told = output.tell?.(job) ?? '';
      if (told !== '') {
        line.clear();
        process.stderr.write(told);
      }
      line.show(job.progress);
      if (job.state === 'done' || job.state === 'cancelled') return job;
      if (job.state === 'failed') throw job.error ? fromWire(job.error) : cancelled();
    }
    throw cancelled();
  } finally {
    session.signal.removeEventListener('abort', cancel);
    line.clear();
  }
}

import { SavedReference } from '../../../app/api/schemas/drift';
import type { JobRecord } from '../../../app/api/schemas/jobs';
import { useClient, useHost, useJobsStore } from '../api/workbench';
import { notifyError } from './notices';

/** Has the reference of a comparison saved, and keeps a copy of it where the person says; what goes wrong is told. */
export function useSaveReference(project: string): (driftId: string) => void {
  const client = useClient();
  const host = useHost();
  const jobs = useJobsStore();
  return (driftId) => {
    let awaited: string | null = null;
    const ended: JobRecord[] = [];
    const look = (): void => {
      const job = ended.find(({ id }) => id === awaited);
      if (!job) return;
      stop();
      const saved = SavedReference.safeParse(job.result);
      if (saved.success) host.saveCopy(saved.data.path).catch(notifyError);
    };
    // Listened to before it begins: a small one may have ended when its id is known.
    const stop = jobs.onEnd((job) => {
      ended.push(job);
      look();
    });
    client['drift.keepReference']({ project, driftId })
      .then(({ jobId }) => {
        awaited = jobId;
        look();
      })
      .catch((error: unknown) => {
        stop();
        notifyError(error);
      });
  };
}

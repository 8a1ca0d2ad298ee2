import { SavedReference } from '../../../app/api/schemas/drift';
import { useClient, useHost, useJobsStore } from '../api/workbench';
import { jobEnd } from './jobEnd';
import { notifyError } from './notices';

/** Has the reference of a comparison saved, and keeps a copy of it where the person says; what goes wrong is told. */
export function useSaveReference(project: string): (driftId: string) => void {
  const client = useClient();
  const host = useHost();
  const jobs = useJobsStore();
  const save = async (driftId: string): Promise<void> => {
    const { jobId } = await client['drift.keepReference']({ project, driftId });
    const saved = SavedReference.safeParse((await jobEnd(jobs, jobId)).result);
    if (saved.success) await host.saveCopy(saved.data.path);
  };
  return (driftId) => void save(driftId).catch(notifyError);
}

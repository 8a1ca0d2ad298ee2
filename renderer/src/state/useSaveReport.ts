import { useHost } from '../api/workbench';
import { notifyError } from './notices';

/** Has a report written, and saves a copy of it where the person says; what goes wrong is told. */
export function useSaveReport(write: () => Promise<{ path: string }>): () => void {
  const host = useHost();
  return () => {
    write()
      .then(({ path }) => host.saveCopy(path))
      .catch(notifyError);
  };
}

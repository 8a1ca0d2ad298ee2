import { useMutation } from '@tanstack/react-query';
import type { ReadOptions } from '../../../app/api/schemas/datasets';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';
import { useProject } from './project';

/** Reads the data of the project again, with some options told otherwise. */
export function useReadAgain() {
  const client = useClient();
  const project = useProject();
  return useMutation({
    mutationFn: async (change: ReadOptions) => {
      if (!project?.data) return;
      const { paths, options } = project.data;
      await client['projects.setData']({ project: project.project, paths, options: { ...options, ...change } });
    },
    onError: notifyError,
  });
}

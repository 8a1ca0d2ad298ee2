import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { useClient } from '../../api/workbench';
import { notify, notifyError } from '../../state/notices';
import { projectKey } from '../../state/project';

export interface RunChange {
  runId: string;
  name?: string;
  note?: string;
  starred?: boolean;
  archived?: boolean;
}

/** Renames, notes, stars and archives. Nothing is deleted, so archiving can be undone. */
export function useRunChange(project: string): (change: RunChange) => void {
  const client = useClient();
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (change: RunChange) => client['runs.update']({ project, ...change }),
    onSuccess: (record, change) => {
      queries.setQueryData<ProjectView>(projectKey(project), (view) =>
        view ? { ...view, runs: view.runs.map((run) => (run.id === record.id ? record : run)) } : view,
      );
      void queries.invalidateQueries({ queryKey: ['run', project, record.id], exact: true });
      if (change.archived) {
        notify({
          tone: 'info',
          title: `“${record.name}” was archived.`,
          action: { label: 'Undo', run: () => mutate({ runId: record.id, archived: false }) },
        });
      }
    },
    onError: notifyError,
  });
  return mutate;
}

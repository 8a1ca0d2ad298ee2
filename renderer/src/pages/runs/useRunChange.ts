import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import { useClient } from '../../api/workbench';
import { notifyError } from '../../state/notices';
import { projectKey } from '../../state/project';
import { useArchiving } from '../../state/useArchiving';

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
  const noteArchiving = useArchiving();
  const { mutateAsync } = useMutation({
    mutationFn: (change: RunChange) => client['runs.update']({ project, ...change }),
    onSuccess: (record) => {
      queries.setQueryData<ProjectView>(projectKey(project), (view) =>
        view ? { ...view, runs: view.runs.map((run) => (run.id === record.id ? record : run)) } : view,
      );
      void queries.invalidateQueries({ queryKey: ['run', project, record.id], exact: true });
    },
    onError: notifyError,
  });
  return (change) => {
    mutateAsync(change)
      .then(({ id, name }) => {
        const set = (archived: boolean): Promise<unknown> => mutateAsync({ runId: id, archived });
        if (change.archived !== undefined) noteArchiving({ id, name, archived: change.archived, set });
      })
      // What goes wrong is said by the call.
      .catch(() => undefined);
  };
}

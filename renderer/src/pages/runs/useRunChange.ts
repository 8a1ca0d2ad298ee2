import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ProjectView } from '../../../../app/api/schemas/projects';
import type { RunRecord } from '../../../../app/api/schemas/runs';
import { useClient } from '../../api/workbench';
import { notify, notifyError } from '../../state/notices';
import { projectKey } from '../../state/project';
import { useUndo } from '../../state/undo';

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
  const { push } = useUndo();
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
    const noteArchived = (record: RunRecord, archived: boolean): void => {
      const set = (to: boolean) => () => mutateAsync({ runId: record.id, archived: to });
      const takeBack = push({ label: `archiving of ${record.name}`, undo: set(!archived), redo: set(archived) });
      if (!archived) return;
      notify({ tone: 'info', title: `“${record.name}” was archived.`, action: { label: 'Undo', run: takeBack } });
    };
    mutateAsync(change)
      .then((record) => (change.archived === undefined ? undefined : noteArchived(record, change.archived)))
      // What goes wrong is said by the call.
      .catch(() => undefined);
  };
}

import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { DriftRecord, DriftSettings, DriftSummary, TimedAlerts } from '../../../app/api/schemas/drift';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';
import { useUndo } from './undo';
import { useArchiving } from './useArchiving';

const driftKey = (project: string): string[] => ['drift', project];

/** Newest first. */
export function useDriftList(project: string): UseQueryResult<DriftSummary[]> {
  const client = useClient();
  return useQuery({
    queryKey: [...driftKey(project), 'list'],
    queryFn: async ({ signal }) => (await client['drift.list']({ project }, { signal })).runs,
  });
}

export function useDriftRun(project: string, driftId: string | null): UseQueryResult<DriftRecord> {
  const client = useClient();
  return useQuery({
    queryKey: [...driftKey(project), 'run', driftId],
    queryFn: ({ signal }) => client['drift.get']({ project, driftId: driftId ?? '' }, { signal }),
    enabled: driftId !== null,
  });
}

/** What the newest comparison with the predictions of a run alerts to. */
export function useRunAlerts(project: string, runId: string): UseQueryResult<TimedAlerts | null> {
  const client = useClient();
  return useQuery({
    queryKey: [...driftKey(project), 'alerts', runId],
    queryFn: ({ signal }) => client['drift.alerts']({ project, runId }, { signal }),
  });
}

/** Starts a comparison; the page follows the job. */
export function useStartDrift(project: string): (settings: DriftSettings) => Promise<void> {
  const client = useClient();
  return useCallback(
    async (settings) => {
      try {
        await client['drift.start']({ project, settings });
      } catch (error) {
        notifyError(error);
      }
    },
    [client, project],
  );
}

interface DriftChange {
  driftId: string;
  name?: string;
  archived?: boolean;
}

/** Renames and archives. Nothing is deleted: both can be undone. */
export function useDriftChange(project: string): (before: DriftSummary, change: Omit<DriftChange, 'driftId'>) => void {
  const client = useClient();
  const queries = useQueryClient();
  const { push } = useUndo();
  const noteArchiving = useArchiving();
  const { mutateAsync } = useMutation({
    mutationFn: (change: DriftChange) => client['drift.update']({ project, ...change }),
    onSuccess: () => queries.invalidateQueries({ queryKey: driftKey(project) }),
    onError: notifyError,
  });
  return ({ id: driftId, name }, change) => {
    const keep = (after: DriftRecord): void => {
      if (change.archived !== undefined) {
        const set = (to: boolean): Promise<unknown> => mutateAsync({ driftId, archived: to });
        noteArchiving({ id: driftId, name, archived: change.archived, set });
        return;
      }
      push({
        label: `name of ${after.name}`,
        undo: () => mutateAsync({ driftId, name }),
        redo: () => mutateAsync({ driftId, ...change }),
      });
    };
    mutateAsync({ driftId, ...change })
      .then(keep)
      // What goes wrong is said by the call.
      .catch(() => undefined);
  };
}

import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { WorkbenchContract } from '../../../app/api/contract';
import type { Client } from '../../../app/api/procedure';
import type { ProjectView } from '../../../app/api/schemas/projects';
import type { RetrainLog, RetrainPlan, RetrainRecord, RetrainSettings } from '../../../app/api/schemas/retrain';
import { useClient } from '../api/workbench';
import { notify, notifyError } from './notices';

type Answer<Name extends keyof Client<WorkbenchContract>> = Awaited<ReturnType<Client<WorkbenchContract>[Name]>>;

const retrainKey = (project: string): string[] => ['retrain', project];

/** Newest first; the one under way is not among them. */
export function useRetrainList(project: string): UseQueryResult<Answer<'retrain.list'>> {
  const client = useClient();
  return useQuery({
    queryKey: [...retrainKey(project), 'list'],
    queryFn: ({ signal }) => client['retrain.list']({ project }, { signal }),
  });
}

export function useRetrainRun(project: string, retrainId: string | null): UseQueryResult<RetrainRecord> {
  const client = useClient();
  return useQuery({
    queryKey: [...retrainKey(project), 'run', retrainId],
    queryFn: ({ signal }) => client['retrain.get']({ project, retrainId: retrainId ?? '' }, { signal }),
    enabled: retrainId !== null,
  });
}

export function useRetrainLog(project: string, retrainId: string): UseQueryResult<RetrainLog> {
  const client = useClient();
  return useQuery({
    queryKey: [...retrainKey(project), 'log', retrainId],
    queryFn: ({ signal }) => client['retrain.log']({ project, retrainId }, { signal }),
  });
}

/** Of one that came to two validated models. */
export function useRetrainVerdict(project: string, retrainId: string): UseQueryResult<Answer<'retrain.judge'>> {
  const client = useClient();
  return useQuery({
    queryKey: [...retrainKey(project), 'verdict', retrainId],
    queryFn: ({ signal }) => client['retrain.judge']({ project, retrainId }, { signal }),
  });
}

/** What would be done with these settings; nothing is asked while they are null. */
export function useRetrainPlan(view: ProjectView, settings: RetrainSettings | null): UseQueryResult<RetrainPlan> {
  const client = useClient();
  const { project, model, data, mapping, settings: ofProject } = view;
  return useQuery({
    // All that the rows depend on: another mapping makes another plan.
    queryKey: [...retrainKey(project), 'plan', settings, model?.sha256, data?.sha256, mapping, ofProject.reference],
    queryFn: ({ signal }) => {
      if (!settings) throw new Error('Nothing was asked.');
      return client['retrain.plan']({ project, settings }, { signal });
    },
    enabled: settings !== null,
    // Files and folders change outside of this window.
    gcTime: 0,
    retry: false,
  });
}

/** Starts a retraining; the page follows the job. */
export function useStartRetrain(project: string): (settings: RetrainSettings) => Promise<void> {
  const client = useClient();
  return useCallback(
    async (settings) => {
      try {
        await client['retrain.start']({ project, settings });
      } catch (error) {
        notifyError(error);
      }
    },
    [client, project],
  );
}

interface Decision {
  retrainId: string;
  promote: boolean;
  reason: string;
}

/** Promotes or rejects. The model of the project may be another one then: everything is asked for anew. */
export function useDecideRetrain(project: string): UseMutationResult<RetrainRecord, unknown, Decision> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (decision: Decision) => client['retrain.decide']({ project, ...decision }),
    onSuccess: (record, { promote }) => {
      queries.setQueryData([...retrainKey(project), 'run', record.id], record);
      notify({
        tone: 'good',
        title: promote ? 'The new model is that of the project now.' : `“${record.name}” was rejected.`,
      });
      return queries.invalidateQueries();
    },
    onError: notifyError,
  });
}

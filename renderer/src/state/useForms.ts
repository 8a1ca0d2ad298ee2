import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { FormKind, type FormReport } from '../../../app/api/schemas/forms';
import { useClient } from '../api/workbench';

/** Other forms of the model of a run, as far as they were made; null where none were. */
export function useForms(project: string, runId: string): UseQueryResult<FormReport | null> {
  const client = useClient();
  return useQuery({
    queryKey: ['forms', project, runId],
    queryFn: async ({ signal }) => (await client['forms.read']({ project, runId }, { signal })).report,
  });
}

export function useMakeForms(project: string, runId: string): UseMutationResult<{ jobId: string }, unknown, void> {
  const client = useClient();
  return useMutation({ mutationFn: () => client['forms.make']({ project, runId, kinds: FormKind.options }) });
}

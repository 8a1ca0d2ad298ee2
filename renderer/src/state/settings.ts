import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { AppSettings, SettingsView } from '../../../app/api/schemas/settings';
import { useClient } from '../api/workbench';

const key = ['settings'];

/** What is set for every project. */
export function useSettings(): UseQueryResult<SettingsView> {
  const client = useClient();
  return useQuery({ queryKey: key, queryFn: ({ signal }) => client['app.settings']({}, { signal }) });
}

/** Changes some settings; one change after the other, each on top of what the one before left. */
export function useChangeSettings(): UseMutationResult<SettingsView, Error, Partial<AppSettings>> {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    scope: { id: 'settings' },
    mutationFn: async (change: Partial<AppSettings>) => {
      const { settings } = queries.getQueryData<SettingsView>(key) ?? (await client['app.settings']({}));
      return client['app.setSettings']({ settings: { ...settings, ...change } });
    },
    onSuccess: (view) => {
      queries.setQueryData(key, view);
      void queries.invalidateQueries({ queryKey: ['info'] });
    },
  });
}

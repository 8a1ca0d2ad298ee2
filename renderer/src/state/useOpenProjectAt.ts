import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClient } from '../api/workbench';
import { goTo } from './navigation';
import { landingPage, projectKey } from './project';

/** Opens a project by its folder, or by its drydock.json, and shows it. */
export function useOpenProjectAt(): (path: string) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();
  return useCallback(
    async (path: string) => {
      const view = await client['projects.open']({ project: path });
      queries.setQueryData(projectKey(view.project), view);
      void queries.invalidateQueries({ queryKey: ['recent'] });
      goTo({ page: landingPage(view), project: view.project });
    },
    [client, queries],
  );
}

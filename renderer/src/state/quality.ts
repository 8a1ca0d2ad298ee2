import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { QualitySettings, QualityView } from '../../../app/api/schemas/quality';
import { useActiveJob } from '../api/useJobs';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';
import { useOpenProject } from './project';
import { useUndo } from './undo';

export function qualityKey(project: string | null): readonly unknown[] {
  return ['quality', project];
}

/** The last result and how the checks are set; asked for anew with other data, another mapping or another run. */
export function useQuality(): UseQueryResult<QualityView> {
  const client = useClient();
  const { project, data, mapping, runs } = useOpenProject();
  return useQuery({
    queryKey: [...qualityKey(project), data?.sha256, mapping, runs.length],
    queryFn: ({ signal }) => client['quality.get']({ project }, { signal }),
    placeholderData: (before) => (before?.quick?.data.sha256 === data?.sha256 ? before : undefined),
  });
}

/** The settings of this moment, an edit that is not drawn yet among them: whoever types fast is ahead of the window. */
export function useLatestQuality(view: QualityView): () => QualitySettings {
  const queries = useQueryClient();
  const { project } = useOpenProject();
  return useCallback(() => {
    const [query] = queries.getQueryCache().findAll({ queryKey: qualityKey(project), type: 'active' });
    return (query?.state.data as QualityView | undefined)?.settings ?? view.settings;
  }, [queries, project, view.settings]);
}

/** Saves the settings, shows what follows at once, and can be undone. The label follows "Undid: ". */
export function useChangeQuality(view: QualityView): (next: QualitySettings, label: string) => void {
  const client = useClient();
  const queries = useQueryClient();
  const { project } = useOpenProject();
  const { push } = useUndo();
  const settingsNow = useLatestQuality(view);
  const latest = useRef(0);
  return useCallback(
    (next, label) => {
      const before = settingsNow();
      const show = (change: (view: QualityView) => QualityView): void => {
        queries.setQueriesData<QualityView>({ queryKey: qualityKey(project) }, (shown) => shown && change(shown));
      };
      const put = async (settings: QualitySettings): Promise<void> => {
        const turn = ++latest.current;
        // The next edit is one of these settings, whether they have been answered by then or not.
        show((shown) => ({ ...shown, settings }));
        // What was asked before says how things were before.
        await queries.cancelQueries({ queryKey: qualityKey(project) });
        try {
          const answer = await client['quality.setChecks']({ project, settings });
          if (turn === latest.current) show(() => answer);
        } catch (error) {
          void queries.invalidateQueries({ queryKey: qualityKey(project) });
          throw error;
        }
      };
      put(next)
        .then(() => push({ label, undo: () => put(before), redo: () => put(next) }))
        .catch(notifyError);
    },
    [client, queries, project, push, settingsNow],
  );
}

/** The job that checks the data of this project, while there is one, and how to start it. */
export function useQualityRun() {
  const client = useClient();
  const { project } = useOpenProject();
  const job = useActiveJob('quality', project);
  const start = useMutation({
    mutationFn: (again: boolean) => client['quality.start']({ project, again }),
    onError: notifyError,
  });
  return { job, start: (again: boolean) => start.mutate(again), isStarting: start.isPending };
}

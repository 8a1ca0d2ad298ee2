import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { bytes, count, counted } from '../../format/numbers';
import { notify } from '../../state/notices';

const names = { data: 'Data, read once and kept as columns', models: 'Models with the repairs that the runtime needs' };

/** What can be made again at any time. */
export function CachePanel() {
  const client = useClient();
  const queries = useQueryClient();
  const cache = useQuery({ queryKey: ['cache'], queryFn: ({ signal }) => client['app.cache']({}, { signal }), staleTime: 0 });
  const clear = useMutation({
    mutationFn: () => client['app.clearCache']({}),
    onSuccess: ({ kept, ...view }) => {
      const before = sizeOf(cache.data?.parts ?? []);
      queries.setQueryData(['cache'], view);
      // An open project reads its data anew.
      void queries.invalidateQueries({ queryKey: ['project'] });
      notify({
        tone: kept > 0 ? 'warn' : 'good',
        title: `${bytes(Math.max(0, before - sizeOf(view.parts)))} freed`,
        ...(kept > 0 && { body: `${counted(kept, 'copy is', 'copies are')} in use by another program and stayed.` }),
      });
    },
  });
  const total = sizeOf(cache.data?.parts ?? []);

  return (
    <Panel
      title="Cache"
      note={
        cache.data && `${bytes(total)}. Deleting it costs time, nothing else: no file of yours and nothing of a project is in it.`
      }
      end={
        <Button
          size="compact-sm"
          variant="default"
          disabled={total === 0}
          loading={clear.isPending}
          onClick={() => clear.mutate()}
        >
          Clear the cache
        </Button>
      }
    >
      {cache.isPending && <PageLoading what="Measuring the cache" />}
      {cache.isError && <ErrorNotice error={cache.error} retry={() => void cache.refetch()} />}
      {clear.isError && <ErrorNotice error={clear.error} />}
      {cache.data && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="What is in the cache">
          <table className="plain is-named">
            <thead>
              <tr>
                <th>What</th>
                <th className="num">Copies</th>
                <th className="num">Size</th>
                <th>Folder</th>
              </tr>
            </thead>
            <tbody>
              {cache.data.parts.map(({ kind, entries, sizeBytes, path }) => (
                <tr key={kind}>
                  <th scope="row">{names[kind]}</th>
                  <td className="num">{count(entries)}</td>
                  <td className="num">{bytes(sizeBytes)}</td>
                  <td className="mono">{path}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function sizeOf(parts: { sizeBytes: number }[]): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

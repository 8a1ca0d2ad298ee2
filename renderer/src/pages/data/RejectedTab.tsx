import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useClient, useHost } from '../../api/workbench';
import { DataTable } from '../../components/DataTable';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';
import { usePagedRows } from '../../components/usePagedRows';
import { counted } from '../../format/numbers';
import { notifyError } from '../../state/notices';

/** Rows that could not be read: kept, with the line and the reason, never silently dropped. */
export function RejectedTab({ project, sha256 }: { project: string; sha256: string }) {
  const client = useClient();
  const host = useHost();
  const rows = usePagedRows([project, 'rejected', sha256], { filters: [], sort: undefined }, (page, signal) =>
    client['data.rejected']({ project, page }, { signal }),
  );
  const save = useMutation({
    mutationFn: async () => host.saveCopy((await client['data.exportRejected']({ project })).path),
    onError: notifyError,
  });
  if (rows.error) return <ErrorNotice error={rows.error} />;
  if (rows.isPending) return <PageLoading what="Reading rejected rows" />;
  return (
    <Panel
      flush
      title={`${counted(rows.total, 'row')} could not be read`}
      note="They take no part in runs."
      end={
        <Button size="compact-sm" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
          Save as CSV
        </Button>
      }
    >
      <DataTable
        label="Rejected rows"
        rows={rows}
        sort={undefined}
        height="max(var(--width-14), calc(100vh - var(--width-18)))"
      />
    </Panel>
  );
}

import { useQuery } from '@tanstack/react-query';
import { ReadUnderWay } from '../../../../app/api/schemas/datasets';
import type { JobRecord } from '../../../../app/api/schemas/jobs';
import { useClient } from '../../api/workbench';
import { FirstRows } from '../../components/FirstRows';
import { JobProgress } from '../../components/JobProgress';
import { PageLoading } from '../../components/PageLoading';
import { Panel } from '../../components/Panel';

/** Data that are being read: how far that is, and meanwhile what their beginning shows. */
export function ReadingData({ job }: { job: JobRecord }) {
  const client = useClient();
  const read = ReadUnderWay.safeParse(job.partial);
  const preview = useQuery({
    queryKey: ['preview', job.id],
    queryFn: ({ signal }) => client['data.preview'](read.data ?? { paths: [] }, { signal }),
    enabled: read.success,
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <>
      <Panel title={job.title}>
        <JobProgress job={job} label="Reading progress" />
      </Panel>
      {preview.data ? (
        <FirstRows preview={preview.data} rest={job.state === 'queued' ? 'is still to be read' : 'is being read'} />
      ) : preview.isLoading ? (
        <PageLoading what="Looking at the first rows" />
      ) : null}
    </>
  );
}

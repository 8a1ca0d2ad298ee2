import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/workbench';
import { FirstRows } from '../components/FirstRows';
import { bytes } from '../format/numbers';
import type { UploadProgress } from '../host/host';

/** Files on their way to the workbench; of a large table, the first rows meanwhile. */
export function TakingOver({ upload }: { upload: UploadProgress }) {
  const client = useClient();
  const { doneBytes, totalBytes, name, standIn, cancel } = upload;
  const preview = useQuery({
    queryKey: ['preview', standIn],
    queryFn: ({ signal }) => client['data.preview']({ paths: [standIn ?? ''] }, { signal }),
    enabled: standIn !== null,
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <section className={preview.data ? 'dropveil-box is-wide' : 'dropveil-box'} aria-label="Taking over files">
      <div role="status">
        <h2>Taking over {name}</h2>
        <Progress value={(100 * doneBytes) / Math.max(1, totalBytes)} aria-label="Taking over files" />
        <p className="soft">
          {bytes(doneBytes)} of {bytes(totalBytes)}
        </p>
      </div>
      <Button variant="default" size="compact-sm" onClick={cancel}>
        Cancel
      </Button>
      {preview.data && <FirstRows preview={preview.data} rest="is on its way" height="min(var(--width-26), 50vh)" />}
    </section>
  );
}

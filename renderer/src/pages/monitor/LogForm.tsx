import { Autocomplete, Button, Switch, Textarea, TextInput } from '@mantine/core';
import { IconFileSearch, IconFolderSearch, IconListSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LogReading } from '../../../../app/api/schemas/monitor';
import { useClient, useHost } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { WindowUnitPicker } from '../../components/WindowUnitPicker';
import { notifyError } from '../../state/notices';
import { icon } from '../../theme/tokens';

export type LogRequest = LogReading['request'];

interface LogFormProps {
  initial: LogRequest | null;
  /** It was asked for: a person goes on at the path. */
  takesFocus: boolean;
  isReading: boolean;
  error: unknown;
  onRead: (request: LogRequest) => void;
}

/** Where the log is, and the labels that came otherwise. Paths are typed or chosen; a folder gives what comes later, too. */
export function LogForm({ initial, takesFocus, isReading, error, onRead }: LogFormProps) {
  const host = useHost();
  const [paths, setPaths] = useState(initial?.paths.join('\n') ?? '');
  const [labels, setLabels] = useState(initial?.labels ?? '');
  const [id, setId] = useState(initial?.id ?? '');
  const [target, setTarget] = useState(initial?.target ?? '');
  const [window, setWindow] = useState(initial?.window ?? 'auto');
  const [isCompared, setCompared] = useState(initial?.drift !== null);
  const columns = useLabelColumns(labels.trim());
  const list = paths
    .split('\n')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  const pick = (kind: 'files' | 'folder', take: (chosen: string[]) => void): void => {
    host
      .pick(kind, () => undefined)
      .then(({ paths }) => {
        if (paths.length > 0) take(paths);
      })
      .catch(notifyError);
  };
  const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
  const read = (): void => {
    const table = given(labels);
    const told = { id: given(id), target: given(target) };
    onRead({
      paths: list,
      window,
      ...(!isCompared && { drift: null }),
      ...(table !== undefined && { labels: table }),
      ...(table !== undefined && told.id !== undefined && { id: told.id }),
      ...(table !== undefined && told.target !== undefined && { target: told.target }),
    });
  };
  return (
    <form
      className="stack"
      aria-label="Read a log"
      onSubmit={(event) => {
        event.preventDefault();
        if (list.length > 0 && !isReading) read();
      }}
    >
      <div className="monitor-paths">
        <Textarea
          size="xs"
          label="Folder of the log, or files of it"
          description={
            host.kind === 'browser'
              ? 'One a line, as they are called on the machine of the workbench. What you choose by a button is copied there, and a copy does not grow.'
              : 'One a line. A folder also gives the files that come later.'
          }
          placeholder="/srv/strikes/logs"
          autosize
          minRows={1}
          maxRows={6}
          data-autofocus={takesFocus || undefined}
          autoFocus={takesFocus}
          value={paths}
          onChange={(event) => setPaths(event.currentTarget.value)}
        />
        <div className="monitor-choose">
          <Button
            variant="default"
            leftSection={<IconFolderSearch size={icon.md} />}
            onClick={() => pick('folder', (chosen) => setPaths(chosen.join('\n')))}
          >
            Choose a folder…
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileSearch size={icon.md} />}
            onClick={() => pick('files', (chosen) => setPaths(chosen.join('\n')))}
          >
            Choose files…
          </Button>
        </div>
      </div>
      <div className="monitor-labels">
        <div className="monitor-table">
          <TextInput
            label="Table of labels that came later"
            description="Left out: labels are those that were sent to the server."
            placeholder="none"
            value={labels}
            onChange={(event) => setLabels(event.currentTarget.value)}
          />
          <Button variant="default" onClick={() => pick('files', ([first]) => setLabels(first ?? ''))}>
            Choose the table…
          </Button>
        </div>
        <Autocomplete
          size="xs"
          label="Its column with the id"
          description="As in the validated data, else “id”."
          disabled={labels.trim() === ''}
          data={columns}
          value={id}
          onChange={setId}
        />
        <Autocomplete
          size="xs"
          label="Its column with the label"
          description="As in the validated data, else “label”."
          disabled={labels.trim() === ''}
          data={columns}
          value={target}
          onChange={setTarget}
        />
      </div>
      <div className="monitor-start">
        <WindowUnitPicker label="Windows" value={window} onChange={setWindow} />
        <Switch
          label="Hold it against what was validated"
          checked={isCompared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
        <Button type="submit" leftSection={<IconListSearch size={icon.md} />} disabled={list.length === 0} loading={isReading}>
          Read the log
        </Button>
      </div>
      {error !== null && error !== undefined && <ErrorNotice error={error} />}
    </form>
  );
}

/** Names to choose from; none where the table is not there (yet), which the reading itself will say. */
function useLabelColumns(path: string): string[] {
  const client = useClient();
  const preview = useQuery({
    queryKey: ['label columns', path],
    queryFn: ({ signal }) => client['data.preview']({ paths: [path], options: {} }, { signal }),
    enabled: path !== '',
    retry: false,
  });
  return preview.data?.columns.map(({ name }) => name) ?? [];
}

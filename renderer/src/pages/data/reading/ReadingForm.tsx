import { Button, Group, Modal, Select, TagsInput, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReadOptions } from '../../../../../app/api/schemas/datasets';
import { fromWire } from '../../../../../app/base/errors';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { FirstRows } from '../../../components/FirstRows';
import { baseName } from '../../../host/host';
import { askHowToRead, type ReadingQuestion } from '../../../state/howToRead';
import { currentPlace, goTo } from '../../../state/navigation';
import { notifyError } from '../../../state/notices';
import { projectKey } from '../../../state/project';
import { columnsMayDiffer, optionsOf, partsFor, timeColumns, withChange } from './readingDraft';
import { TimeReadings } from './TimeReadings';

const findOut = { value: 'find', label: 'Found out from the file' };
const other = { value: 'other', label: 'Another character' };
const delimiters = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Vertical bar |' },
  { value: ' ', label: 'Space' },
];
const quotes = [
  { value: '"', label: 'Double quotes "' },
  { value: "'", label: "Single quotes '" },
  { value: 'none', label: 'None: a quote is a letter' },
];
const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16', label: 'UTF-16' },
  { value: 'latin-1', label: 'Latin-1 (Windows-1252)' },
];
const decimals = [
  { value: '.', label: 'Point: 1.5' },
  { value: ',', label: 'Comma: 1,5' },
];
const headers = [
  { value: 'true', label: 'The names of the columns' },
  { value: 'false', label: 'Data, as the others' },
];

/** How data are read, for a person to say otherwise, with the first rows as they come out. */
export function ReadingForm({ question }: { question: ReadingQuestion }) {
  const { project, paths, options, data, error } = question;
  const client = useClient();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ReadOptions>(options);
  const [told, setTold] = useState<ReadonlySet<string>>(new Set());
  const [isOther, setOther] = useState(false);
  const parts = partsFor(data?.format ?? null, paths[0] ?? '');
  const asked = optionsOf(options, draft);
  const [previewed] = useDebouncedValue(JSON.stringify(asked), 300);
  const preview = useQuery({
    queryKey: ['preview', 'reading', paths, previewed],
    queryFn: ({ signal }) => client['data.preview']({ paths, options: JSON.parse(previewed) as ReadOptions }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const set = (change: Partial<ReadOptions>): void => {
    const all = new Set([...told, ...Object.keys(change)]);
    setTold(all);
    setDraft(withChange(draft, change, all));
  };
  /** A project that nothing was read into is of no use to a person who lets the form go. */
  const letGo = async (): Promise<void> => {
    askHowToRead(null);
    if (data !== null) return;
    const { isGone } = await client['projects.discard']({ project });
    if (!isGone) return;
    if (currentPlace().project === project) goTo({ page: 'home', project: null });
    queries.removeQueries({ queryKey: projectKey(project) });
    await queries.invalidateQueries({ queryKey: ['recent'] });
  };
  const close = (): void => void letGo().catch(notifyError);
  const read = useMutation({
    mutationFn: () => client['projects.setData']({ project, paths, options: asked }),
    onSuccess: () => {
      askHowToRead(null);
      goTo({ page: 'data' });
    },
    onError: notifyError,
  });
  const [path = ''] = paths;
  const title = paths.length > 1 ? `Reading options of ${String(paths.length)} files` : `Reading options of “${baseName(path)}”`;
  const isUsual = draft.delimiter === undefined || delimiters.some(({ value }) => value === draft.delimiter);
  return (
    <Modal opened onClose={close} title={title} size="var(--width-52)" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          read.mutate();
        }}
      >
        {error && <ErrorNotice error={fromWire(error)} />}
        <div className="settings-grid">
          {parts.includes('text') && (
            <>
              <Select
                label="Delimiter"
                data={[findOut, ...delimiters, other]}
                value={isOther || !isUsual ? other.value : (draft.delimiter ?? findOut.value)}
                allowDeselect={false}
                onChange={(value) => {
                  setOther(value === other.value);
                  set({ delimiter: value === null || value === findOut.value || value === other.value ? undefined : value });
                }}
              />
              {(isOther || !isUsual) && (
                <TextInput
                  label="Delimiter: which character"
                  value={draft.delimiter ?? ''}
                  maxLength={1}
                  onChange={(event) =>
                    set({ delimiter: event.currentTarget.value === '' ? undefined : event.currentTarget.value })
                  }
                />
              )}
              <Select
                label="Quote"
                data={[findOut, ...quotes]}
                value={draft.quote === '' ? 'none' : (draft.quote ?? findOut.value)}
                allowDeselect={false}
                onChange={(value) =>
                  set({ quote: value === 'none' ? '' : value === findOut.value ? undefined : (value ?? undefined) })
                }
              />
              <Select
                label="Decimal mark"
                data={[findOut, ...decimals]}
                value={draft.decimal ?? findOut.value}
                allowDeselect={false}
                onChange={(value) => set({ decimal: value === '.' || value === ',' ? value : undefined })}
              />
              <Select
                label="Encoding"
                data={[findOut, ...encodings]}
                value={draft.encoding ?? findOut.value}
                allowDeselect={false}
                onChange={(value) =>
                  set({ encoding: value === 'utf-8' || value === 'utf-16' || value === 'latin-1' ? value : undefined })
                }
              />
            </>
          )}
          {parts.includes('header') && (
            <Select
              label="Header: the first row holds"
              data={[findOut, ...headers]}
              value={draft.header === undefined ? findOut.value : String(draft.header)}
              allowDeselect={false}
              onChange={(value) => set({ header: value === findOut.value ? undefined : value === 'true' })}
            />
          )}
          {parts.includes('sheet') && (
            <TextInput
              label="Sheet"
              placeholder="The first with a table"
              value={draft.sheet ?? ''}
              onChange={(event) => set({ sheet: event.currentTarget.value === '' ? undefined : event.currentTarget.value })}
            />
          )}
          <TagsInput
            label="Read as missing, besides empty cells"
            placeholder={(draft.missing ?? []).length === 0 ? 'A text or number, then Enter' : ''}
            value={draft.missing ?? []}
            onChange={(missing) => set({ missing })}
          />
        </div>
        {data &&
          (columnsMayDiffer(options, draft) ? (
            <p className="soft" style={{ margin: 0 }}>
              The columns may come out under other names: how times are written is found out, or asked, anew.
            </p>
          ) : (
            <TimeReadings
              columns={data.columns.map(({ name }) => name)}
              shown={timeColumns(data, draft.times)}
              times={draft.times ?? {}}
              onChange={(times) => set({ times })}
            />
          ))}
        {preview.data ? (
          <FirstRows preview={preview.data} rest="is read when you press the button" height="var(--width-12)" />
        ) : (
          <p className="soft" style={{ margin: 0 }}>
            {preview.isFetching ? 'Looking at the first rows…' : 'Read like this, the beginning of the file shows no rows.'}
          </p>
        )}
        <Group gap="xs">
          <Button type="submit" data-autofocus loading={read.isPending}>
            Read it like this
          </Button>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

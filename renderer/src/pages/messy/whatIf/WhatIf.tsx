import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRestore } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Cells } from '../../../../../app/api/schemas/probe';
import { useClient } from '../../../api/workbench';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { Message } from '../../../components/Message';
import { PageLoading } from '../../../components/PageLoading';
import { counted } from '../../../format/numbers';
import { useOpenProject } from '../../../state/project';
import { useCanProbe, useProbeKey } from '../../../state/useProbe';
import { AnswerView } from './AnswerView';
import { CellTable } from './CellTable';
import { DependencePanel } from './DependencePanel';
import { FlipPanel } from './FlipPanel';
import { SaveTest } from './SaveTest';
import { icon } from '../../../theme/tokens';

/** Typing is answered after so long a pause. */
const pauseMs = 150;

/** One row: edit any cell, and see at once what the model says then. */
export function WhatIf({ row }: { row: number }) {
  const canProbe = useCanProbe();
  if (!canProbe) {
    return (
      <div className="drawer-body">
        <Message tone="info">A row can be asked about once there are a model, data and a complete mapping between them.</Message>
      </div>
    );
  }
  return <Editor row={row} />;
}

function Editor({ row }: { row: number }) {
  const client = useClient();
  const { project } = useOpenProject();
  const key = useProbeKey();
  const [edits, setEdits] = useState<Cells>({});
  const [column, setColumn] = useState<string | null>(null);
  const [settled] = useDebouncedValue(edits, pauseMs);
  const answer = useQuery({
    queryKey: [...key, 'predict', row, settled],
    queryFn: ({ signal }) => client['probe.predict']({ project, row, edits: settled }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  const { data } = answer;
  const edited = Object.keys(edits);
  if (!data) {
    return (
      <div className="drawer-body">
        {answer.isError ? (
          <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />
        ) : (
          <PageLoading what="Asking the model" />
        )}
      </div>
    );
  }
  return (
    <div className="drawer-body what-if">
      {answer.isError ? (
        <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />
      ) : (
        <AnswerView result={data} isEdited={edited.length > 0} isStale={answer.isPlaceholderData || settled !== edits} />
      )}
      <div className="what-if-tools">
        <span className="soft small" role="status">
          {edited.length === 0 ? 'Edit a cell to see what the model says then.' : `${counted(edited.length, 'cell')} edited`}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconRestore size={icon.sm} />}
          disabled={edited.length === 0}
          onClick={() => setEdits({})}
        >
          As in the data
        </Button>
        <SaveTest row={row} edits={edits} />
      </div>
      <CellTable cells={data.cells} edits={edits} onChange={setEdits} column={column} onColumn={setColumn} />
      <FlipPanel row={row} edits={edits} result={data} onApply={(changed) => setEdits({ ...edits, ...changed })} />
      {column !== null && <DependencePanel key={column} column={column} row={{ row, edits: settled }} />}
    </div>
  );
}

import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArchive, IconDatabaseExport, IconFileText, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { DriftSummary } from '../../../../../app/api/schemas/drift';
import { useClient } from '../../../api/workbench';
import { actionWords } from '../../../format/drift';
import { moment } from '../../../format/times';
import { useDriftChange } from '../../../state/useDrift';
import { useSaveReference } from '../../../state/useSaveReference';
import { useSaveReport } from '../../../state/useSaveReport';
import { EditText } from '../../runs/EditText';
import { actionFacts } from './actionFacts';
import { icon } from '../../../theme/tokens';

interface DriftPickerProps {
  project: string;
  runs: DriftSummary[];
  summary: DriftSummary;
  onChoose: (driftId: string | null) => void;
}

/** Which comparison is looked at, and what can be done to it. */
export function DriftPicker({ project, runs, summary, onChoose }: DriftPickerProps) {
  const change = useDriftChange(project);
  const [isNaming, setNaming] = useState(false);
  const client = useClient();
  const saveReport = useSaveReport(() => client['drift.report']({ project, driftId: summary.id }));
  const saveReference = useSaveReference(project);
  const choices = runs.filter(({ archived, id }) => !archived || id === summary.id);
  return (
    <div className="statusbar">
      <span className={`chip chip-${actionFacts[summary.verdict.action].tone}`}>{actionWords[summary.verdict.action]}</span>
      {isNaming ? (
        <div className="drift-name">
          <EditText
            label="Name of this comparison"
            value={summary.name}
            maxLength={120}
            onDone={(name) => {
              setNaming(false);
              if (name !== null && name !== '' && name !== summary.name) change(summary, { name });
            }}
          />
        </div>
      ) : (
        <Select
          aria-label="Comparison"
          w="var(--width-26)"
          maw="60vw"
          data={choices.map(({ id, name, startedAt }) => ({ value: id, label: `${name} · ${moment(startedAt)}` }))}
          value={summary.id}
          onChange={onChoose}
        />
      )}
      <Tooltip label="Save report (HTML)">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Save report of this comparison"
          onClick={saveReport}
        >
          <IconFileText size={icon.lg} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Save its reference, to hold later data against it (holds values and rows of it)">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Save the reference of this comparison"
          onClick={() => saveReference(summary.id)}
        >
          <IconDatabaseExport size={icon.lg} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Rename this comparison">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Rename this comparison"
          onClick={() => setNaming(true)}
        >
          <IconPencil size={icon.lg} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Archive this comparison">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Archive this comparison"
          onClick={() => {
            change(summary, { archived: true });
            onChoose(null);
          }}
        >
          <IconArchive size={icon.lg} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

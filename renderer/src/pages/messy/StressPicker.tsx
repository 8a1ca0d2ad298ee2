import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconArchive, IconFileText } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { StressSummary } from '../../../../app/api/schemas/stress';
import { useClient } from '../../api/workbench';
import { moment } from '../../format/times';
import { notifyError } from '../../state/notices';
import { useArchiving } from '../../state/useArchiving';
import { useSaveReport } from '../../state/useSaveReport';
import { stressKey } from '../../state/useStress';
import { icon } from '../../theme/tokens';

interface StressPickerProps {
  project: string;
  runs: StressSummary[];
  summary: StressSummary;
  onChoose: (stressId: string | null) => void;
}

const tones = { complete: 'good', partial: 'warn', failed: 'bad', running: 'accent' } as const;

/** Which stress run is looked at, what became of it, and its report. */
export function StressPicker({ project, runs, summary, onChoose }: StressPickerProps) {
  const client = useClient();
  const queries = useQueryClient();
  const noteArchiving = useArchiving();
  const archive = async ({ id, name }: StressSummary): Promise<void> => {
    const set = async (archived: boolean): Promise<void> => {
      await client['stress.update']({ project, stressId: id, archived });
      await queries.invalidateQueries({ queryKey: stressKey(project) });
    };
    await set(true);
    onChoose(null);
    noteArchiving({ id, name, archived: true, set });
  };
  const saveReport = useSaveReport(() => client['stress.report']({ project, stressId: summary.id }));
  const choices = runs.filter(({ archived, id }) => !archived || id === summary.id);
  return (
    <div className="statusbar">
      <span className={`chip chip-${tones[summary.state]}`} title={summary.stateReason ?? undefined}>
        {summary.state}
      </span>
      <Select
        aria-label="Stress run"
        w="var(--width-26)"
        maw="60vw"
        data={choices.map(({ id, name, startedAt }) => ({ value: id, label: `${name} · ${moment(startedAt)}` }))}
        value={summary.id}
        onChange={onChoose}
      />
      <Tooltip label="Save report (HTML)">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Save report of this stress run"
          disabled={summary.progress === null}
          onClick={saveReport}
        >
          <IconFileText size={icon.lg} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Archive this stress run">
        <ActionIcon
          variant="subtle"
          color="gray"
          c="var(--text-soft)"
          aria-label="Archive this stress run"
          disabled={summary.state === 'running'}
          onClick={() => void archive(summary).catch(notifyError)}
        >
          <IconArchive size={icon.lg} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

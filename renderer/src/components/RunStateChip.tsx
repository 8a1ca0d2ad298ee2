import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPlay, IconPlayerStop, IconX } from '@tabler/icons-react';
import type { RunRecord } from '../../../app/api/schemas/runs';
import { icon } from '../theme/tokens';

const looks = {
  running: { tone: 'accent', icon: IconPlayerPlay, word: 'running' },
  complete: { tone: 'good', icon: IconCheck, word: 'complete' },
  partial: { tone: 'warn', icon: IconAlertTriangle, word: 'partial' },
  cancelled: { tone: 'plain', icon: IconPlayerStop, word: 'cancelled' },
  failed: { tone: 'bad', icon: IconX, word: 'failed' },
} as const;

export function RunStateChip({ run }: { run: RunRecord }) {
  const { tone, icon: StateIcon, word } = looks[run.state];
  return (
    <Tooltip label={run.stateReason ?? ''} disabled={run.stateReason === null}>
      <span className={`chip chip-${tone}`}>
        <StateIcon size={icon.sm} aria-hidden />
        {word}
      </span>
    </Tooltip>
  );
}

import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight, IconCheck, IconX } from '@tabler/icons-react';
import type { FeedStatus } from '../../../../../app/api/schemas/mapping';
import { icon } from '../../../theme/tokens';

const looks = {
  ok: { word: 'OK', tone: 'good', icon: IconCheck },
  cast: { word: 'cast', tone: 'warn', icon: IconArrowRight },
  missing: { word: 'missing', tone: 'bad', icon: IconX },
  'wrong-type': { word: 'wrong type', tone: 'bad', icon: IconAlertTriangle },
} as const;

export function StatusChip({ status }: { status: FeedStatus }) {
  const { word, tone, icon: StatusIcon } = looks[status.status];
  return (
    <Tooltip label={status.detail} disabled={status.detail === ''}>
      <span className={`chip chip-${tone}`}>
        <StatusIcon size={icon.sm} aria-hidden />
        {word}
      </span>
    </Tooltip>
  );
}

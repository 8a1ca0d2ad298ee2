import { IconCheck, IconPlayerStop, IconX } from '@tabler/icons-react';
import type { RetrainRecord } from '../../../../../app/api/schemas/retrain';
import { icon } from '../../../theme/tokens';

const looks = {
  trained: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconX },
  cancelled: { tone: 'plain', icon: IconPlayerStop },
} as const;

export function RetrainStateChip({ state }: Pick<RetrainRecord, 'state'>) {
  const { tone, icon: StateIcon } = looks[state];
  return (
    <span className={`chip chip-${tone}`}>
      <StateIcon size={icon.sm} aria-hidden />
      {state}
    </span>
  );
}

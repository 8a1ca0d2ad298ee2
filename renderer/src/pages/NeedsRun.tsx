import { Button } from '@mantine/core';
import { IconPlayerPlay, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../components/EmptyState';
import { useStartRun } from '../state/useStartRun';
import { icon } from '../theme/tokens';

export function NeedsRun({ icon: PageIcon, children }: { icon: Icon; children: ReactNode }) {
  const run = useStartRun();
  return (
    <EmptyState icon={PageIcon} title="Run first">
      <p>{children}</p>
      <Button leftSection={<IconPlayerPlay size={icon.md} />} disabled={!run.canRun} onClick={run.start}>
        Run
      </Button>
      {!run.canRun && <p>{run.reason}</p>}
    </EmptyState>
  );
}

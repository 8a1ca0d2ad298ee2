import { Button } from '@mantine/core';
import { IconPlayerPlay, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../components/EmptyState';
import { useStartRun } from '../state/useStartRun';

export function NeedsRun({ icon, children }: { icon: Icon; children: ReactNode }) {
  const run = useStartRun();
  return (
    <EmptyState icon={icon} title="Run first">
      <p>{children}</p>
      <Button leftSection={<IconPlayerPlay size={16} />} disabled={!run.canRun} onClick={run.start}>
        Run
      </Button>
      {!run.canRun && <p>{run.reason}</p>}
    </EmptyState>
  );
}

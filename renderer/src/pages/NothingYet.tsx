import { Button, Group } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommands } from '../commands/commands';
import { EmptyState } from '../components/EmptyState';
import { goTo } from '../state/navigation';

/** A page without its files: says what to drop, and offers to choose it or to try the example. */
export function NothingYet({ icon, title, children }: { icon: Icon; title: string; children: ReactNode }) {
  const { run } = useCommands();
  return (
    <EmptyState icon={icon} title={title}>
      <p>{children}</p>
      <Group gap="xs" justify="center">
        <Button onClick={() => run('files.open')}>Choose files</Button>
        <Button variant="default" onClick={() => goTo({ page: 'home' })}>
          See the example
        </Button>
      </Group>
    </EmptyState>
  );
}

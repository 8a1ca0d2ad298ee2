import { Button, Group } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useHost } from '../api/workbench';
import { EmptyState } from '../components/EmptyState';
import { goTo } from '../state/navigation';
import { notifyError } from '../state/notices';
import { useTakeFiles } from '../state/useTakeFiles';

/** A page without its files: says what to drop, and offers to choose it or to try the example. */
export function NothingYet({ icon, title, children }: { icon: Icon; title: string; children: ReactNode }) {
  const host = useHost();
  const takeFiles = useTakeFiles();
  return (
    <EmptyState icon={icon} title={title}>
      <p>{children}</p>
      <Group gap="xs" justify="center">
        <Button
          onClick={() =>
            void host
              .pick('files', () => undefined)
              .then(takeFiles)
              .catch(notifyError)
          }
        >
          Choose files
        </Button>
        <Button variant="default" onClick={() => goTo({ page: 'home' })}>
          See the example
        </Button>
      </Group>
    </EmptyState>
  );
}

import { Button, Group } from '@mantine/core';
import { IconFileImport, IconFolderOpen, IconUpload } from '@tabler/icons-react';
import { useCommands } from '../../commands/commands';
import { OpenProjectButton } from './OpenProjectButton';
import { icon } from '../../theme/tokens';

export function DropZone() {
  const { run } = useCommands();
  return (
    <section className="dropzone" aria-label="Open files">
      <IconFileImport size={icon.huge} stroke={1.2} aria-hidden />
      <div>
        <h2 style={{ margin: 0 }}>Drop a model, data, or both</h2>
        <p className="soft" style={{ margin: 'var(--space-4) 0 0' }}>
          Anywhere in this window. Files and folders are sorted by what is in them.
        </p>
      </div>
      <Group gap="xs" justify="center">
        <Button leftSection={<IconUpload size={icon.md} />} onClick={() => run('files.open')}>
          Choose files
        </Button>
        <Button variant="default" leftSection={<IconFolderOpen size={icon.md} />} onClick={() => run('folder.open')}>
          Choose a folder
        </Button>
        <OpenProjectButton />
      </Group>
    </section>
  );
}

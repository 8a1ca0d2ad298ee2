import { Button, Group } from '@mantine/core';
import { IconFileImport, IconFolderOpen, IconUpload } from '@tabler/icons-react';
import { useHost } from '../../api/workbench';
import { notifyError } from '../../state/notices';
import { useTakeFiles } from '../../state/useTakeFiles';
import { OpenProjectButton } from './OpenProjectButton';

export function DropZone() {
  const host = useHost();
  const takeFiles = useTakeFiles();
  const choose = (kind: 'files' | 'folder'): void => {
    host
      .pick(kind, () => undefined)
      .then(takeFiles)
      .catch(notifyError);
  };
  return (
    <section className="dropzone" aria-label="Open files">
      <IconFileImport size={38} stroke={1.2} aria-hidden />
      <div>
        <h2 style={{ margin: 0 }}>Drop a model, data, or both</h2>
        <p className="soft" style={{ margin: '4px 0 0' }}>
          Anywhere in this window. Files and folders are sorted by what is in them.
        </p>
      </div>
      <Group gap="xs" justify="center">
        <Button leftSection={<IconUpload size={16} />} onClick={() => choose('files')}>
          Choose files
        </Button>
        <Button variant="default" leftSection={<IconFolderOpen size={16} />} onClick={() => choose('folder')}>
          Choose a folder
        </Button>
        <OpenProjectButton />
      </Group>
    </section>
  );
}

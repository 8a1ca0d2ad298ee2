import { Button } from '@mantine/core';
import { useState } from 'react';
import { useHost } from '../api/workbench';
import { Message } from '../components/Message';
import { notifyError } from '../state/notices';
import { useProject } from '../state/project';
import { useTakeFiles } from '../state/useTakeFiles';

/** Names the files of the project that are gone, on every page, and takes them from where they lie now. */
export function MissingFiles() {
  const host = useHost();
  const takeFiles = useTakeFiles();
  const project = useProject();
  const [isTaking, setTaking] = useState(false);
  if (!project || project.missing.length === 0) return null;
  const locate = (): void => {
    setTaking(true);
    host
      .pick('files', () => undefined)
      .then(takeFiles)
      .catch(notifyError)
      .finally(() => setTaking(false));
  };
  return (
    <Message tone="warn" role="status">
      {project.missing.map(({ role, path }) => (
        <div key={path} style={{ overflowWrap: 'anywhere' }}>
          <strong>The {role} file is no longer there:</strong> {path}
        </div>
      ))}
      The project is open for reading: past runs are all here. Put the file back, or drop it into this window.
      <div>
        <Button size="compact-sm" variant="default" mt={6} loading={isTaking} onClick={locate}>
          Locate…
        </Button>
      </div>
    </Message>
  );
}

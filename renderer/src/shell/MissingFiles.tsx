import { Button } from '@mantine/core';
import { useCommands } from '../commands/commands';
import { Message } from '../components/Message';
import { useProject } from '../state/project';

/** Names the files of the project that are gone, on every page, and takes them from where they lie now. */
export function MissingFiles() {
  const { run } = useCommands();
  const project = useProject();
  if (!project || project.missing.length === 0) return null;
  return (
    <Message tone="warn" role="status">
      {project.missing.map(({ role, path }) => (
        <div key={path} style={{ overflowWrap: 'anywhere' }}>
          <strong>The {role} file is no longer there:</strong> {path}
        </div>
      ))}
      The project is open for reading: past runs are all here. Put the file back, or drop it into this window.
      <div>
        <Button size="compact-sm" variant="default" mt="var(--space-6)" onClick={() => run('files.open')}>
          Locate…
        </Button>
      </div>
    </Message>
  );
}

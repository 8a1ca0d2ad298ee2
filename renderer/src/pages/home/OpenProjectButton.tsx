import { Button } from '@mantine/core';
import { useCommands } from '../../commands/commands';

/** A native dialog where there is one; in the browser the folder's path is typed. */
export function OpenProjectButton() {
  const { run } = useCommands();
  return (
    <Button variant="default" onClick={() => run('project.open')}>
      Open a project
    </Button>
  );
}

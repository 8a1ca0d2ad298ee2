import { Button, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient, useHost } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { goTo } from '../../state/navigation';
import { notifyError } from '../../state/notices';
import { landingPage, projectKey } from '../../state/project';

/** A native dialog where there is one; in the browser the folder's path is typed. */
export function OpenProjectButton() {
  const host = useHost();
  const client = useClient();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [path, setPath] = useState('');
  const [error, setError] = useState<unknown>(null);

  const open = async (project: string): Promise<void> => {
    const view = await client['projects.open']({ project });
    queries.setQueryData(projectKey(view.project), view);
    void queries.invalidateQueries({ queryKey: ['recent'] });
    setAsking(false);
    goTo({ page: landingPage(view), project: view.project });
  };
  const start = (): void => {
    setError(null);
    if (!host.pickProject) {
      setAsking(true);
      return;
    }
    host
      .pickProject()
      .then((chosen) => (chosen === null ? undefined : open(chosen)))
      .catch(notifyError);
  };
  return (
    <>
      <Button variant="default" onClick={start}>
        Open a project
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Open a project"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            open(path.trim()).catch(setError);
          }}
        >
          <TextInput
            data-autofocus
            size="sm"
            label="Folder of the project, or its drydock.json"
            placeholder="/home/me/projects/strikes"
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
          />
          <Button type="submit" mt="sm" mb="sm" disabled={path.trim() === ''}>
            Open
          </Button>
          {error !== null && <ErrorNotice error={error} />}
        </form>
      </Modal>
    </>
  );
}

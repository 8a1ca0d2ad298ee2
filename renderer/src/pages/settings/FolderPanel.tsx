import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SettingsView } from '../../../../app/api/schemas/settings';
import { useHost } from '../../api/workbench';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Panel } from '../../components/Panel';
import { notify, notifyError } from '../../state/notices';
import { useChangeSettings } from '../../state/settings';

/** Where new projects go: a native dialog where there is one, a typed path everywhere. */
export function FolderPanel({ view }: { view: SettingsView }) {
  const host = useHost();
  const change = useChangeSettings();
  const { projectsFolder, usualProjectsFolder } = view;
  const [path, setPath] = useState(projectsFolder);
  const take = (folder: string | null): void =>
    change.mutate(
      { projectsFolder: folder },
      {
        onSuccess: (next) => {
          setPath(next.projectsFolder);
          notify({ tone: 'good', title: `New projects go to ${next.projectsFolder}` });
        },
      },
    );
  const { pickProject } = host;

  return (
    <Panel title="Where projects live" note="Projects that are there stay where they are, and in the list of recent ones.">
      <form
        className="settings-fields settings-folder"
        onSubmit={(event) => {
          event.preventDefault();
          take(path);
        }}
      >
        <TextInput
          size="sm"
          label="Folder of new projects"
          description={
            <>
              Made where it is missing. The usual place is <span className="mono">{usualProjectsFolder}</span>.
            </>
          }
          value={path}
          spellCheck={false}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        {pickProject && (
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void pickProject()
                .then((folder) => folder !== null && take(folder))
                .catch(notifyError)
            }
          >
            Choose…
          </Button>
        )}
        <Button type="submit" size="xs" disabled={path.trim() === '' || path === projectsFolder} loading={change.isPending}>
          Use this folder
        </Button>
        <Button size="xs" variant="default" disabled={view.settings.projectsFolder === null} onClick={() => take(null)}>
          Back to the usual place
        </Button>
      </form>
      {change.isError && <ErrorNotice error={change.error} />}
    </Panel>
  );
}

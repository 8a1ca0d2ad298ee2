import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient, useHost } from '../api/workbench';
import { goTo } from '../state/navigation';
import { notify, notifyError } from '../state/notices';
import { projectKey, useProject } from '../state/project';
import { flushChanges } from '../state/flushChanges';
import { useOpenProjectAt } from '../state/useOpenProjectAt';
import { PathDialog } from './PathDialog';
import { useCommand } from './useCommand';

/** New, open, example, save, save a copy; with the dialogs they need in a browser. */
export function ProjectCommands() {
  const client = useClient();
  const host = useHost();
  const queries = useQueryClient();
  const project = useProject();
  const open = useOpenProjectAt();
  const [asking, setAsking] = useState<'open' | 'copy' | null>(null);

  useCommand('project.new', () => {
    const create = async (): Promise<void> => {
      const taken = new Set((await client['projects.recent']({})).map(({ name }) => name));
      const view = await client['projects.create']({ name: freeName(taken) });
      queries.setQueryData(projectKey(view.project), view);
      void queries.invalidateQueries({ queryKey: ['recent'] });
      goTo({ page: 'home', project: view.project });
    };
    create().catch(notifyError);
  });
  useCommand('project.open', () => {
    if (!host.pickProject) {
      setAsking('open');
      return;
    }
    host
      .pickProject()
      .then((chosen) => (chosen === null ? undefined : open(chosen)))
      .catch(notifyError);
  });
  useCommand('example.open', () => {
    client['projects.openExample']({ name: 'birdstrikes' })
      .then(({ project }) => goTo({ page: 'data', project }))
      .catch(notifyError);
  });
  useCommand('project.save', () => {
    flushChanges(queries)
      .then((isSaved) => {
        if (!isSaved || !project) return;
        notify({ tone: 'good', title: 'Saved.', body: `Every change is kept at once, in ${project.project}` });
      })
      .catch(notifyError);
  });
  const saveCopy = async (folder: string): Promise<void> => {
    if (!project) return;
    await flushChanges(queries);
    const copy = await client['projects.saveCopy']({ project: project.project, folder });
    void queries.invalidateQueries({ queryKey: ['recent'] });
    notify({
      tone: 'good',
      title: 'A copy of the project was saved.',
      body: copy.project,
      action: { label: 'Open the copy', run: () => void open(copy.project).catch(notifyError) },
    });
  };
  useCommand('project.saveAs', () => {
    if (host.kind === 'browser') {
      setAsking('copy');
      return;
    }
    host
      .pick('folder', () => undefined)
      .then(({ paths: [folder] }) => (folder === undefined ? undefined : saveCopy(folder)))
      .catch(notifyError);
  });

  return (
    <>
      <PathDialog
        opened={asking === 'open'}
        onClose={() => setAsking(null)}
        title="Open a project"
        label="Folder of the project, or its drydock.json"
        placeholder="/home/me/projects/strikes"
        action="Open"
        onChoose={open}
      />
      <PathDialog
        opened={asking === 'copy'}
        onClose={() => setAsking(null)}
        title="Save a copy of the project"
        label="Folder: a new or empty one becomes the copy; in any other the copy gets a folder of its own"
        placeholder="/home/me/projects/strikes-before"
        action="Save the copy"
        onChoose={saveCopy}
      />
    </>
  );
}

function freeName(taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'New project' : `New project ${number}`;
    if (!taken.has(name)) return name;
  }
}

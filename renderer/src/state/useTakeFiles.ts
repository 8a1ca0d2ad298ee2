import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { FileIdentity } from '../../../app/api/schemas/projects';
import { useClient } from '../api/workbench';
import { baseName } from '../host/host';
import { fileReply } from './fileReply';
import { currentPlace, goTo } from './navigation';
import { notify, notifyError } from './notices';
import { projectKey } from './project';

function projectName(path: string): string {
  return baseName(path)
    .replace(/\.(gz|zst)$/i, '')
    .replace(/\.[^.]+$/, '')
    .slice(0, 120);
}

/** Sorts files by content and puts each to its use; says what was found and what could not be used. */
export function useTakeFiles(): (paths: string[]) => Promise<void> {
  const client = useClient();
  const queries = useQueryClient();

  return useCallback(
    async (paths: string[]) => {
      if (paths.length === 0) return;
      const of = (role: FileIdentity['role'], all: FileIdentity[]) => all.filter((file) => file.role === role);
      try {
        const files = await client['files.identify']({ paths });
        for (const reply of fileReply(files)) notify(reply);
        const [project] = of('project', files);
        if (project) {
          const view = await client['projects.open']({ project: project.path });
          queries.setQueryData(projectKey(view.project), view);
          goTo({ page: 'home', project: view.project });
          return;
        }
        const [bundle] = of('bundle', files);
        const [model] = of('model', files);
        const data = of('data', files);
        if (bundle) {
          await client['bundles.verify']({ path: bundle.path });
          goTo({ page: 'bundle' });
        }
        if (!model && data.length === 0) return;
        let open = currentPlace().project;
        if (open === null) {
          const created = await client['projects.create']({ name: projectName((model ?? data[0])?.path ?? 'Project') });
          open = created.project;
          queries.setQueryData(projectKey(open), created);
        }
        goTo({ page: data.length > 0 ? 'data' : 'model', project: open });
        if (model) {
          const view = await client['projects.setModel']({ project: open, path: model.path });
          queries.setQueryData(projectKey(open), view);
        }
        if (data.length > 0) await client['projects.setData']({ project: open, paths: data.map((file) => file.path) });
        await queries.invalidateQueries({ queryKey: ['recent'] });
      } catch (error) {
        notifyError(error);
      }
    },
    [client, queries],
  );
}

import { useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import type { WorkbenchContract } from '../../../app/api/contract';
import type { Client } from '../../../app/api/procedure';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { useClient } from '../api/workbench';
import { notifyError } from './notices';
import { usePlace, type Page } from './navigation';

const ProjectContext = createContext<ProjectView | null>(null);

/** The open project, for everything below. Null where none is open. */
export function useProject(): ProjectView | null {
  return use(ProjectContext);
}

/** For components that are only ever shown with a project open. */
export function useOpenProject(): ProjectView {
  const project = use(ProjectContext);
  if (!project) throw new Error('No project is open');
  return project;
}

/** Whether there is anything for the pages about runs: runs that were made (their files may be gone since), or what a run takes. */
export function canShowRuns({ runs, model, data }: ProjectView): boolean {
  return runs.length > 0 || (model !== null && data !== null);
}

/** Whether the project names a file for this that is not there any more. */
export function isMissing(project: ProjectView | null, role: ProjectView['missing'][number]['role']): boolean {
  return project?.missing.some((file) => file.role === role) ?? false;
}

/** The page a project opens on: its last figures, where it has any. */
export function landingPage({ runs }: ProjectView): Page {
  return runs.some(({ archived }) => !archived) ? 'validate' : 'home';
}

export function ProjectProvider({ value, children }: { value: ProjectView | null; children: ReactNode }) {
  return <ProjectContext value={value}>{children}</ProjectContext>;
}

export function projectKey(project: string | null): readonly unknown[] {
  return ['project', project];
}

export function useProjectQuery(): UseQueryResult<ProjectView> {
  const client = useClient();
  const { project } = usePlace();
  return useQuery({
    queryKey: projectKey(project),
    queryFn: ({ signal }) => client['projects.open']({ project: project ?? '' }, { signal }),
    enabled: project !== null,
    retry: false,
  });
}

/** A call that answers with the whole project: shown at once when it returns. */
export function useProjectCall<I>(call: (client: Client<WorkbenchContract>, input: I) => Promise<ProjectView>) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: I) => call(client, input),
    onSuccess: (view) => queries.setQueryData(projectKey(view.project), view),
    onError: notifyError,
  });
}

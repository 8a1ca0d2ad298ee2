import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { folderProjectName, projectNameFrom } from '../../../app/api/names';
import type { FileIdentity, ProjectView } from '../../../app/api/schemas/projects';
import { toWire } from '../../../app/base/errors';
import { useClient, useHost, useJobsStore } from '../api/workbench';
import { baseName, type GivenPaths } from '../host/host';
import { fileReply } from './fileReply';
import { giveLog, logPaths } from './givenLog';
import { isMisread } from './howToRead';
import { jobEnd } from './jobEnd';
import { useMappingEdits } from './mappingEdits';
import { currentPlace, goTo } from './navigation';
import { dismiss, dismissAll, notify, notifyError } from './notices';
import { landingPage, projectKey } from './project';

/** Whether there is a run that a bundle can have been made of, here or, for a log that was read, in the project above. */
function canReadLog({ runs, deployedOf }: ProjectView): boolean {
  return deployedOf !== undefined || runs.some(({ archived }) => !archived);
}

/** Takes a project away again that a drop began and that nothing came into: what was dropped was refused. */
function leaveEmpty(client: ReturnType<typeof useClient>, queries: QueryClient, project: string): () => Promise<void> {
  return async () => {
    const { isGone } = await client['projects.discard']({ project });
    if (!isGone) return;
    if (currentPlace().project === project) goTo({ page: 'home', project: null });
    queries.removeQueries({ queryKey: projectKey(project) });
    await queries.invalidateQueries({ queryKey: ['recent'] });
  };
}

/** With class names where a labels file came along; says which they are, or why they are not those of the model. */
async function setModel(
  client: ReturnType<typeof useClient>,
  given: { project: string; path: string; labels?: string },
): Promise<ProjectView> {
  const { labels, ...alone } = given;
  if (labels === undefined) return client['projects.setModel'](alone);
  let refusal: unknown;
  try {
    const view = await client['projects.setModel']({ ...alone, labels });
    const classes = view.model?.reading?.classes ?? [];
    const names = `${classes.slice(0, 6).join(', ')}${classes.length > 6 ? ', …' : ''}`;
    notify({ tone: 'good', title: `The classes are called as “${baseName(labels)}” says: ${names}.` });
    return view;
  } catch (error) {
    refusal = error;
  }
  // The model is good without them, unless it is the one that cannot be used.
  const view = await client['projects.setModel'](alone);
  const { message, hint } = toWire(refusal);
  notify({ tone: 'warn', title: message, body: hint, sticky: true });
  return view;
}

/**
 * Sorts files by content and puts each to its use; says what was found and what could not be used.
 * `here` is the project they were given to, null where that was none: they may have been long on their way.
 */
export function useTakeFiles(): (given: GivenPaths, here: string | null) => Promise<void> {
  const client = useClient();
  const host = useHost();
  const jobs = useJobsStore();
  const { load } = useMappingEdits();
  const queries = useQueryClient();

  return useCallback(
    async ({ paths, folder }: GivenPaths, here: string | null) => {
      if (paths.length === 0) return;
      let found: number[] = [];
      const of = (role: FileIdentity['role'], all: FileIdentity[]) => all.filter((file) => file.role === role);
      try {
        const files = await client['files.identify']({ paths });
        dismissAll();
        found = fileReply(files).flatMap((reply) => {
          const id = notify(reply);
          return reply.tone === 'good' ? [id] : [];
        });
        const [project] = of('project', files);
        const view = here === null ? undefined : queries.getQueryData<ProjectView>(projectKey(here));
        // In a browser only a copy of drydock.json arrives, without the files it names: of use for its mapping alone.
        const isMappingOnly = host.kind === 'browser' && view?.model && view.data;
        if (project && !isMappingOnly) {
          const view = await client['projects.open']({ project: project.path });
          queries.setQueryData(projectKey(view.project), view);
          goTo({ page: landingPage(view), project: view.project });
          return;
        }
        const [bundle] = of('bundle', files);
        const [model] = of('model', files);
        const data = of('data', files);
        const [labels] = of('labels', files);
        if (bundle) {
          await client['bundles.verify']({ path: bundle.path });
          // Beside what was exported before: the tab of the export tells of that bundle alone.
          goTo({ page: 'bundle', at: 'history', project: here });
        }
        const logs = of('log', files);
        if (logs.length > 0) {
          if (view && canReadLog(view)) {
            giveLog(
              logPaths(
                logs.map(({ path }) => path),
                paths,
              ),
            );
            goTo({ page: 'bundle', at: 'log', project: here });
          } else {
            notify({
              tone: 'warn',
              title: 'This is the log of a deployed bundle: it needs the project that the bundle was exported from.',
              body: 'Open that project, then drop the log again.',
            });
          }
        }
        const [mapping] = [...of('mapping', files), ...(isMappingOnly && project ? [project] : [])];
        if (labels && !model) {
          const named = here === null ? null : (view ?? (await client['projects.get']({ project: here })));
          if (named?.model) {
            queries.setQueryData(
              projectKey(named.project),
              await setModel(client, { project: named.project, path: named.model.path, labels: labels.path }),
            );
            if (data.length === 0 && !mapping) goTo({ page: 'model', project: here });
          } else {
            notify({
              tone: 'warn',
              title: `“${baseName(labels.path)}” names classes: it needs a model first.`,
              body: 'Drop it together with the model, or after it.',
            });
          }
        }
        if (!model && data.length === 0) {
          if (!mapping) return;
          if (!view?.model || !view.data) {
            notify({
              tone: 'warn',
              title: `“${baseName(mapping.path)}” is a mapping: it needs a model and data first.`,
              body: 'Drop all three together, or the mapping last.',
            });
            return;
          }
          await load(view.project, mapping.path);
          goTo({ page: 'data', project: here });
          notify({ tone: 'good', title: `The mapping of “${baseName(mapping.path)}” was taken over.` });
          return;
        }
        let open = here;
        if (open === null) {
          const name =
            (folder === null ? undefined : folderProjectName(folder)) ?? projectNameFrom((model ?? data[0])?.path ?? '');
          const created = await client['projects.create']({ name: name ?? 'Project' });
          open = created.project;
          queries.setQueryData(projectKey(open), created);
        }
        const leave = here === null ? leaveEmpty(client, queries, open) : () => Promise.resolve();
        goTo({ page: data.length > 0 ? 'data' : 'model', project: open });
        if (model) {
          const given = { project: open, path: model.path, ...(labels && { labels: labels.path }) };
          const view = await setModel(client, given).catch(async (error: unknown) => {
            await leave();
            throw error;
          });
          queries.setQueryData(projectKey(open), view);
        }
        if (data.length > 0) {
          const { jobId } = await client['projects.setData']({ project: open, paths: data.map((file) => file.path) });
          const end = jobEnd(jobs, jobId).then(async (job) => {
            if (job.state === 'failed') found.forEach(dismiss);
            // Where the file may be readable in another way, the form that asks how goes on with this project.
            if (job.state === 'failed' && !isMisread(job)) await leave();
            return job;
          });
          if (!mapping) end.catch(notifyError);
          else if ((await end).state !== 'done') return;
        }
        if (mapping) await load(open, mapping.path);
        await queries.invalidateQueries({ queryKey: ['recent'] });
      } catch (error) {
        // What was found is not what came of it.
        found.forEach(dismiss);
        notifyError(error);
      }
    },
    [client, host, jobs, load, queries],
  );
}

// The graph of a project's model, as the contract offers it.
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { AppError } from '../base/errors.ts';
import { indexGraph, viewGraph, type GraphIndex } from '../model/graphView.ts';
import { stampFiles } from './fileStamps.ts';
import type { OpenProjects } from './openProjects.ts';

/** The structure of the last model asked for is kept: a search asks at every letter. */
export function createGraphHandlers(options: {
  projects: OpenProjects;
  folderOf: (project: string) => string;
}): Pick<Handlers<WorkbenchContract>, 'models.graph'> {
  let kept: { stamp: string; index: GraphIndex } | undefined;
  return {
    'models.graph': async ({ project, search, around, limit }, { signal }) => {
      const { model } = await options.projects.parts(options.folderOf(project));
      if (!model) throw new AppError('CONFLICT', 'The project has no model yet.', { hint: 'Open an ONNX file first.' });
      const { path } = model.card;
      const stamp = JSON.stringify(await stampFiles([path]));
      if (kept?.stamp !== stamp) kept = { stamp, index: await indexGraph(path, signal) };
      return viewGraph(kept.index, { search, around, limit });
    },
  };
}

import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Mapping } from '../../../app/api/schemas/mapping';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { useClient } from '../api/workbench';
import { projectKey, useProject, useProjectCall } from './project';

interface MappingEdits {
  /** Saves the mapping and remembers the one before. */
  edit: (next: Mapping) => void;
  /** Throws the edits away; can be undone like any other edit. */
  reset: () => void;
  /** Takes over a mapping file, in any project that is known here; can be undone like any other edit. */
  load: (project: string, path: string) => Promise<void>;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
  isSaving: boolean;
}

const MappingEditsContext = createContext<MappingEdits | null>(null);

interface History {
  project: string | null;
  past: Mapping[];
  future: Mapping[];
}

/** Undo and redo of mapping edits, per project, for as long as the window is open. */
export function MappingEditsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const view = useProject();
  const project = view?.project ?? null;
  const mapping = view?.mapping ?? null;
  const [stored, setHistory] = useState<History>({ project, past: [], future: [] });
  const history = stored.project === project ? stored : { project, past: [], future: [] };
  const save = useProjectCall((client, next: Mapping) =>
    client['projects.setMapping']({ project: project ?? '', mapping: next }),
  );
  const suggest = useProjectCall((client, input: { project: string }) => client['projects.suggestMapping'](input));
  const { mutate: saveNow, isPending } = save;
  const { mutate: suggestNow } = suggest;

  const edit = useCallback(
    (next: Mapping) => {
      if (mapping) setHistory({ project, past: [...history.past, mapping], future: [] });
      saveNow(next);
    },
    [mapping, project, history.past, saveNow],
  );
  const load = useCallback(
    async (into: string, path: string) => {
      const before = queries.getQueryData<ProjectView>(projectKey(into))?.mapping;
      queries.setQueryData(projectKey(into), await client['projects.loadMapping']({ project: into, path }));
      if (before) {
        setHistory((last) => ({ project: into, past: [...(last.project === into ? last.past : []), before], future: [] }));
      }
    },
    [client, queries],
  );
  const value = useMemo<MappingEdits>(
    () => ({
      edit,
      load,
      reset() {
        if (!project) return;
        if (mapping) setHistory({ project, past: [...history.past, mapping], future: [] });
        suggestNow({ project });
      },
      undo() {
        const previous = history.past.at(-1);
        if (!previous || !mapping) return;
        setHistory({ project, past: history.past.slice(0, -1), future: [mapping, ...history.future] });
        saveNow(previous);
      },
      redo() {
        const [next, ...rest] = history.future;
        if (!next || !mapping) return;
        setHistory({ project, past: [...history.past, mapping], future: rest });
        saveNow(next);
      },
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      isSaving: isPending,
    }),
    [edit, load, project, mapping, history.past, history.future, saveNow, suggestNow, isPending],
  );
  return <MappingEditsContext value={value}>{children}</MappingEditsContext>;
}

export function useMappingEdits(): MappingEdits {
  const edits = use(MappingEditsContext);
  if (!edits) throw new Error('MappingEditsProvider is missing');
  return edits;
}

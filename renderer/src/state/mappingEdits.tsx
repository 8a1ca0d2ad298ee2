import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { keptDecision } from '../../../app/api/decision';
import type { Mapping } from '../../../app/api/schemas/mapping';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { useClient } from '../api/workbench';
import { mappingChangeLabel } from './mappingChangeLabel';
import { notify } from './notices';
import { projectKey, useProject, useProjectCall } from './project';
import { useUndo } from './undo';

interface MappingEdits {
  /** Saves the mapping and remembers the one before. */
  edit: (next: Mapping) => void;
  /** Throws the edits away; can be undone like any other edit. */
  reset: () => void;
  /** Takes over a mapping file, in any project that is known here; can be undone like any other edit. */
  load: (project: string, path: string) => Promise<void>;
}

const MappingEditsContext = createContext<MappingEdits | null>(null);

/** Changes of the mapping are saved at once, and each is a step that can be undone. */
export function MappingEditsProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const queries = useQueryClient();
  const { push } = useUndo();
  const view = useProject();
  const project = view?.project ?? null;
  const mapping = view?.mapping ?? null;
  const save = useProjectCall((client, next: { project: string; mapping: Mapping }) => client['projects.setMapping'](next));
  const suggest = useProjectCall((client, input: { project: string }) => client['projects.suggestMapping'](input));
  const { mutateAsync: saveNow } = save;
  const { mutateAsync: suggestNow } = suggest;

  const value = useMemo<MappingEdits>(() => {
    const remember = (into: string, before: Mapping, after: Mapping, label = mappingChangeLabel(before, after)): void => {
      const files = (): string => {
        const known = queries.getQueryData<ProjectView>(projectKey(into));
        return `${known?.model?.sha256 ?? ''} ${known?.data?.sha256 ?? ''}`;
      };
      const made = files();
      push(
        {
          label,
          undo: () => saveNow({ project: into, mapping: before }),
          redo: () => saveNow({ project: into, mapping: after }),
          // A mapping of another model or other data fits these no more.
          holds: () => files() === made,
        },
        into,
      );
    };
    return {
      edit(wanted) {
        if (!project) return;
        const next = mapping ? withHoldingDecision(mapping, wanted) : wanted;
        if (mapping) remember(project, mapping, next);
        // What goes wrong is said by the call.
        saveNow({ project, mapping: next }).catch(() => undefined);
      },
      reset() {
        if (!project) return;
        suggestNow({ project })
          .then((fresh) => {
            if (mapping && fresh.mapping) remember(project, mapping, fresh.mapping, 'back to the suggestion');
          })
          .catch(() => undefined);
      },
      async load(into, path) {
        const before = queries.getQueryData<ProjectView>(projectKey(into))?.mapping;
        const loaded = await client['projects.loadMapping']({ project: into, path });
        queries.setQueryData(projectKey(into), loaded);
        if (before && loaded.mapping) remember(into, before, loaded.mapping, 'mapping file');
      },
    };
  }, [client, queries, push, project, mapping, saveNow, suggestNow]);
  return <MappingEditsContext value={value}>{children}</MappingEditsContext>;
}

/** A decision threshold goes with the score it was about; undoing the edit brings both back. */
function withHoldingDecision(before: Mapping, next: Mapping): Mapping {
  if (next.decision !== before.decision) return next;
  const { decision, calibration: _c, abstain: _a, ...rest } = next;
  // What `next` says of calibration and gate, as long as it is about the scores as they were read.
  const kept = keptDecision({ ...next, reading: before.reading, positive: before.positive }, next);
  if (decision && !kept.decision) {
    notify({
      tone: 'info',
      title: `The decision threshold was for ${before.positive ?? 'the scores as they were read'}: it is gone.`,
    });
  }
  return { ...rest, ...kept };
}

export function useMappingEdits(): MappingEdits {
  const edits = use(MappingEditsContext);
  if (!edits) throw new Error('MappingEditsProvider is missing');
  return edits;
}

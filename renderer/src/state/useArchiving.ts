import { notify } from './notices';
import { useUndo } from './undo';

interface Archiving {
  /** Of the run, comparison or the like. */
  id: string;
  name: string;
  /** False: it was taken out of the archive. */
  archived: boolean;
  set: (archived: boolean) => Promise<unknown>;
}

/** Nothing is deleted: that something was archived, or taken out again, is a step that can be undone, and a notice with the way back. */
export function useArchiving(): (done: Archiving) => void {
  const { push } = useUndo();
  return ({ id, name, archived, set }) => {
    const about = `archiving ${id}`;
    const takeBack = push({
      label: archived ? `archiving of ${name}` : `taking ${name} out of the archive`,
      about,
      undo: () => set(!archived),
      redo: () => set(archived),
    });
    notify({
      tone: 'info',
      title: archived ? `“${name}” was archived.` : `“${name}” is out of the archive.`,
      about,
      action: { label: 'Undo', run: takeBack },
    });
  };
}

import { createContext, use, useCallback, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { currentPlace, goTo, usePlace, type Place } from './navigation';
import { notify, notifyError } from './notices';
import { createUndoStore, holds, type UndoStep } from './undoStore';

/** Where the change was made: there it is seen being taken back. */
type PlacedStep = UndoStep & { place: Pick<Place, 'page' | 'run' | 'at'> };

interface Undo {
  /**
   * Remembers a change that has just been made, in the history of the open project (or of the one named).
   * Returns how to take back this very change, for a notice about it.
   */
  push: (step: UndoStep, project?: string) => () => void;
  undo: () => void;
  redo: () => void;
  /** What would be undone, or null. */
  nextUndo: string | null;
  nextRedo: string | null;
}

const StoreContext = createContext<ReturnType<typeof createUndoStore<PlacedStep>> | null>(null);

export function UndoProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => createUndoStore<PlacedStep>());
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** One history per project for mapping, threshold, filters and layout. Runs are not in it: they are archived. */
export function useUndo(): Undo {
  const store = use(StoreContext);
  if (!store) throw new Error('UndoProvider is missing');
  const { project } = usePlace();
  const history = useSyncExternalStore(store.subscribe, () => store.of(project));

  const push = useCallback<Undo['push']>(
    (step, into) => {
      const { page, run, at, project: here } = currentPlace();
      const placed = { ...step, place: { page, run, at } };
      store.push(into ?? here, placed);
      return () => {
        if (store.take(into ?? here, placed)) apply(placed, 'undo');
      };
    },
    [store],
  );
  const nextUndo = history.past.findLast(holds)?.label ?? null;
  const nextRedo = history.future.find(holds)?.label ?? null;
  return useMemo<Undo>(
    () => ({
      push,
      undo: () => apply(store.back(project), 'undo'),
      redo: () => apply(store.forward(project), 'redo'),
      nextUndo,
      nextRedo,
    }),
    [store, project, push, nextUndo, nextRedo],
  );
}

/** Does it where it can be seen, and says what was done. */
function apply(step: PlacedStep | undefined, way: 'undo' | 'redo'): void {
  if (!step) return;
  if (currentPlace().page !== step.place.page) goTo(step.place);
  Promise.resolve(step[way]())
    .then(() => {
      const title = `${way === 'undo' ? 'Undid' : 'Redid'}: ${step.label}`;
      notify({ tone: 'info', title, ...(step.about !== undefined && { about: step.about }) });
    })
    .catch(notifyError);
}

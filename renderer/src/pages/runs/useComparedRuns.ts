import { useUndoable } from '../../state/useUndoable';

const nothing: string[] = [];

/** Ids of the runs that the page Runs sets beside each other. */
export function useComparedRuns(): ReturnType<typeof useUndoable<string[]>> {
  return useUndoable<string[]>('compared runs', nothing);
}

import type { NamedSlice } from '../../../../../app/api/schemas/common';
import { notify } from '../../../state/notices';
import { useOpenProject, useProjectCall } from '../../../state/project';
import { useUndo } from '../../../state/undo';

/** Saves the named slices of the project at once; each change is a step that can be undone. */
export function useSliceChange(): (next: NamedSlice[], label: string) => void {
  const { project, slices: before } = useOpenProject();
  const { push } = useUndo();
  const { mutateAsync: save } = useProjectCall((client, input: { project: string; slices: NamedSlice[] }) =>
    client['projects.setSlices'](input),
  );
  return (next, label) => {
    save({ project, slices: next })
      .then(() => {
        push({
          label,
          undo: () => save({ project, slices: before }),
          redo: () => save({ project, slices: next }),
        });
        notify({ tone: 'info', title: `Done: ${label}. Later runs have its figures.` });
      })
      // What goes wrong is said by the call.
      .catch(() => undefined);
  };
}

/** The name, or where it is taken the name with a number. */
export function freeName(name: string, slices: readonly NamedSlice[]): string {
  const taken = new Set(slices.map((slice) => slice.name.toLowerCase()));
  const short = name.slice(0, 76).trim();
  if (!taken.has(short.toLowerCase())) return short;
  for (let number = 2; ; number++) {
    const numbered = `${short} ${String(number)}`;
    if (!taken.has(numbered.toLowerCase())) return numbered;
  }
}

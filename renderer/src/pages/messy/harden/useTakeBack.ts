import { useProjectCall } from '../../../state/project';

/** Undoes what was accepted last. */
export function useTakeBack() {
  return useProjectCall((client, input: { project: string }) => client['harden.undo'](input));
}

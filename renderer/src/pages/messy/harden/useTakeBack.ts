import { notify } from '../../../state/notices';
import { useProjectCall } from '../../../state/project';

/** What notices of repairs that were accepted, and taken back, are about. */
export const acceptedRepairs = 'accepted repairs';

/** Undoes what was accepted last. */
export function useTakeBack() {
  return useProjectCall(async (client, input: { project: string }) => {
    const view = await client['harden.undo'](input);
    notify({ tone: 'info', title: 'What was accepted last is taken back.', about: acceptedRepairs });
    return view;
  });
}

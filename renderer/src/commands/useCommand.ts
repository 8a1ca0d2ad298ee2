import { useLayoutEffect, useRef } from 'react';
import type { CommandId } from '../../../app/api/commands';
import type { Handler } from './registry';
import { useCommandRegistry } from './registryContext';

/**
 * Says what a command of the table does for as long as the component is there. The one that came last answers.
 * `disabled` is why it cannot be done just now, in words that the menu, the palette and the keys show.
 */
export function useCommand(id: CommandId, run: () => void, { disabled = null }: { disabled?: string | null } = {}): void {
  const registry = useCommandRegistry();
  const handler = useRef<Handler>({ run, disabled });
  // Before anything is seen: a key pressed at first sight must find its command.
  useLayoutEffect(() => {
    const before = handler.current.disabled;
    handler.current = { run, disabled };
    if (before !== disabled) registry.changed();
  });
  useLayoutEffect(() => registry.add(id, handler), [registry, id]);
}

import { createContext, use, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { commandList, type CommandId } from '../../../app/api/commands';
import { createCommandRegistry, type CommandRegistry } from './registry';
import { RegistryContext, useCommandRegistry } from './registryContext';
import { useConditions, type Conditions } from './useConditions';

interface Commands {
  conditions: Conditions;
  /** Why a command is off, in words; null when it is on. */
  whyOff: (id: CommandId) => string | null;
  /** Does it, if it is on. */
  run: (id: CommandId) => void;
}

const CommandsContext = createContext<Commands | null>(null);

/** What each command of the table does now, and whether it can be done. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => createCommandRegistry());
  return (
    <RegistryContext value={registry}>
      <CommandStates registry={registry}>{children}</CommandStates>
    </RegistryContext>
  );
}

function CommandStates({ registry, children }: { registry: CommandRegistry; children: ReactNode }) {
  const version = useSyncExternalStore(registry.subscribe, registry.version);
  const conditions = useConditions(registry.handler('table.find') !== undefined);
  const value = useMemo<Commands>(() => {
    const reasons = new Map(
      commandList.map(({ id, when }) => {
        const handler = registry.handler(id);
        return [id, conditions[when] ?? (handler ? handler.disabled : 'Nothing here answers to that.')];
      }),
    );
    return {
      conditions,
      whyOff: (id) => reasons.get(id) ?? null,
      run: (id) => {
        if ((reasons.get(id) ?? null) === null) registry.handler(id)?.run();
      },
    };
    // The handlers are read anew whenever the registry says that they changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [registry, version, conditions]);
  return <CommandsContext value={value}>{children}</CommandsContext>;
}

export function useCommands(): Commands {
  const commands = use(CommandsContext);
  if (!commands) throw new Error('CommandsProvider is missing');
  return commands;
}

/** Opens a page and does there what that page makes of a command. */
export function useRunWhenOpen(): (id: CommandId) => void {
  return useCommandRegistry().runWhenAdded;
}

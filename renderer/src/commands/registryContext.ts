import { createContext, use } from 'react';
import type { CommandRegistry } from './registry';

export const RegistryContext = createContext<CommandRegistry | null>(null);

export function useCommandRegistry(): CommandRegistry {
  const registry = use(RegistryContext);
  if (!registry) throw new Error('CommandsProvider is missing');
  return registry;
}

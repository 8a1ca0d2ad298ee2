// What a training command finds in its environment beside what this process has.
import type { RetrainPlan } from '../api/schemas/retrain.ts';
import { asksFor, type CommandPaths } from './fillCommand.ts';

const secret = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH/i;
const mask = '••••••';

/**
 * The paths again, for commands that had rather read them here; and what a script cannot know otherwise. The file of reference rows
 * is written, and named, only where the command has {reference}.
 */
export function ownVariables(
  paths: CommandPaths,
  about: { command: string; target: string; time: string | null; seed: number },
): Record<string, string> {
  return {
    DRYDOCK_DATA: paths.data,
    ...(asksFor(about.command, 'reference') && { DRYDOCK_REFERENCE: paths.reference }),
    DRYDOCK_OUT: paths.out,
    DRYDOCK_TARGET: about.target,
    DRYDOCK_TIME: about.time ?? '',
    DRYDOCK_SEED: String(about.seed),
  };
}

/** Sorted by name, for people to look at: what looks like a secret, by its name or as a password in an address, is masked. */
export function shownEnvironment(environment: Record<string, string | undefined>): RetrainPlan['environment'] {
  return Object.entries(environment)
    .flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: shown(name, value) }]))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function shown(name: string, value: string): string {
  if (secret.test(name)) return value === '' ? '' : mask;
  return value.replaceAll(/(:\/\/[^/\s:@]*:)[^/\s@]+@/g, `$1${mask}@`);
}

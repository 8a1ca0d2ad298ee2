export function installWays(machine: {
  isRoot: boolean;
  hasApt: boolean;
  /** Whether sudo may be used, and asks for no password. */
  maySudo: boolean;
  /** The command of playwright-core. */
  playwright: string[];
}): string[][][];

// What the supervisor needs of a child process; Node's fork and Electron's utilityProcess both fit behind it.

export interface ChildEnd {
  code: number | null;
  signal: string | null;
}

export interface Child {
  readonly pid: number | undefined;
  /** Does nothing once the child has ended. `transfer`: message ports, where the host has such. */
  send(message: unknown, transfer?: readonly unknown[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process could not be started at all. */
  onExit(listener: (end: ChildEnd) => void): void;
  /** The hard way: no handler in the child runs. */
  kill(): void;
}

export interface SpawnOptions {
  /** Shown in process lists and logs. */
  name: string;
  args?: readonly string[];
  /** Gets what the child prints, stdout and stderr alike. */
  onOutput?: (text: string) => void;
}

/** Starts `script` (bundled JavaScript) in a process of its own. */
export type Spawn = (script: string, options: SpawnOptions) => Child;

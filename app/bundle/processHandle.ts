// How app/ has a process run for it without knowing how processes are made: the host injects a StartProcess.
export interface ProcessHandle {
  /** Undefined where it could not be started. */
  pid: number | undefined;
  /** Standard output and standard error, in order, from the start. Call before the first await. */
  onOutput(listener: (text: string) => void): void;
  /** Resolves, never rejects; `code` is null when a signal ended it. A command that cannot start ends with code 127. */
  exited: Promise<{ code: number | null; signal: string | null }>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * `node` and `npm` as command mean the ones this program runs with. `env` is added to the host's own.
 * `shell`: the command is a line for the system's shell, without further arguments. All that it starts is one group, which
 * `kill` reaches as a whole, with what left the group since, and of which nothing is left once it has exited, or this process has.
 */
export type StartProcess = (
  command: string,
  args: string[],
  options: { cwd: string; env: Record<string, string>; shell?: boolean },
) => ProcessHandle;

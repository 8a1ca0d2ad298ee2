import type { ProgressReport } from './progressMeter.ts';

/** How long work and its caller keep in touch. `onPartial` replaces the live figures as a whole. */
export interface TaskHooks {
  signal: AbortSignal;
  onProgress: (progress: ProgressReport) => void;
  onPartial: (partial: unknown) => void;
}

/** Runs heavy functions by name, each in a process of its own; input and output are plain JSON data. */
export interface TaskRunner {
  run(kind: string, input: unknown, hooks: TaskHooks): Promise<unknown>;
}

import type { z } from 'zod';
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

/** One heavy function. Input is checked where the task is run, in the other process. */
export interface Task {
  input: z.ZodType;
  run(input: unknown, hooks: TaskHooks): Promise<unknown>;
}

/** Ties a schema to the function that takes what it allows. */
export function task<S extends z.ZodType>(input: S, run: (input: z.output<S>, hooks: TaskHooks) => Promise<unknown>): Task {
  return { input, run: (value, hooks) => run(value as z.output<S>, hooks) };
}

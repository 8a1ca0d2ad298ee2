import type { z } from 'zod';
import type { ProgressReport } from './progressMeter.ts';

/** How long work and its caller keep in touch. `onPartial` replaces the live figures as a whole. */
export interface TaskHooks {
  signal: AbortSignal;
  onProgress: (progress: ProgressReport) => void;
  onPartial: (partial: unknown) => void;
  /** Milliseconds between a cancel and the hard end, for work that keeps nothing; the runner's own when left out. */
  graceMs?: number;
}

/** How a question and its asker keep in touch. `onNote`: what it is about to do, told before it does it. */
export interface AskHooks {
  signal: AbortSignal;
  onNote: (note: unknown) => void;
}

/** Runs functions by name in other processes; input and output are plain JSON data. */
export interface TaskRunner {
  /** Heavy work, in a process of its own. */
  run(kind: string, input: unknown, hooks: TaskHooks): Promise<unknown>;
  /**
   * A question that must be answered at once: all of them go to one process, which keeps what it has opened and ends when
   * nobody has asked for a while. Should it die, the question that was alone in it throws ENGINE_CRASHED; others are asked
   * again, each alone.
   */
  ask(kind: string, input: unknown, hooks: AskHooks): Promise<unknown>;
}

/** One heavy function. Input is checked where the task is run, in the other process. */
export interface Task {
  input: z.ZodType;
  run(input: unknown, hooks: TaskHooks): Promise<unknown>;
}

/** One question. `note` comes back when what is noted has reached the asker: it survives what comes next. */
export interface Question {
  input: z.ZodType;
  answer(input: unknown, context: { signal: AbortSignal; note: (note: unknown) => Promise<void> }): Promise<unknown>;
}

export function question<S extends z.ZodType>(
  input: S,
  answer: (input: z.output<S>, context: Parameters<Question['answer']>[1]) => Promise<unknown>,
): Question {
  return { input, answer: (value, context) => answer(value as z.output<S>, context) };
}

/** Ties a schema to the function that takes what it allows. */
export function task<S extends z.ZodType>(input: S, run: (input: z.output<S>, hooks: TaskHooks) => Promise<unknown>): Task {
  return { input, run: (value, hooks) => run(value as z.output<S>, hooks) };
}

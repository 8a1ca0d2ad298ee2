import type { z } from 'zod';

/** Something only the desktop can do for its window; the input is parsed before it runs. */
export interface NativeService {
  input: z.ZodType;
  run(input: unknown): Promise<unknown>;
}

export function service<S extends z.ZodType>(input: S, run: (input: z.output<S>) => Promise<unknown>): NativeService {
  return { input, run: (value) => run(value as z.output<S>) };
}

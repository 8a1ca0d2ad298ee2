import type { ReadOptions } from '../api/schemas/datasets.ts';

/** What the person said about the times of a column; a column may be called `constructor` as well. */
export function toldTime(options: ReadOptions, name: string): NonNullable<ReadOptions['times']>[string] | undefined {
  return options.times && Object.hasOwn(options.times, name) ? options.times[name] : undefined;
}

// What was read of a log so far, so that the next reading goes on from there: monitor/<run>/state.json.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeJsonAtomic } from '../storage/atomicWrite.ts';

/** What the cells of a column have been in JSON. */
const SeenKinds = z.object({ integer: z.boolean(), number: z.boolean(), boolean: z.boolean(), text: z.boolean() });
export type SeenKinds = z.infer<typeof SeenKinds>;

const Source = z.object({
  /** Without `.part`: the file keeps its place in here when it is closed. */
  path: z.string(),
  /** Read up to here, in bytes and lines. */
  bytes: z.number(),
  lines: z.number(),
  /** sha256 of the first bytes, so that another file of the same name is told apart. */
  head: z.object({ bytes: z.number(), sha256: z.string() }),
  /** It was replaced or cut: what was read of it does not count any more. */
  dropped: z.boolean(),
});
export type Source = z.infer<typeof Source>;

const LogState = z.object({
  version: z.literal(1),
  runId: z.string(),
  sources: z.array(Source),
  /** Files in parts/, in the order they were written. */
  predictions: z.array(z.string()),
  labels: z.array(z.string()),
  /** Labels of tables that were given, by the path of the table; the last given wins. */
  tables: z.array(z.object({ path: z.string(), part: z.string() })),
  /** Input columns in the order they were met. */
  columns: z.array(z.object({ name: z.string(), seen: SeenKinds })),
  /** Columns whose values were kept out of some rows, or of all. */
  hidden: z.array(z.string()).default([]),
  /** Lines that could not be used; they are in refused.jsonl. */
  refused: z.number(),
  nextPart: z.number(),
  /** log.parquet holds all of it. */
  isBuilt: z.boolean(),
});
export type LogState = z.infer<typeof LogState>;

export function emptyState(runId: string): LogState {
  return {
    version: 1,
    runId,
    sources: [],
    predictions: [],
    labels: [],
    tables: [],
    columns: [],
    hidden: [],
    refused: 0,
    nextPart: 1,
    isBuilt: false,
  };
}

/** Null = nothing was read yet, or it cannot be told any more what. */
export async function readState(path: string): Promise<LogState | null> {
  try {
    return LogState.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

export function saveState(path: string, state: LogState): Promise<void> {
  return writeJsonAtomic(path, state);
}

// A document that stands in the folder of a run, or does not.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError } from '../base/errors.ts';

/**
 * Null where there is none.
 * @param about.what begins the sentence of the error: "The load test", "The figures of the load test"
 * @throws DATA_INVALID when it is not of this form
 */
export async function readKept<S extends z.ZodType>(
  path: string,
  schema: S,
  { what, hint = 'Make the load test again, or remove the file.' }: { what: string; hint?: string },
): Promise<z.output<S> | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATA_INVALID', `${what} cannot be read: ${path}`, {
      hint,
      where: { path },
      cause,
    });
  }
}

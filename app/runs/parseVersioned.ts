import { z } from 'zod';
import { AppError } from '../base/errors.ts';

/**
 * Reads the text of one of our own JSON files.
 * @throws PROJECT_NEWER when its `version` is above ours; FILE_UNREADABLE, naming file and place, when it is damaged.
 */
export function parseVersioned<S extends z.ZodType>(
  schema: S,
  text: string,
  about: { path: string; version: number; what: string },
): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(about, error instanceof Error ? error.message : 'not JSON', error);
  }
  const version = z.object({ version: z.number() }).safeParse(value);
  if (version.success && version.data.version > about.version) {
    throw new AppError('PROJECT_NEWER', `The ${about.what} was written by a newer version of Drydock: ${about.path}`, {
      hint: `It has format ${String(version.data.version)}, this version reads up to ${String(about.version)}. Update Drydock to open it.`,
      where: { file: about.path },
    });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damaged(about, issue ? `${issue.path.join('.') || 'top level'}: ${issue.message}` : 'unexpected content', parsed.error);
  }
  return parsed.data;
}

function damaged(about: { path: string; what: string }, detail: string, cause: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `The ${about.what} is damaged: ${about.path} (${detail})`, {
    hint: 'Restore it from a copy, or move it away and start anew. The other files of the project are untouched.',
    where: { file: about.path },
    cause,
  });
}

// A mapping kept as a file: on its own, or inside the drydock.json of another project.
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { Mapping } from '../api/schemas/mapping.ts';
import { ProjectFile } from '../api/schemas/projects.ts';
import { AppError } from '../base/errors.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';

/** Far above any real mapping: a huge file chosen by mistake is refused before it is read. */
const mostBytes = 32_000_000;

/**
 * Reads a mapping file, or the mapping of a project file.
 * @throws NOT_FOUND, TOO_LARGE, INVALID_INPUT (holds no mapping), FILE_UNREADABLE (damaged), PROJECT_NEWER
 */
export async function readMappingFile(path: string): Promise<Mapping> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new AppError('NOT_FOUND', `There is no such file: ${path}`, {
      hint: 'Choose a mapping that was saved as a file.',
      where: { file: path },
    });
  }
  if (found.size > mostBytes) {
    throw new AppError('TOO_LARGE', `This is too large for a mapping: ${path}`, {
      hint: 'Choose a mapping that was saved as a file.',
      where: { file: path },
    });
  }
  const text = await readFile(path, 'utf8');
  const parts = z.object({ columns: z.unknown(), inputs: z.unknown() }).safeParse(jsonOf(text));
  if (parts.success && parts.data.columns !== undefined) {
    return parseVersioned(Mapping, text, { path, version: 1, what: 'mapping file' });
  }
  const project = z.object({ createdAt: z.string(), mapping: z.unknown() }).safeParse(jsonOf(text));
  const mapping = project.success ? parseVersioned(ProjectFile, text, { path, version: 1, what: 'project file' }).mapping : null;
  if (mapping) return mapping;
  throw new AppError('INVALID_INPUT', `There is no mapping in this file: ${path}`, {
    hint: 'Choose a mapping that was saved as a file, or the drydock.json of a project whose mapping was made.',
    where: { file: path },
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// A mapping kept in a file: on its own, whole or only what differs from the suggestion, or inside the drydock.json of a project.
import { readFile, stat } from 'node:fs/promises';
import { ProjectFile } from '../api/schemas/projects.ts';
import { AppError } from '../base/errors.ts';
import { PartialMapping, saysSomething } from '../mapping/partialMapping.ts';
import { parseVersioned } from '../runs/parseVersioned.ts';

/** Far above any real mapping: a huge file chosen by mistake is refused before it is read. */
const mostBytes = 32_000_000;

const seeGuide = 'See the user guide, chapter "Command line", for the accepted form.';

/**
 * Reads a mapping file, or the mapping of a project file.
 * @throws NOT_FOUND, TOO_LARGE, INVALID_INPUT (holds no mapping; names the field that cannot be used), FILE_UNREADABLE
 * (damaged project file), PROJECT_NEWER
 */
export async function readMappingFile(path: string): Promise<PartialMapping> {
  const where = { file: path };
  const found = await stat(path).catch(() => null);
  const chooseAnother = 'Choose a mapping that was saved as a file.';
  if (!found?.isFile()) throw new AppError('NOT_FOUND', `There is no such file: ${path}`, { hint: chooseAnother, where });
  if (found.size > mostBytes)
    throw new AppError('TOO_LARGE', `This is too large for a mapping: ${path}`, { hint: chooseAnother, where });
  const text = await readFile(path, 'utf8');
  const value = jsonObject(text, path);
  const version = value['version'];
  if (typeof version === 'number' && version > 1) {
    throw new AppError('PROJECT_NEWER', `The mapping file was written by a newer version of Drydock: ${path}`, {
      hint: `It has format ${String(version)}, this version reads format 1. Update Drydock, or leave "version" out of a mapping written by hand.`,
      where,
    });
  }
  const mapping =
    'createdAt' in value
      ? parseVersioned(ProjectFile, text, { path, version: 1, what: 'project file' }).mapping
      : parsePartial(value, path);
  if (mapping && saysSomething(mapping)) return mapping;
  throw new AppError('INVALID_INPUT', `There is no mapping in this file: ${path}`, {
    hint: `Choose a mapping that was saved as a file, or the drydock.json of a project whose mapping was made. ${seeGuide}`,
    where,
  });
}

function parsePartial(value: unknown, path: string): PartialMapping {
  const result = PartialMapping.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue && issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
  throw new AppError('INVALID_INPUT', `The mapping file ${path} cannot be used${place}: ${issue?.message ?? 'unknown reason'}.`, {
    hint: seeGuide,
    where: { file: path },
  });
}

function jsonObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new AppError('INVALID_INPUT', `The mapping file ${path} is not JSON: ${(error as Error).message}.`, {
      hint: 'Check the file for a missing comma or quote.',
      where: { file: path },
    });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AppError('INVALID_INPUT', `The mapping file ${path} does not hold a JSON object.`, {
    hint: seeGuide,
    where: { file: path },
  });
}

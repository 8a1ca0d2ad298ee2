// The one model that a training command has written, or what it wrote instead.
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const mostNamed = 5;

/** Exactly one .onnx file anywhere under the folder; else why there is none to take. Links are not followed. */
export async function findModel(folder: string): Promise<{ path: string } | { problem: string }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    // The command may have removed it, or put a file in its place.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  });
  if (entries === null) return { problem: 'The command removed the folder {out}: the new model was to be written into it.' };
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ name: relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'), isFile: entry.isFile() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const models = files.filter(({ name, isFile }) => isFile && name.toLowerCase().endsWith('.onnx'));
  const [only] = models;
  if (only && models.length === 1) return { path: join(folder, only.name) };
  if (only)
    return {
      problem: `The command wrote ${String(models.length)} .onnx files into {out}, and one was asked for: ${listed(models)}.`,
    };
  return {
    problem:
      files.length === 0
        ? 'The command wrote nothing into {out}: no .onnx file is there.'
        : `The command wrote no .onnx file into {out}, but ${listed(files)}.`,
  };
}

function listed(files: readonly { name: string; isFile: boolean }[]): string {
  const named = files.slice(0, mostNamed).map(({ name, isFile }) => (isFile ? name : `${name} (a link)`));
  const more = files.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

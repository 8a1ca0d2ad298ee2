// Manifest against files: every changed, missing and extra file is named.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleManifest } from '../../api/schemas/bundles.ts';
import { throwIfAborted } from '../../base/abort.ts';
import { sha256File } from '../../storage/sha256.ts';
import { manifestHashPath, manifestHashText, manifestPath } from '../manifestFiles.ts';
import { unsafeName } from '../zip/unsafeName.ts';

export interface FilesCheck {
  /** Null when it is missing or unreadable; `problems` says why. */
  manifest: BundleManifest | null;
  problems: string[];
  /** Files that lie where nothing of the bundle does, so that nothing reads them: a log, a table of the operator's. */
  beside: string[];
}

/** What `npm ci` puts there is not part of the bundle. */
const ignored = 'server/node_modules';

async function listFiles(folder: string, under = ''): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, under), { withFileTypes: true })) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (path === ignored) continue;
    if (entry.isDirectory()) names.push(...(await listFiles(folder, path)));
    else names.push(path);
  }
  return names.sort();
}

async function readManifest(folder: string): Promise<Omit<FilesCheck, 'beside'>> {
  const content = await readFile(join(folder, manifestPath)).catch(() => null);
  if (!content) return { manifest: null, problems: [`${manifestPath} is missing`] };
  const problems: string[] = [];
  const stated = await readFile(join(folder, manifestHashPath), 'utf8').catch(() => null);
  if (stated === null) problems.push(`${manifestHashPath} is missing`);
  else if (stated !== manifestHashText(content))
    problems.push(`${manifestPath} or ${manifestHashPath} was changed: they do not agree`);
  try {
    return { manifest: BundleManifest.parse(JSON.parse(content.toString('utf8'))), problems };
  } catch {
    return { manifest: null, problems: [...problems, `${manifestPath} was changed: it is not a bundle manifest`] };
  }
}

/** What to say where all is well. */
export function filesText(manifest: BundleManifest | null, beside: readonly string[]): string {
  const shown = beside.slice(0, 5).join(', ');
  const more = beside.length > 5 ? ` and ${beside.length - 5} more` : '';
  return `${manifest?.files.length ?? 0} files as the manifest states${beside.length > 0 ? `; beside them lie ${shown}${more}, which are not of the bundle` : ''}`;
}

export async function checkFiles(folder: string, signal?: AbortSignal): Promise<FilesCheck> {
  const { manifest, problems } = await readManifest(folder);
  if (!manifest) return { manifest, problems, beside: [] };
  const present = new Set(await listFiles(folder));
  for (const { path, sha256, bytes } of manifest.files) {
    throwIfAborted(signal);
    const unsafe = unsafeName(path);
    if (unsafe) problems.push(`${manifestPath} names ${JSON.stringify(path.slice(0, 200))}: ${unsafe}`);
    else if (!present.delete(path)) problems.push(`${path} is missing`);
    else if ((await stat(join(folder, path))).size !== bytes || (await sha256File(join(folder, path), { signal })) !== sha256) {
      problems.push(`${path} was changed`);
    }
  }
  present.delete(manifestPath);
  present.delete(manifestHashPath);
  const folders = new Set(
    manifest.files.map(({ path }) => path.split('/')[0]!).filter((_, at) => manifest.files[at]!.path.includes('/')),
  );
  const beside = [...present].filter((path) => !folders.has(path.split('/')[0]!));
  for (const path of present) if (!beside.includes(path)) problems.push(`${path} is not part of the bundle`);
  return { manifest, problems, beside };
}

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

async function readManifest(folder: string): Promise<FilesCheck> {
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

export async function checkFiles(folder: string, signal?: AbortSignal): Promise<FilesCheck> {
  const { manifest, problems } = await readManifest(folder);
  if (!manifest) return { manifest, problems };
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
  for (const path of present) problems.push(`${path} is not part of the bundle`);
  return { manifest, problems };
}

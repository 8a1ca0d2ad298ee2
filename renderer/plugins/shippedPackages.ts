// Which packages go out with the program, read off the lock file, and the licences that came with them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockEntry {
  version?: string;
  license?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export interface ShippedPackage {
  name: string;
  version: string;
  /** As SPDX writes it; 'unknown' where the package states none. */
  licence: string;
  /** Null where the package brings none. */
  text: string | null;
}

const licenceFile = /^(licen[cs]e|copying|notice|third-?party)/i;

/** The packages that the sources of the window import by name. */
function importedBy(folder: string): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const [, name] of readFileSync(join(folder, file), 'utf8').matchAll(
      /(?:from|import) ?\(?'((?:@[\w-]+\/)?\w[\w.-]*)[^']*'/g,
    )) {
      if (name) names.add(name);
    }
  }
  return names;
}

/** Where Node would find `name` from the package at `from`. */
function resolve(lock: Record<string, LockEntry>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (Object.hasOwn(lock, path)) return path;
    if (folder === '' || !folder.includes('/node_modules/')) {
      const top = `node_modules/${name}`;
      return Object.hasOwn(lock, top) ? top : undefined;
    }
  }
}

function neededBy(entry: LockEntry): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {}).filter((name) => !entry.peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(entry.dependencies ?? {}), ...Object.keys(entry.optionalDependencies ?? {}), ...peers];
}

function textOf(folder: string): string | null {
  const files = readdirSync(folder)
    .filter((name) => licenceFile.test(name))
    .sort();
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
  return texts.length === 0 ? null : texts.join('\n\n');
}

/**
 * Every package the program runs with and the window is made of, with what they need in turn; of those for one system each, the
 * ones for this one. Electron brings the licences of Chromium in a file of its own.
 */
export function shippedPackages(root: string): ShippedPackage[] {
  const { packages: lock } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockEntry>;
  };
  const program = Object.keys(lock['']?.dependencies ?? {});
  const waiting = [...program, 'electron', ...importedBy(join(root, 'renderer/src'))].map((name) => resolve(lock, '', name));
  const found = new Map<string, ShippedPackage>();
  const seen = new Set<string>();
  while (waiting.length > 0) {
    const path = waiting.pop();
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const entry = lock[path] ?? {};
    const folder = join(root, path);
    const isOfOneSystem = entry.os !== undefined || entry.cpu !== undefined || entry.libc !== undefined;
    if (isOfOneSystem && !existsSync(folder)) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    // Electron's own package only fetches the runtime: what it needs for that stays here.
    if (name !== 'electron') for (const needed of neededBy(entry)) waiting.push(resolve(lock, path, needed));
    // Types are no code.
    if (name.startsWith('@types/')) continue;
    const version = entry.version ?? '';
    found.set(`${name}@${version}`, { name, version, licence: entry.license ?? 'unknown', text: textOf(folder) });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

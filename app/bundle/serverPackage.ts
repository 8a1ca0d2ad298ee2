// package.json and package-lock.json of the bundle's server: onnxruntime-node and what it needs, at the very versions
// and hashes this program itself was installed with. No registry address is written: npm asks the one it is set to.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';

const LockEntry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  engines: z.record(z.string(), z.string()).optional(),
  os: z.array(z.string()).optional(),
  hasInstallScript: z.boolean().optional(),
});
type LockEntry = z.infer<typeof LockEntry>;
const Lock = z.looseObject({ packages: z.record(z.string(), LockEntry) });

export const runtimePackage = 'onnxruntime-node';
const nodeRange = '>=20';

export interface ServerPackage {
  packageJson: string;
  lockJson: string;
  runtimeVersion: string;
  /** What travels under which licence. */
  licences: { name: string; version: string; licence: string; integrity: string }[];
  /** zod, which lies inside the server's own file. */
  included: { name: string; version: string; licence: string; integrity: string }[];
}

/** The lock file that lies nearest above the server's code and knows the runtime. */
async function findLock(serverDir: string): Promise<Record<string, LockEntry>> {
  for (let folder = serverDir; ; folder = dirname(folder)) {
    for (const name of ['package-lock.json', join('node_modules', '.package-lock.json')]) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => null);
      const lock = text === null ? null : Lock.safeParse(JSON.parse(text));
      if (lock?.success && lock.data.packages[`node_modules/${runtimePackage}`]?.integrity) return lock.data.packages;
    }
    if (dirname(folder) === folder) break;
  }
  throw new AppError('NOT_FOUND', `No package-lock.json with ${runtimePackage} was found above ${serverDir}.`, {
    hint: 'Install the program with `npm ci`, which brings its lock file.',
    where: { path: serverDir },
  });
}

/** Node's own lookup: beside the package, then beside its parents. */
function resolveDependency(packages: Record<string, LockEntry>, from: string, name: string): string {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const path = `${base}${base === '' ? '' : '/'}node_modules/${name}`;
    if (packages[path]) return path;
    if (base === '') break;
  }
  throw new AppError('INTERNAL', `The lock file lacks ${name}.`, { hint: 'Install the program again with `npm ci`.' });
}

function closure(packages: Record<string, LockEntry>): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      const parent = path.includes('/node_modules/') || path.startsWith('node_modules/') ? path : '';
      visit(resolveDependency(packages, parent, name));
    }
  };
  visit(`node_modules/${runtimePackage}`);
  return [...found].sort();
}

function lockEntry(entry: LockEntry): Record<string, unknown> {
  const { version, integrity, license, dependencies, engines, os, hasInstallScript } = entry;
  return JSON.parse(JSON.stringify({ version, integrity, hasInstallScript, license, os, dependencies, engines })) as Record<
    string,
    unknown
  >;
}

function packageFacts(packages: Record<string, LockEntry>, path: string): ServerPackage['licences'][number] {
  const { version = '', license = 'see the package', integrity = '' } = packages[path] ?? {};
  return { name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version, licence: license, integrity };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export async function serverPackage(name: string, version: string, serverDir: string): Promise<ServerPackage> {
  const packages = await findLock(serverDir);
  const runtimeVersion = packages[`node_modules/${runtimePackage}`]?.version ?? '';
  const root = {
    name: `${name}-server`,
    version,
    license: 'Apache-2.0',
    engines: { node: nodeRange },
    dependencies: { [runtimePackage]: runtimeVersion },
  };
  const paths = closure(packages);
  return {
    packageJson: json({
      ...root,
      private: true,
      type: 'module',
      description: 'Prediction server of a validated model.',
      scripts: { start: 'node server.mjs' },
    }),
    lockJson: json({
      name: root.name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { '': root, ...Object.fromEntries(paths.map((path) => [path, lockEntry(packages[path]!)])) },
    }),
    runtimeVersion,
    licences: paths.map((path) => packageFacts(packages, path)),
    included: ['node_modules/zod'].map((path) => packageFacts(packages, path)),
  };
}

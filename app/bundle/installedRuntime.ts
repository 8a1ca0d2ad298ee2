// The copy of onnxruntime-node that this program was installed with.
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { runtimePackage } from './serverPackage.ts';

export interface InstalledRuntime {
  /** The node_modules folder that it lies in, with what it needs. */
  packages: string;
  version: string;
}

/** By Node's own lookup, the nearest from this folder upwards; null = there is none. */
export async function installedRuntime(from: string): Promise<InstalledRuntime | null> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    const found = await readFile(join(packages, runtimePackage, 'package.json'), 'utf8')
      .then((text) => JSON.parse(text) as { version?: string })
      .catch(() => null);
    if (found?.version) return { packages, version: found.version };
    if (dirname(folder) === folder) return null;
  }
}

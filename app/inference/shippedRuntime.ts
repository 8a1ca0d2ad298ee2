// A bundle may carry onnxruntime-node itself, in runtime/ beside the server's folder.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where in a bundle its packages lie. */
export const shippedPackages = 'runtime/node_modules';

/** The package in runtime/ below a folder, where it has the libraries of this platform; else null. */
export function shippedPackage(bundle: string): string | null {
  const folder = join(bundle, shippedPackages, 'onnxruntime-node');
  const bin = join(folder, 'bin');
  if (!existsSync(bin)) return null;
  return readdirSync(bin).some((version) => existsSync(join(bin, version, process.platform, process.arch))) ? folder : null;
}

/** What to import in the server of a bundle that carries the runtime; null anywhere else. */
export function shippedRuntime(): string | null {
  const folder = shippedPackage(fileURLToPath(new URL('..', import.meta.url)));
  return folder === null ? null : pathToFileURL(join(folder, 'dist/index.js')).href;
}

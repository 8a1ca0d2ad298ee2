// runtime/ of a bundle: onnxruntime-node as this program has it installed, for the platforms that are asked for, so that the
// server starts where no package registry can be reached. Only what is loaded: no types, no maps, no install script.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimePlatform, type RuntimeOffer } from '../api/schemas/bundles.ts';
import { AppError } from '../base/errors.ts';
import { shippedPackages } from '../inference/shippedRuntime.ts';
import { installedRuntime } from './installedRuntime.ts';
import { runtimePackage } from './serverPackage.ts';
import { fileSource } from './zip/sources.ts';
import type { ZipSource } from './zip/writeZip.ts';

/** What the package loads besides its own files. */
const commonPackage = 'onnxruntime-common';

async function filesBelow(folder: string, path: string): Promise<string[]> {
  const entries = await readdir(join(folder, path), { withFileTypes: true });
  const below = await Promise.all(
    entries.map(async (entry) => {
      const inner = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, inner) : [inner];
    }),
  );
  return below.flat().sort();
}

/** Where the libraries of a platform lie in the package: bin/napi-v6/linux/x64. */
async function libraryFolder(packages: string, platform: RuntimePlatform): Promise<string | null> {
  const bin = join(packages, runtimePackage, 'bin');
  const versions = await readdir(bin).catch(() => []);
  const found = versions.sort().find((version) => existsSync(join(bin, version, ...platform.split('-'))));
  return found === undefined ? null : `bin/${found}/${platform.replace('-', '/')}`;
}

/** The platforms whose libraries this installation has, with the bytes that each adds to a bundle before compression. */
export async function runtimeOffers(serverDir: string): Promise<RuntimeOffer[]> {
  const installed = await installedRuntime(serverDir);
  if (installed === null) return [];
  const { packages } = installed;
  const offers = await Promise.all(
    RuntimePlatform.options.map(async (platform) => {
      const folder = await libraryFolder(packages, platform);
      if (folder === null) return [];
      const files = await filesBelow(join(packages, runtimePackage), folder);
      const sources = await Promise.all(files.map((path) => fileSource(path, join(packages, runtimePackage, path))));
      return [{ platform, bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0) }];
    }),
  );
  return offers.flat();
}

/**
 * The files of runtime/ for these platforms.
 * @param version of the bundle's lock file
 * @throws NOT_FOUND where this installation has not that version, or lacks a platform
 */
export async function runtimeFiles(
  serverDir: string,
  platforms: readonly RuntimePlatform[],
  version: string,
): Promise<ZipSource[]> {
  if (platforms.length === 0) return [];
  const installed = await installedRuntime(serverDir);
  if (installed?.version !== version) {
    throw new AppError('NOT_FOUND', `${runtimePackage} ${version} is not installed here: ${installed?.version ?? 'none'} is.`, {
      hint: 'Install the program again with `npm ci`, or export without the runtime.',
      where: { path: serverDir },
    });
  }
  const { packages } = installed;
  const libraries = await Promise.all(
    [...new Set(platforms)].map(async (platform) => {
      const folder = await libraryFolder(packages, platform);
      if (folder !== null) return filesBelow(join(packages, runtimePackage), folder);
      throw new AppError('NOT_FOUND', `This installation has no libraries of ${runtimePackage} for ${platform}.`, {
        hint: `It has those of ${(await runtimeOffers(serverDir)).map((offer) => offer.platform).join(', ')}.`,
        where: { path: join(packages, runtimePackage, 'bin') },
      });
    }),
  );
  const code = async (name: string, folder: string): Promise<string[]> =>
    (await filesBelow(join(packages, name), folder)).filter((path) => path.endsWith('.js'));
  const paths = [
    ...['package.json', ...(await code(runtimePackage, 'dist')), ...libraries.flat()].map((path) => `${runtimePackage}/${path}`),
    ...['package.json', ...(await filesBelow(join(packages, commonPackage), 'dist/cjs'))]
      .filter((path) => /\.(js|json)$/.test(path))
      .map((path) => `${commonPackage}/${path}`),
  ];
  return Promise.all(paths.map((path) => fileSource(`${shippedPackages}/${path}`, join(packages, path))));
}

// `virtual:licences` and `virtual:licence-texts`: the packages that go out with the program. A build that takes in code of a
// package that is not in the list fails.
import type { Plugin } from 'vite';
import { shippedPackages, type ShippedPackage } from './shippedPackages.ts';

/** "@scope/name" of a module below node_modules; null for our own. */
function packageOf(moduleId: string): string | null {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(moduleId)?.[1]?.replaceAll('\\', '/') ?? null;
}

/** @throws naming the packages that modules come from but the list lacks */
export function requireListed(moduleIds: Iterable<string>, packages: readonly ShippedPackage[]): void {
  const names = new Set(packages.map(({ name }) => name));
  const missing = new Set<string>();
  for (const id of moduleIds) {
    const name = packageOf(id);
    if (name !== null && !names.has(name)) missing.add(name);
  }
  if (missing.size > 0) throw new Error(`The list of licences lacks: ${[...missing].join(', ')}`);
}

export function licences(root: string): Plugin {
  let packages: ShippedPackage[] | undefined;
  const list = (): ShippedPackage[] => (packages ??= shippedPackages(root));
  return {
    name: 'drydock-licences',
    resolveId: (id) => (id === 'virtual:licences' || id === 'virtual:licence-texts' ? `\0${id}` : undefined),
    load(id) {
      if (id === '\0virtual:licences') {
        const facts = list().map(({ name, version, licence, text }) => ({ name, version, licence, hasText: text !== null }));
        return `export const packages = ${JSON.stringify(facts)};`;
      }
      if (id === '\0virtual:licence-texts') {
        const texts = list().flatMap(({ name, version, text }) => (text === null ? [] : [[`${name}@${version}`, text]]));
        return `export const texts = new Map(${JSON.stringify(texts)});`;
      }
      return undefined;
    },
    generateBundle(_options, bundle) {
      const ids = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      requireListed(ids, list());
    },
  };
}

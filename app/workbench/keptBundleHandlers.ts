// Bundles that were exported, looked at and compared.
import type { WorkbenchContract } from '../api/contract.ts';
import type { Handlers } from '../api/procedure.ts';
import { compareBundles, listBundles, readBundleFile } from '../bundle/keptBundles.ts';
import { listEntries } from '../bundle/zip/readEntries.ts';

type KeptBundleHandlers = Pick<
  Handlers<WorkbenchContract>,
  'bundles.list' | 'bundles.entries' | 'bundles.file' | 'bundles.compare'
>;

export function createKeptBundleHandlers(): KeptBundleHandlers {
  return {
    'bundles.list': ({ project }) => listBundles(project),
    'bundles.entries': ({ path }) => listEntries(path),
    'bundles.file': ({ path, name }) => readBundleFile(path, name),
    'bundles.compare': ({ a, b }) => compareBundles(a, b),
  };
}

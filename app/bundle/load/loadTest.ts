import type { LoadRequest, LoadResult } from '../../api/schemas/load.ts';
import { AppError } from '../../base/errors.ts';
import { loadBundle, type LoadContext } from './loadBundle.ts';
import { loadServer } from './loadServer.ts';

export function isAddress(target: string): boolean {
  return /^https?:\/\//i.test(target);
}

/**
 * How much a bundle, or a server at an address, carries.
 * @throws as loadBundle and loadServer; INVALID_INPUT for an address that is none
 */
export async function loadTest({ target, bundle, settings }: LoadRequest, context: LoadContext): Promise<LoadResult> {
  if (!isAddress(target)) return loadBundle(target, settings, context);
  if (!URL.canParse(target)) {
    throw new AppError('INVALID_INPUT', `${target} is not an address.`, { hint: 'For instance: http://127.0.0.1:8080.' });
  }
  return loadServer(target, bundle ?? null, settings, context);
}

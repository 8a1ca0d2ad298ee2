// manifest.json states the sha256 of every file, manifest.sha256 (in sha256sum's form) that of the manifest itself.
import { sha256 } from '../storage/sha256.ts';

export const manifestPath = 'manifest.json';
export const manifestHashPath = 'manifest.sha256';

export function manifestHashText(manifest: Uint8Array | string): string {
  return `${sha256(manifest)}  ${manifestPath}\n`;
}

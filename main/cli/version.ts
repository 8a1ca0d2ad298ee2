import { readFileSync } from 'node:fs';

/** Of package.json, two folders above the built file. */
export function programVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}

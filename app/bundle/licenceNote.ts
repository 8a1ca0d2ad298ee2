import type { ServerPackage } from './serverPackage.ts';

/** LICENSES.md: what travels in the bundle or is installed by it, under which licence. */
export function licenceNote(licences: ServerPackage['licences']): string {
  return [
    '# Licences',
    '',
    '`server/server.mjs` is the Drydock prediction server, Apache-2.0. It contains zod (MIT, © Colin McDonnell).',
    'The model, the labels and the golden rows are yours; Drydock claims nothing about them.',
    '',
    '`npm ci` in `server/` installs these packages, each with its own licence file:',
    '',
    '| Package | Version | Licence |',
    '|---|---|---|',
    ...licences.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    '',
  ].join('\n');
}

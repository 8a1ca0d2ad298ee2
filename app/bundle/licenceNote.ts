import type { RuntimePlatform } from '../api/schemas/bundles.ts';
import type { ServerPackage } from './serverPackage.ts';

/** LICENSES.md: what travels in the bundle or is installed by it, under which licence. */
export function licenceNote(licences: ServerPackage['licences'], platforms: readonly RuntimePlatform[]): string {
  return [
    '# Licences',
    '',
    '`server/server.mjs` is the Drydock prediction server, Apache-2.0. It contains zod (MIT, © Colin McDonnell).',
    'The model, the labels and the golden rows are yours; Drydock claims nothing about them.',
    '',
    ...(platforms.length > 0
      ? [`\`runtime/\` holds what is run of onnxruntime-node and onnxruntime-common, for ${platforms.join(', ')}.`, '']
      : []),
    '`npm ci` in `server/` installs these packages, each with its own licence file:',
    '',
    '| Package | Version | Licence |',
    '|---|---|---|',
    ...licences.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    '',
  ].join('\n');
}

import { textSource } from '../zip/sources.ts';
import { composeFile, dockerfile, dockerignore } from '../containerFiles.ts';
import { composeVariables } from '../logVariables.ts';
import type { BundleTarget } from './target.ts';

export const container: BundleTarget = {
  id: 'container',
  title: 'Container',
  what: 'Dockerfile and compose file of the prediction server: non-root, read-only, health checked.',
  folder: '.',
  checked: 'by hadolint and against the Compose specification, and its start command run outside a container; not built',
  isDefault: true,
  files: ({ sources, targetIds }) => [
    textSource('Dockerfile', dockerfile(sources.name)),
    textSource('.dockerignore', dockerignore),
    textSource('docker-compose.yml', composeFile(sources.name, targetIds.includes('monitoring'))),
    textSource('.env', composeVariables()),
  ],
  lint: () => [],
};

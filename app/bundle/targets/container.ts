import { textSource } from '../zip/sources.ts';
import { composeFile, composeVariables, dockerfile, dockerignore } from '../containerFiles.ts';
import type { BundleTarget } from './target.ts';

export const container: BundleTarget = {
  id: 'container',
  title: 'Container',
  what: 'Dockerfile and compose file of the prediction server: non-root, read-only, health checked.',
  folder: '.',
  checked: 'by hadolint and against the Compose specification, and its start command run outside a container; not built',
  isDefault: true,
  files: ({ sources, targetIds, capacity, runtimePlatforms }) => [
    textSource('Dockerfile', dockerfile(sources.name, runtimePlatforms)),
    textSource('.dockerignore', dockerignore),
    textSource('docker-compose.yml', composeFile(sources.name, { withMonitoring: targetIds.includes('monitoring'), capacity })),
    textSource('.env', composeVariables(capacity)),
  ],
  lint: () => [],
};
